"""`rightsflow pause` and `resume`: stop and start all sending, of every worker at once."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from deployments.terminal import OUT
from rightsflow.register import signs
from rightsflow.register.signs import Sign
from rightsflow.settings import read_settings
from tasks.wiring import open_databases

_SHOWN: Final = "%Y-%m-%d %H:%M"


def pause_sending(folder: Path) -> None:
    """Stop all sending; a letter on its way to the mail server still leaves."""
    since = asyncio.run(_set(folder, paused=True)).astimezone(read_settings(folder).controller.zone)
    OUT.print(
        f"Sending is paused since {since:{_SHOWN}}. Cases go on, letters wait, and deadlines run. "
        "`rightsflow resume` sends what waits.",
        markup=False,
    )


def resume_sending(folder: Path) -> None:
    """Let letters leave again; the next run sends what waits."""
    asyncio.run(_set(folder, paused=False))
    OUT.print("Letters leave again; the next run sends what waits.", markup=False)


async def _set(folder: Path, *, paused: bool) -> datetime:
    """Set or take the mark away; return since when it is set. A pause keeps its beginning."""
    now = datetime.now(UTC)
    async with AsyncExitStack() as stack:
        register, _ = open_databases(folder, read_settings(folder), stack)
        await register.upgrade()
        async with register.write() as connection:
            if not paused:
                await signs.forget(connection, Sign.sending_paused)
                return now
            since = await signs.noted(connection, Sign.sending_paused)
            if since is None:
                await signs.note(connection, Sign.sending_paused, now)
            return since.at if since else now
