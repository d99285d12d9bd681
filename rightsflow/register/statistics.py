"""Counts of months: of the cases that are here, and of those that were deleted.

A case is counted in the transaction that deletes it, by the same code that counts those that are
still here. So a month says the same before a case goes and after.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.statistics import NO_RIGHT, Measure, band_of, timeliness_of
from rightsflow.register.database import insert_new
from rightsflow.register.retention_tables import statistic
from rightsflow.register.tables import case, hold, request
from rightsflow.register.types import Channel

FAILURES = (
    HoldKind.system_unreachable, HoldKind.system_failed, HoldKind.data_mismatch,
    HoldKind.task_overdue,
)  # fmt: skip
"""Holds that say that a system did not do its part."""

OPEN = "open"
"""The outcome of a request that has none yet."""

NO_SYSTEM = "none"
"""Under what a failure is counted that was no one system's."""


class Cell(NamedTuple):
    """What a number is of: a month such as `2026-11`, a measure, and one or two closed words."""

    month: str
    measure: str
    name: str
    part: str = ""


async def count_in(connection: AsyncConnection, ids: Sequence[int], zone: ZoneInfo) -> None:
    """Add cases to the counts that stay; the caller deletes them in the same transaction."""
    found = await _counted(connection, case.c.id.in_(ids), zone)
    if not found:
        return
    rows = [{**cell._asdict(), "number": 0} for cell in found]
    await connection.execute(insert_new(statistic, connection, *Cell._fields), rows)
    for cell, number in sorted(found.items()):
        same = and_(*(statistic.c[name] == value for name, value in cell._asdict().items()))
        more = {"number": statistic.c.number + number}
        await connection.execute(update(statistic).where(same).values(more))


async def of_months(
    connection: AsyncConnection, first_at: datetime, end_at: datetime, zone: ZoneInfo
) -> Counter[Cell]:
    """Return the counts of whole months between two moments, of cases here and of those gone."""
    here = and_(case.c.received_at >= first_at, case.c.received_at < end_at)
    found = await _counted(connection, here, zone)
    first, last = _month(first_at, zone), _month(end_at, zone)
    query = select(statistic).where(statistic.c.month >= first, statistic.c.month < last)
    for row in await connection.execute(query):
        found[Cell(row.month, row.measure, row.name, row.part)] += row.number
    return found


async def _counted(
    connection: AsyncConnection, which: ColumnElement[bool], zone: ZoneInfo
) -> Counter[Cell]:
    """Count the cases; what a sweep found is nobody's request and is not among them."""
    asked = and_(which, case.c.channel != Channel.sweep)
    found: Counter[Cell] = Counter()
    months: dict[int, str] = {}
    cases = select(
        case.c.id, case.c.received_at, case.c.channel, case.c.language, case.c.answered_at,
        case.c.due_on, case.c.closed_at,
    )  # fmt: skip
    for row in await connection.execute(cases.where(asked)):
        month = months[row.id] = _month(row.received_at, zone)
        answered_on = row.answered_at.astimezone(zone).date() if row.answered_at else None
        found[Cell(month, Measure.received, row.channel)] += 1
        found[Cell(month, Measure.language, row.language)] += 1
        closed = row.closed_at is not None
        in_time = timeliness_of(answered_on, row.due_on, closed=closed)
        found[Cell(month, Measure.answered, in_time)] += 1
        if answered_on:
            received_on = row.received_at.astimezone(zone).date()
            found[Cell(month, Measure.days, band_of(received_on, answered_on))] += 1
    await _count_requests(connection, asked, months, found)
    holds = select(hold.c.case_id, hold.c.kind, hold.c.system).join(case)
    of_systems = and_(asked, hold.c.kind.in_(FAILURES))
    for row in await connection.execute(holds.where(of_systems)):
        found[Cell(months[row.case_id], Measure.failure, row.system or NO_SYSTEM, row.kind)] += 1
    return found


async def _count_requests(
    connection: AsyncConnection,
    asked: ColumnElement[bool],
    months: dict[int, str],
    found: Counter[Cell],
) -> None:
    query = select(
        request.c.case_id, request.c.right, request.c.outcome, request.c.extended_at,
    ).join(case)  # fmt: skip
    with_one = set()
    for row in await connection.execute(query.where(asked, request.c.dropped_at.is_(None))):
        month = months[row.case_id]
        with_one.add(row.case_id)
        found[Cell(month, Measure.right, row.right)] += 1
        found[Cell(month, Measure.outcome, row.right, row.outcome or OPEN)] += 1
        if row.extended_at is not None:
            found[Cell(month, Measure.extended, row.right)] += 1
    for key, month in months.items():
        if key not in with_one:
            found[Cell(month, Measure.right, NO_RIGHT)] += 1


def _month(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).date().isoformat()[:7]
