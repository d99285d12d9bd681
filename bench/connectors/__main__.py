"""Measure what connectors cost: python -m bench.connectors [--only NAME] [--people 1 100 10000]."""

import argparse
import asyncio
from itertools import pairwise

from rich.console import Console
from rich.table import Table

from bench.connectors.measuring import Measured, Step, exponent, measure, requests_per_100_pages
from bench.connectors.targets import TARGETS, filled, people

_OUT = Console()
_MIB = 1024 * 1024
_HEADS = (
    "system", "people at once", "rows", "rows per s", "asked to gather", "erased per s",
    "asked per erased person", "memory added, MiB", "asked per 100 pages",
)  # fmt: skip


def main() -> None:
    """Measure, and print a table for costs and one for how they grow."""
    parser = argparse.ArgumentParser(prog="python -m bench.connectors", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=sorted(TARGETS), default=sorted(TARGETS))
    parser.add_argument("--people", type=int, nargs="+", default=[1, 100, 10_000])
    told = parser.parse_args()
    costs, growth = Table(*_HEADS), Table("system", "from", "to", "gather, s", "gather, asked",
                                          "erase, s", "erase, asked")  # fmt: skip
    for name in told.only:
        if not TARGETS[name].there():
            _OUT.print(f"{name}: not installed, left out")
            continue
        found, pages = asyncio.run(_measured(name, told.people))
        _OUT.print(f"{name}: measured")
        for one in found:
            costs.add_row(*_cost(name, one, pages))
        for small, large in pairwise(found):
            growth.add_row(name, str(small.people), str(large.people), *_growth(small, large))
    _OUT.print(costs)
    _OUT.print("Growth: the power of the people with which a cost grows; 1 is as they do.")
    _OUT.print(growth)


async def _measured(name: str, sizes: list[int]) -> tuple[list[Measured], float | None]:
    everybody = people(sum(sizes))
    portions, begin = [], 0
    for size in sorted(sizes):
        portions.append(everybody[begin : begin + size])
        begin += size
    with _OUT.status(f"{name}: planting {len(everybody)} people"):
        async with filled(TARGETS[name], everybody) as stage:
            pages = await requests_per_100_pages(stage) if TARGETS[name].paged else None
            return await measure(stage, portions, TARGETS[name].erases), pages


def _cost(name: str, one: Measured, pages: float | None) -> list[str]:
    erased = one.erased
    added = max(one.gathered.added_bytes, erased.added_bytes if erased else 0)
    return [
        name,
        f"{one.people:,}",
        f"{one.rows:,}",
        f"{one.rows / one.gathered.figures.wall_s:,.0f}",
        f"{one.gathered.asked:,}",
        f"{one.erased_people / erased.figures.wall_s:,.0f}" if erased else "-",
        f"{erased.asked / one.erased_people:,.2f}" if erased else "-",
        f"{added / _MIB:,.0f}",
        "-" if pages is None else f"{pages:,.0f}",
    ]


def _growth(small: Measured, large: Measured) -> list[str]:
    grown = [_growth_of(small.gathered, large.gathered, large.people / small.people)]
    more = large.erased_people > small.erased_people
    if small.erased and large.erased and more:
        times = large.erased_people / small.erased_people
        grown.append(_growth_of(small.erased, large.erased, times))
    return [f"{one:.2f}" for pair in grown for one in pair]


def _growth_of(small: Step, large: Step, times: float) -> tuple[float, float]:
    """Return how time and number of requests grow when there are so many times the people."""
    wall = exponent(small.figures.wall_s, large.figures.wall_s, times)
    return wall, exponent(small.asked, large.asked, times)


if __name__ == "__main__":
    main()
