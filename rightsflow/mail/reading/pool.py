"""Reading many messages in warm child processes, so that no message can harm the parent.

Each child has one message in hand at a time, so a death or a time-out points at the message
that caused it: nothing has to be halved and searched. A child that dies is given the message
once more when fresh, because the fault may lie with the message before; a second death, or
waiting in vain, makes the message a person's work.
"""

import asyncio
import json
import os
import queue
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Final, Self

from rightsflow.confined.wire import LENGTH
from rightsflow.confined.worker import ChildDied, ChildStuck, Worker
from rightsflow.errors import NeedsPerson
from rightsflow.mail.reading import limits
from rightsflow.mail.reading.model import Kind, PersonReason, Reading
from rightsflow.mail.reading.wire import ATTACHED, FULL, HEADER, TITLES, WITHOUT
from rightsflow.mime import limits as of_mime

_CHILD: Final = "rightsflow.mail.reading.child"
_ATTEMPTS: Final = 2
_MOST_WORKERS: Final = 4


class NotTaken(NeedsPerson):
    """An attachment cannot be taken out of its message; look at the message in the mailbox."""


def default_workers() -> int:
    """Return how many children a pool has unless told: one for each processor, at most four."""
    return min(_MOST_WORKERS, os.cpu_count() or 1)


class ReadingPool:
    """Children that read messages; an async context manager, usable from any event loop.

    `region` and `own_addresses` are those of `read_message`; `message_s` is how many seconds
    a message may take.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        region: str = "PL",
        own_addresses: Collection[str] = (),
        message_s: float = limits.MESSAGE_S,
    ) -> None:
        """Prepare the pool; no process is started before it is entered."""
        count = workers or default_workers()
        told = json.dumps({"region": region, "own_addresses": sorted(own_addresses)}).encode()
        self._workers = [Worker(_CHILD, told, of_mime.MESSAGE_BYTES) for _ in range(count)]
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reading")
        self._message_s = message_s

    def open(self) -> None:
        """Start the children and wait until they are warm; raises ChildDied if one is not."""
        for started in [self._threads.submit(worker.start) for worker in self._workers]:
            started.result()

    def close(self) -> None:
        """End the children and wait for them."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in self._workers:
            worker.stop()

    async def __aenter__(self) -> Self:
        """Start the children without holding up the event loop."""
        await asyncio.to_thread(self.open)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the children."""
        await asyncio.to_thread(self.close)

    @property
    def pids(self) -> tuple[int, ...]:
        """Return the process ids of the running children."""
        return tuple(worker.pid for worker in self._workers if worker.pid is not None)

    async def read_many(self, raws: Sequence[bytes]) -> list[Reading]:
        """Return the reading of each message, in their order; a bad one harms no other."""
        readings: list[Reading | None] = [None] * len(raws)
        todo = iter(range(len(raws)))
        loop = asyncio.get_running_loop()
        shares = min(len(self._workers), len(raws))
        jobs = [
            loop.run_in_executor(self._threads, self._work, raws, todo, readings)
            for _ in range(shares)
        ]
        try:
            await asyncio.gather(*jobs)
        finally:
            # Cancelled or failed: the threads find nothing more to do.
            for _ in todo:
                pass
        return [reading or _given_up(PersonReason.parser_died) for reading in readings]

    async def titles(self, raw: bytes) -> list[str]:
        """Return the name of each attachment, in the order of `Reading.attachments`.

        One that has none is named by the empty text. Raises `NotTaken`.
        """
        try:
            told = json.loads(await self._ask(TITLES + raw))
        except ValueError:
            raise NotTaken from None
        return [str(title) for title in told]

    async def attachment(self, raw: bytes, number: int) -> bytes:
        """Return an attachment as it was sent, by its place from 0; raises `NotTaken`."""
        return await self._ask(ATTACHED + LENGTH.pack(number) + raw)

    async def without(self, raw: bytes, notes: Mapping[int, str]) -> bytes:
        """Return the message without the attachments of these numbers, a note in their place.

        Raises `NotTaken`.
        """
        told = json.dumps({str(number): note for number, note in notes.items()}).encode()
        return await self._ask(WITHOUT + LENGTH.pack(len(told)) + told + raw)

    async def _ask(self, question: bytes) -> bytes:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._ask_one, question)

    def _ask_one(self, question: bytes) -> bytes:
        worker = self._idle.get()
        try:
            return worker.ask(question, self._message_s)
        except ChildDied:
            worker.stop()
            raise NotTaken from None
        finally:
            self._idle.put(worker)

    def _work(
        self, raws: Sequence[bytes], todo: Iterator[int], readings: list[Reading | None]
    ) -> None:
        worker = self._idle.get()
        try:
            for index in todo:
                readings[index] = self._read(worker, raws[index])
        finally:
            self._idle.put(worker)

    def _read(self, worker: Worker, raw: bytes) -> Reading:
        if len(raw) > of_mime.MESSAGE_BYTES:
            return self._read_header(worker, raw, PersonReason.message_too_large)
        for _ in range(_ATTEMPTS):
            try:
                return Reading.from_json(worker.ask(FULL + raw, self._message_s))
            except ChildStuck:
                break
            except (ChildDied, ValueError, KeyError, TypeError):
                worker.stop()
        return self._read_header(worker, raw, PersonReason.parser_died)

    def _read_header(self, worker: Worker, raw: bytes, reason: PersonReason) -> Reading:
        head = raw[: of_mime.HEADER_BYTES]
        question = HEADER + reason.encode("ascii") + b"\0" + head
        try:
            return Reading.from_json(worker.ask(question, self._message_s))
        except (ChildDied, ValueError, KeyError, TypeError):
            worker.stop()
            return _given_up(reason)


def _given_up(reason: PersonReason) -> Reading:
    return Reading(kind=Kind.unreadable, needs_person=(reason,), why_not_auto=("unreadable",))
