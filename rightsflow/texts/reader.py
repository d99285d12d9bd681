"""The parent's end: one confined process, started on first use, one question at a time."""

import asyncio
import json
import threading
from types import TracebackType
from typing import Any, Final, Self

from rightsflow.confined.worker import ChildDied, Worker
from rightsflow.mime.flaw import Flaw
from rightsflow.texts import limits
from rightsflow.texts.model import Letter, Reading, State
from rightsflow.texts.wire import DOCUMENT, LETTER, SEARCHED

_CHILD: Final = "rightsflow.texts.child"

SUFFIXES: Final = frozenset(
    {
        ".csv", ".docm", ".docx", ".eml", ".htm", ".html", ".ics", ".json", ".log", ".md", ".odp",
        ".ods", ".odt", ".pdf", ".pptx", ".rtf", ".txt", ".vcf", ".xlsx", ".xml",
    }
)  # fmt: skip
"""Kinds of documents that are read."""


class TextReader:
    """Reads letters and documents; an async context manager, or `close` at the end.

    A letter or document that kills the process harms no other: the next one has a fresh process.
    """

    def __init__(self) -> None:
        """Start nothing yet."""
        self._worker = Worker(_CHILD, b"", limits.ANSWER_BYTES)
        self._one_at_a_time = threading.Lock()

    async def __aenter__(self) -> Self:
        """Return the reader; its process starts with the first question."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        await self.close()

    async def close(self) -> None:
        """End the process, if there is one; it starts again when it is asked."""
        await asyncio.to_thread(self._stop)

    async def letter(self, raw: bytes) -> Letter:
        """Return the text of a message as its reader sees it."""
        return await self._letter(LETTER, raw)

    async def searched(self, raw: bytes) -> Letter:
        """Return header and all forms of the text of a message, one after another."""
        return await self._letter(SEARCHED, raw)

    async def document(self, suffix: str, raw: bytes) -> Reading:
        """Return the text of a document; `suffix` is like `.pdf`."""
        return await asyncio.to_thread(self.document_now, suffix, raw)

    def document_now(self, suffix: str, raw: bytes) -> Reading:
        """Return the same; blocks, so asynchronous callers are in a thread."""
        if suffix.lower() not in SUFFIXES or len(raw) > limits.DOCUMENT_BYTES:
            return Reading(State.unreadable)
        told = self._ask_now(DOCUMENT + suffix.lower().encode() + b"\0" + raw)
        if told is None:
            return Reading(State.unreadable)
        return Reading(State(told["state"]), str(told["text"]))

    async def _letter(self, kind: bytes, raw: bytes) -> Letter:
        told = await self._ask(kind + raw)
        if told is None:
            return Letter(flaws=(Flaw.parser_failed,))
        return Letter(str(told["text"]), tuple(map(str, told["flaws"])), int(told["attached"]))

    async def _ask(self, question: bytes) -> dict[str, Any] | None:
        return await asyncio.to_thread(self._ask_now, question)

    def _ask_now(self, question: bytes) -> dict[str, Any] | None:
        # The lock is the thread's: who was cancelled still waits for an answer there.
        with self._one_at_a_time:
            try:
                told: dict[str, Any] = json.loads(self._worker.ask(question, limits.SECONDS))
            except (ChildDied, ValueError):
                self._worker.stop()
                return None
            return told

    def _stop(self) -> None:
        with self._one_at_a_time:
            self._worker.stop()
