"""Warm processes that make copies and exports, so that no event loop waits for a PDF.

Started before any key is loaded: a process is a fresh interpreter that gets the keys of the
case it works on, and no other. It ends with its parent, however that one ends.
"""

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from types import TracebackType
from typing import Self, TypeVar

from rightsflow.copy.assemble import CopyJob, CopyMade, assemble
from rightsflow.copy.job import PortableJob, PortableMade
from rightsflow.copy.phrases import languages, phrases
from rightsflow.copy.portable import export
from rightsflow.errors import TryAgain
from rightsflow.pdf import warm

J = TypeVar("J")
M = TypeVar("M")

_ORPHANED = 3


class ProcessDied(TryAgain):
    """A process that makes copies died: one of the copies in hand may have killed it."""


class CopyPool:
    """A pool of processes; an async context manager, or `start` and `close`."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._executor = self._fresh()

    async def __aenter__(self) -> Self:
        """Start the processes."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the processes."""
        await asyncio.to_thread(self.close)

    async def start(self) -> None:
        """Wait until every process has read fonts and texts."""
        calls = (self._executor.submit(_ready) for _ in range(self._processes))
        await asyncio.gather(*map(asyncio.wrap_future, calls))

    async def assemble(self, job: CopyJob) -> CopyMade:
        """Make one copy in a process; as many run at once as there are processes.

        Raises what `rightsflow.copy.assemble.assemble` raises, and `ProcessDied` if a process
        died; the others of that moment are to be tried again too.
        """
        return await self._run(assemble, job)

    async def export(self, job: PortableJob) -> PortableMade:
        """Make one export in a process; raises as `assemble` does."""
        return await self._run(export, job)

    async def _run(self, make: Callable[[J], M], job: J) -> M:
        executor = self._executor
        try:
            return await asyncio.wrap_future(executor.submit(make, job))
        except BrokenProcessPool:
            if self._executor is executor:
                self._executor = self._fresh()
                executor.shutdown(wait=False)
            raise ProcessDied from None

    def close(self) -> None:
        """End the processes when they have finished what they do."""
        self._executor.shutdown(cancel_futures=True)

    def _fresh(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._processes, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Prepare a process: fonts, texts, and somebody who watches over its parent."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    warm()
    for language in languages():
        phrases(language)


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os._exit(_ORPHANED)


def _ready() -> None:
    """Do nothing: a process that can do it is ready."""
