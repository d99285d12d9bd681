"""Messages read by the children of the real pool: no death, none stuck, the queue goes on."""

import asyncio
import time
from pathlib import Path

from bench.fuzz.direct import Tell
from bench.fuzz.figures import Figures
from bench.fuzz.mutate import message
from bench.fuzz.seeds import seeds
from rightsflow.mail.reading.model import Kind, PersonReason, Reading
from rightsflow.mail.reading.pool import ReadingPool

_GOOD = b"From: a@example.com\nSubject: s\n\nPlease delete my data.\n"


async def _read(seed: int, count: int, workers: int, tell: Tell) -> Figures:
    figures = Figures()
    seeds()
    async with ReadingPool(workers) as pool:
        for start in range(0, count, workers):
            numbers = range(start, min(start + workers, count))
            pids = pool.pids
            await asyncio.gather(*(_one(pool, f"{seed}:{at}", figures) for at in numbers))
            figures.deaths += len(set(pids) - set(pool.pids))
            figures.peak_bytes = max(figures.peak_bytes, *map(_peak_bytes, pool.pids))
            tell(figures)
    return figures


async def _one(pool: ReadingPool, seed: str, figures: Figures) -> None:
    begin = time.monotonic()
    reading, good = await pool.read_many([message(seed, seeds()), _GOOD])
    figures.add(seed, reading, time.monotonic() - begin)
    if _is_given_up(reading):
        figures.stuck += 1
        figures.offending.append((seed, "was given up"))
    if good.kind is not Kind.request:
        figures.offending.append((seed, "cost the next letter its reading"))


def _is_given_up(reading: Reading) -> bool:
    return PersonReason.parser_died in reading.needs_person


def _peak_bytes(pid: int) -> int:
    """Return the largest memory that the process has held, in bytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def read_in_pool(seed: int, count: int, workers: int, tell: Tell) -> Figures:
    """Read so many messages by a pool of so many children, each followed by a good letter."""
    return asyncio.run(_read(seed, count, workers, tell))
