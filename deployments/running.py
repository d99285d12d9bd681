"""`rightsflow run`: one pass of intake and fulfilment, then stop."""

import asyncio
import contextlib
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from deployments.embedded import prefect_for
from deployments.table import TAG
from deployments.terminal import OUT, Counting
from rightsflow.errors import TryAgain
from rightsflow.settings import read_settings

_LOG_FLUSH_S = 10


def run_once(folder: Path) -> None:
    """Do one pass with a Prefect of the instance's own, or the one that is being served.

    Raises `TryAgain` with what failed, after everything else was done.
    """
    read_settings(folder)
    with Counting("starting") as shown:
        with prefect_for(folder):
            shown.step("working")
            _told(one_pass(folder, shown))
        shown.step("done")
    OUT.print(outcome(shown, folder), markup=False)


def _told(work: Coroutine[Any, Any, None]) -> None:
    from tasks.kit import SafeError

    try:
        asyncio.run(work)
    except SafeError as error:
        problem = f"Not everything could be done: {error} The next run goes on from there."
        raise TryAgain(problem) from None


def outcome(shown: Counting, folder: Path) -> str:
    """Return in a line what a pass has done, and where to look."""
    if not shown.counts:
        return "Nothing to do."
    return f"{shown.summary().capitalize()}. See: rightsflow case list --config {folder.name}"


async def one_pass(folder: Path, shown: Counting) -> None:
    """Read the mailbox, move every case as far as it goes, and look after deadlines and people.

    A mailbox that is away keeps nothing else from being done.
    """
    from prefect import tags

    from flows.intake import intake
    from flows.watch import watch
    from tasks.kit import SafeError
    from tasks.wiring import open_desk

    failed: SafeError | None = None
    async with open_desk(folder, shown.count):
        with tags(TAG):
            try:
                await intake()
            except SafeError as error:
                failed = error
            await watch()
    await flush_log()
    if failed is not None:
        raise failed


async def flush_log() -> None:
    """Wait until what is on its way to Prefect's log has arrived: it may be stopped after this."""
    from prefect.logging.handlers import APILogHandler

    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(APILogHandler.aflush(), _LOG_FLUSH_S)
