"""Change messages at random and read them.

`python -m bench.fuzz [--messages N] [--pool N] [--seed N] [--workers N] [--again SEED]`

The exit status is 1 if a message crashed the reader, took it more than ten seconds, or more
memory than a child process may have.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.fuzz.direct import Tell, read_all, read_one
from bench.fuzz.figures import Figures
from bench.fuzz.mutate import message
from bench.fuzz.pooled import read_in_pool
from bench.fuzz.seeds import seeds

_EVERY_S: Final = 10.0
_FOUND: Final = Path("fuzz-found.txt")


def main() -> int:
    """Read, report, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000, help="read in processes")
    parser.add_argument("--pool", type=int, default=10_000, help="read by the real pool as well")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--found", type=Path, default=_FOUND, help="seeds of offending messages")
    parser.add_argument("--again", metavar="SEED", help="write this message to standard output")
    told = parser.parse_args()
    if told.again:
        return _again(told.again)
    phases: list[tuple[str, Callable[[Tell], Figures]]] = [
        ("pool", lambda tell: read_in_pool(told.seed, told.pool, told.workers, tell)),
        ("direct", lambda tell: read_all(told.seed, told.messages, told.workers, tell)),
    ]
    results = [_phase(title, read) for title, read in phases]
    offending = [line for figures in results for line in figures.offending]
    if offending:
        lines = (f"{seed}\t{what}\n" for seed, what in offending)
        told.found.write_text("".join(lines), encoding="utf-8")
        sys.stdout.write(f"offending messages: see {told.found}; --again SEED makes one again\n")
    return 0 if all(figures.is_clean for figures in results) else 1


def _phase(title: str, read: Callable[[Tell], Figures]) -> Figures:
    begin = last = time.monotonic()

    def tell(figures: Figures) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > _EVERY_S:
            last = now
            rate = figures.messages / (now - begin)
            found = len(figures.offending)
            sys.stdout.write(f"{title}: {figures.messages:,} read, {rate:,.0f}/s, {found} found\n")
            sys.stdout.flush()

    figures = read(tell)
    sys.stdout.write(figures.report(title, time.monotonic() - begin) + "\n")
    sys.stdout.flush()
    return figures


def _again(seed: str) -> int:
    figures = Figures()
    read_one(seed, figures)
    sys.stdout.buffer.write(message(seed, seeds()))
    sys.stderr.write("\n" + figures.report(seed, 0) + "\n")
    sys.stderr.writelines(f"{what}\n" for _, what in figures.offending)
    return 0 if figures.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
