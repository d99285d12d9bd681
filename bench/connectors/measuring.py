"""Measuring one system: locate and gather so many people at once, erase them, list the rest."""

import gc
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.connectors.counting import Asked, counting
from bench.measure import Figures, held_bytes, measured
from rightsflow.conformance import Person, Stage
from rightsflow.conformance.asking import subjects
from rightsflow.connector import Connector, Wanted
from rightsflow.deeds import Capability, Change, Lists, Order

PAGE_SIZE = 100
"""What connectors ask for at once, unless their settings say otherwise."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a step took: how often it asked, for how long, and how much memory it added."""

    asked: int
    figures: Figures
    added_bytes: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What so many people cost at once; `rows` are findings, `erased_people` those erased."""

    people: int
    rows: int
    gathered: Step
    erased: Step | None
    erased_people: int


async def measure(
    stage: Stage, portions: Sequence[Sequence[Person]], erases: int
) -> list[Measured]:
    """Measure each portion of people in turn; whoever was erased is gone from the next.

    `erases`: so many people of a portion are erased at the most.
    """
    most = erases if Capability.erase in stage.can else 0
    with counting() as asked:
        # One pass before, so that what a program does once is counted for nobody.
        await _portion(stage, portions[0][:1], asked, 0)
        return [await _portion(stage, some, asked, most) for some in portions]


async def _portion(stage: Stage, some: Sequence[Person], asked: Asked, erases: int) -> Measured:
    async with stage.connector() as connector:
        with _step(asked) as gathering:
            orders, rows = await _gathered(connector, some)
        erasing: list[Step] = []
        told = orders[:erases]
        if told:
            with _step(asked) as erasing:
                receipts = await connector.erase(told, now=datetime.now(UTC))  # type: ignore[attr-defined]
            if sum(one.removed for one in receipts) != _rows(told):
                problem = "not every row was erased"
                raise RuntimeError(problem)
    return Measured(len(some), rows, gathering[0], erasing[0] if erasing else None, len(told))


def _rows(orders: Sequence[Order]) -> int:
    return sum(len(change.records) for one in orders for change in one.changes)


async def _gathered(connector: Connector, some: Sequence[Person]) -> tuple[list[Order], int]:
    """Locate and gather; return the orders to erase it all, and how many records it were."""
    records: dict[str, list[str]] = defaultdict(list)
    async for one in connector.locate(subjects(some)):
        records[one.case_number].append(one.match.record)
    if len(records) != len(some):
        problem = f"{len(records)} of {len(some)} people were found"
        raise RuntimeError(problem)
    named: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    wanted = [Wanted(case, tuple(all_)) for case, all_ in records.items()]
    async for finding in connector.gather(wanted):
        named[finding.case_number][finding.collection][finding.record] = None
    orders = [
        Order(case, tuple(Change(name, tuple(keys)) for name, keys in of.items()))
        for case, of in named.items()
    ]
    return orders, _rows(orders)


async def requests_per_100_pages(stage: Stage) -> float | None:
    """Return how often a system is asked for what stands on 100 pages; None if it lists nobody."""
    async with stage.connector() as connector:
        if not isinstance(connector, Lists):
            return None
        size = int(connector.system.connection.get("page_size", PAGE_SIZE))
        with counting() as asked:
            entries = len([one async for one in connector.identities()])
        return asked.times / max(1, math.ceil(entries / size)) * 100


def exponent(small: float, large: float, times: float) -> float:
    """Return the power of the people with which a cost grows: 0 not at all, 1 as they do."""
    return math.log(max(large, 1e-9) / max(small, 1e-9)) / math.log(times)


@contextmanager
def _step(asked: Asked) -> Iterator[list[Step]]:
    taken: list[Step] = []
    gc.collect()
    before, held = asked.times, held_bytes()
    with measured() as figures:
        yield taken
    added = max(figures.peak_bytes, held_bytes()) - held
    taken.append(Step(asked.times - before, figures, max(0, added)))
