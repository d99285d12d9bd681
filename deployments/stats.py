"""`rightsflow stats`: the counts of a month, as a table, as JSON, as a picture."""

import asyncio
import json
import re
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table

from deployments.terminal import OUT
from rightsflow.board.month import Month, drawn
from rightsflow.errors import Misconfigured
from rightsflow.law.right import Outcome, Right
from rightsflow.law.statistics import NO_RIGHT, Measure, Timeliness
from rightsflow.register import statistics
from rightsflow.register.statistics import OPEN, Cell
from rightsflow.settings import read_settings
from rightsflow.wholefile import replace_file
from tasks.wiring import open_register

_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_BAR = 30
"""The longest bar on a terminal, in signs."""

_TITLES = {
    Measure.received: "received, by channel",
    Measure.language: "language",
    Measure.right: "rights asked for",
    Measure.outcome: "outcomes",
    Measure.extended: "extended",
    Measure.answered: "time limit",
    Measure.days: "days to answer",
    Measure.failure: "systems that failed",
}
_DECEMBER = 12


def show_month(folder: Path, month: str, svg: Path | None, *, as_json: bool) -> None:
    """Print the counts of a month; write the picture where one is wanted."""
    zone = read_settings(folder).controller.zone
    month = month or datetime.now(zone).date().isoformat()[:7]
    if not _MONTH.fullmatch(month):
        problem = f"{month!r} is no month. Write it like 2026-11."
        raise Misconfigured(problem)
    found = asyncio.run(_counted(folder, month, zone))
    if as_json:
        OUT.print(json.dumps(_plain(month, found), indent=2), markup=False)
    elif found:
        OUT.print(f"[bold]Requests received in {month}[/bold]", markup=True)
        OUT.print(_table(found))
    else:
        OUT.print(f"No request was received in {month}.")
    if svg is not None:
        _write(svg, drawn(_month(month, found)))
        if not as_json:
            OUT.print(str(svg), markup=False)


async def _counted(folder: Path, month: str, zone: ZoneInfo) -> Counter[Cell]:
    first, end = _bounds(month, zone)
    async with AsyncExitStack() as stack:
        register, _ = await open_register(folder, read_settings(folder), stack)
        async with register.read() as connection:
            return await statistics.of_months(connection, first, end, zone)


def _bounds(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the moments at which a month begins and the next one does, in UTC."""
    first = date.fromisoformat(f"{month}-01")
    later = (first.year + 1, 1) if first.month == _DECEMBER else (first.year, first.month + 1)
    days = (first, date(*later, 1))
    begin, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
    return begin, end


def _table(found: Counter[Cell]) -> Table:
    table = Table("what", "", "number", "", box=None, pad_edge=False)
    table.columns[2].justify = "right"
    most = max(found.values())
    for measure, title in _TITLES.items():
        cells = sorted(cell for cell in found if cell.measure == measure)
        for place, cell in enumerate(cells):
            named = " ".join(filter(None, (cell.name, cell.part))).replace("_", " ")
            number = found[cell]
            drawn_bar = "█" * max(1, _BAR * number // most)
            table.add_row("" if place else title, named, str(number), drawn_bar)
    return table


def _plain(month: str, found: Counter[Cell]) -> dict[str, Any]:
    told: dict[str, dict[str, Any]] = {measure: {} for measure in Measure}
    for cell, number in sorted(found.items()):
        of = told[cell.measure]
        if cell.part:
            of.setdefault(cell.name, {})[cell.part] = number
        else:
            of[cell.name] = number
    return {"month": month, **told}


def _month(month: str, found: Counter[Cell]) -> Month:
    def by_name(measure: Measure) -> dict[str, int]:
        names: Counter[str] = Counter()
        for cell, number in found.items():
            if cell.measure == measure:
                names[cell.name] += number
        return dict(names)

    outcomes: dict[Right, dict[Outcome, int]] = {}
    for cell, number in found.items():
        if cell.measure == Measure.outcome and cell.part != OPEN:
            outcomes.setdefault(Right(cell.name), {})[Outcome(cell.part)] = number
    rights = by_name(Measure.right)
    rights.pop(NO_RIGHT, None)
    return Month(
        month=month,
        received=sum(by_name(Measure.received).values()),
        times={Timeliness(name): n for name, n in by_name(Measure.answered).items()},
        rights={Right(name): number for name, number in rights.items()},
        outcomes=outcomes,
        days=by_name(Measure.days),
        failures=by_name(Measure.failure),
    )


def _write(file: Path, svg: str) -> None:
    try:
        replace_file(file, svg.encode())
    except OSError as error:
        problem = f"{file} cannot be written: {error.strerror}. Name another file with --svg."
        raise Misconfigured(problem) from None
