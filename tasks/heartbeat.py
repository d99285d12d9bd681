"""Signs of life: a worker renews its row in the register for as long as it works.

By it workers of other folders, which cannot see its lock, know that it lives.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from rightsflow.errors import RightsflowError
from rightsflow.register import workers
from rightsflow.register.database import Database

_log = logging.getLogger("rightsflow")
_BEATS = 3
"""So many times in the time after which it counts as lost a worker gives a sign."""

_SOON_S = 1.0
"""Where the register is away, so often it is tried: who is back first judges the others."""


@asynccontextmanager
async def beating(
    register: Database, name: str, lost_after: timedelta, run: str | None = None
) -> AsyncIterator[None]:
    """Give signs of life while what is within works; the last act is to strike the worker off.

    Raises `TryAgain` where the register is away at the beginning.
    """
    async with register.write() as connection:
        await workers.beat(connection, name, lost_after, run)
    ended = asyncio.Event()
    renewing = asyncio.create_task(_renew(register, name, lost_after, run, ended))
    try:
        yield
    finally:
        # Not cancelled: a connection that is just being opened would be left open.
        ended.set()
        await renewing
        # Without it, its sign of life runs out: the work is taken over a little later.
        with suppress(RightsflowError):
            async with register.write() as connection:
                await workers.leave(connection, name)


async def _renew(
    register: Database, name: str, lost_after: timedelta, run: str | None, ended: asyncio.Event
) -> None:
    every_s = wait_s = lost_after.total_seconds() / _BEATS
    while not await _comes(ended, wait_s):
        try:
            async with asyncio.timeout(every_s), register.write() as connection:
                in_time = await workers.beat(connection, name, lost_after, run)
        except (RightsflowError, TimeoutError):
            wait_s = min(_SOON_S, every_s)
            continue
        wait_s = every_s
        if not in_time:
            _log.warning(
                "This worker gave no sign of life for %d s: others may have taken its work over.",
                lost_after.total_seconds(),
            )


async def _comes(event: asyncio.Event, within_s: float) -> bool:
    """Wait for an event, but not longer; return whether it came."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), within_s)
    return event.is_set()
