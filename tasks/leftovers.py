"""Files and keys that belong to nothing: a killed run left them, and no order names them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from rightsflow.register import leftover
from tasks.desk import Desk

_log = logging.getLogger("rightsflow")

_DAY = timedelta(days=1)
"""What a run at work has made and not yet noted is younger."""

_PAGE = 500


async def delete_leftovers(at: Desk) -> int:
    """Delete folders of the vault and keys that belong to no case and no message; count them."""
    folders = [one async for one in leftover_folders(at)]
    for scope in folders:
        await asyncio.to_thread(at.vault.delete, scope)
    keys = [one async for one in leftover_keys(at)]
    if keys:
        await at.keyring.drop(keys)
        await at.keyring.wipe()
    if folders or keys:
        _log.warning("leftovers deleted: %d folders, %d keys", len(folders), len(keys))
    return len(folders) + len(keys)


async def leftover_folders(at: Desk) -> AsyncIterator[str]:
    """Yield the folders of the vault that belong to nothing."""
    async for some in _pages(await asyncio.to_thread(at.vault.scopes)):
        for scope in await _of_nothing(at, some):
            yield scope


async def leftover_keys(at: Desk) -> AsyncIterator[str]:
    """Yield the scopes of keys that belong to nothing."""
    after = ""
    while some := await at.keyring.made_before(at.now() - _DAY, after, limit=_PAGE):
        after = max(some)
        for scope in await _of_nothing(at, some):
            yield scope


async def _pages(found: dict[str, datetime]) -> AsyncIterator[dict[str, datetime]]:
    names = sorted(found)
    for start in range(0, len(names), _PAGE):
        yield {name: found[name] for name in names[start : start + _PAGE]}


async def _of_nothing(at: Desk, made_at: dict[str, datetime]) -> list[str]:
    """Return which of these belong to nothing; what an open order names is its business."""
    async with at.register.read() as connection:
        known = await leftover.knows(connection)
        strange = await leftover.strangers(connection, made_at)
    return leftover.leftovers(strange, made_at, known, at.now() - _DAY)
