"""Messages read in processes of their own, without the pool between: many in little time.

A process reads one share after another and tells what it counted. Which message it has in hand
stands in shared memory, so that a death or a standstill points at the message that caused it.
"""

import resource
import time
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Final

from bench.fuzz.figures import Figures
from bench.fuzz.mutate import message
from bench.fuzz.seeds import seeds
from rightsflow.mail.reading import limits
from rightsflow.mail.reading.model import PersonReason, Reading
from rightsflow.mail.reading.read import _read, read_message
from rightsflow.mime.bounded import Unreadable

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess
    from multiprocessing.sharedctypes import Synchronized

_SHARE: Final = 500
_STUCK_S: Final = 3.0 * limits.MESSAGE_S
_SPAWN: Final = get_context("spawn")

Tell = Callable[[Figures], None]


def read_one(seed: str, figures: Figures) -> None:
    """Read the message of the seed; count it, and what is a defect of the reader."""
    raw = message(seed, seeds())
    begin = time.process_time()
    try:
        reading = read_message(raw)
    except Exception:  # noqa: BLE001 - that is what is looked for
        figures.offending.append((seed, f"raised {_place()}"))
        return
    figures.add(seed, reading, time.process_time() - begin)
    if reading.needs_person == (PersonReason.parser_failed,) and (fault := _fault(raw)):
        figures.offending.append((seed, f"made the reader give up: {fault}"))
    if not _survives(reading):
        figures.offending.append((seed, "gave a reading that cannot be stored"))


def _survives(reading: Reading) -> bool:
    try:
        return Reading.from_json(reading.to_json().encode()) == reading
    except ValueError:
        return False


def _fault(raw: bytes) -> str:
    """Return where the reader failed; empty where it refused the message on purpose."""
    try:
        _read(raw, "PL", frozenset())
    except Unreadable:
        return ""
    except Exception:  # noqa: BLE001 - told by its place
        return _place()
    return "nowhere, the second time"


def _place() -> str:
    """Return type and place of the exception in hand, without its text."""
    lines = traceback.format_exc(limit=-3).splitlines()
    places = [line.split("/")[-1] for line in lines if line.lstrip().startswith("File")]
    return f"{lines[-1].split(':')[0]} at {' < '.join(reversed(places))}"


def read_all(seed: int, count: int, processes: int, tell: Tell) -> Figures:
    """Read so many messages in processes; `tell` gets the figures after each share."""
    total = Figures()
    shares = iter(range(0, count, _SHARE))
    workers = [_Worker(seed) for _ in range(processes)]
    busy = {worker: worker.begin(start, count) for worker in workers for start in _next(shares)}
    while busy:
        ready = wait([worker.answers for worker in busy], timeout=1.0)
        for worker in [w for w in busy if w.answers in ready or w.is_stuck()]:
            figures, resume_at = worker.take(busy[worker])
            total.merge(figures)
            tell(total)
            end = busy.pop(worker)
            for start, limit in ((resume_at, end),) if resume_at < end else ():
                busy[worker] = worker.begin(start, limit)
            if worker not in busy:
                for start in _next(shares):
                    busy[worker] = worker.begin(start, count)
    for worker in workers:
        worker.stop()
    return total


def _next(shares: Iterator[int]) -> Iterator[int]:
    if (start := next(shares, None)) is not None:
        yield start


class _Worker:
    """One process that reads shares; replaced when a message kills or stops it."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._start()

    def _start(self) -> None:
        self.answers, theirs = _SPAWN.Pipe()
        self._number: Synchronized[int] = _SPAWN.Value("q", -1)
        self._process: SpawnProcess = _SPAWN.Process(
            target=_serve, args=(self._seed, theirs, self._number), daemon=True
        )
        self._process.start()
        theirs.close()
        self._seen, self._since = -1, time.monotonic()

    def begin(self, start: int, limit: int) -> int:
        """Have a share read; return where it ends."""
        end = min(start + _SHARE, limit)
        self.answers.send((start, end))
        self._seen, self._since = -1, time.monotonic()
        return end

    def is_stuck(self) -> bool:
        """Say whether the same message has been in hand for too long."""
        now = self._number.value
        if now != self._seen:
            self._seen, self._since = now, time.monotonic()
        return now >= 0 and time.monotonic() - self._since > _STUCK_S

    def take(self, end: int) -> tuple[Figures, int]:
        """Return the figures of a share, and from where the rest of it is to be read."""
        try:
            if self.answers.poll():
                figures: Figures = self.answers.recv()
                return figures, end
        except EOFError:
            what = "ended the process"
        else:
            what = "did not come to an end"
        number = self._number.value
        self.stop()
        if number < 0:
            problem = "a process of the fuzzer ended before its first message"
            raise RuntimeError(problem)
        self._start()
        figures = Figures(offending=[(f"{self._seed}:{number}", what)])
        return figures, number + 1

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self.answers.close()


def _serve(seed: int, questions: Connection, number: "Synchronized[int]") -> None:
    seeds()
    memory = limits.CHILD_MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while True:
        start, end = questions.recv()
        figures = Figures()
        for at in range(start, end):
            number.value = at
            read_one(f"{seed}:{at}", figures)
        number.value = -1
        figures.peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        questions.send(figures)
