"""How the cases stand, in numbers and closed words: for the digest and the board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome, Right
from rightsflow.register.conditions import is_open_request
from rightsflow.register.measures import has_kept_answer, is_unanswered
from rightsflow.register.tables import case, hold, letter, request
from rightsflow.register.types import LetterState


@dataclass(frozen=True, slots=True)
class Standing:
    """An open case: its rights that are open, and what it waits for."""

    number: str
    due_on: date
    rights: tuple[Right, ...]
    holds: tuple[HoldKind, ...]


@dataclass(frozen=True, slots=True)
class OpenHoldOf:
    """An open hold with the number of its case."""

    number: str
    kind: HoldKind
    system: str
    opened_at: datetime
    answer_by_on: date


async def standing(connection: AsyncConnection, *, limit: int) -> list[Standing]:
    """Return the open cases, the earliest due first."""
    query = select(case.c.id, case.c.number, case.c.due_on).where(
        or_(is_unanswered(), has_kept_answer())
    )
    found = (await connection.execute(query.order_by(case.c.due_on, case.c.id).limit(limit))).all()
    ids = [row.id for row in found]
    rights: dict[int, list[Right]] = {key: [] for key in ids}
    asked = select(request.c.case_id, request.c.right).where(
        request.c.case_id.in_(ids), is_open_request()
    )
    for row in await connection.execute(asked.order_by(request.c.id)):
        rights[row.case_id].append(Right(row.right))
    waits: dict[int, list[HoldKind]] = {key: [] for key in ids}
    open_now = select(hold.c.case_id, hold.c.kind).where(
        hold.c.case_id.in_(ids), hold.c.released_at.is_(None)
    )
    for row in await connection.execute(open_now.order_by(hold.c.id)):
        waits[row.case_id].append(HoldKind(row.kind))
    return [
        Standing(row.number, row.due_on, tuple(rights[row.id]), tuple(waits[row.id]))
        for row in found
    ]


async def open_holds(
    connection: AsyncConnection, kinds: Sequence[HoldKind], *, limit: int
) -> list[OpenHoldOf]:
    """Return open holds of these kinds, the one wanted first at the head."""
    query = (
        select(case.c.number, hold.c.kind, hold.c.system, hold.c.opened_at, hold.c.answer_by_on)
        .join(case, case.c.id == hold.c.case_id)
        .where(hold.c.kind.in_(kinds), hold.c.released_at.is_(None))
        .order_by(hold.c.answer_by_on, hold.c.id)
        .limit(limit)
    )
    rows = await connection.execute(query)
    return [OpenHoldOf(r.number, HoldKind(r.kind), *r[2:]) for r in rows]


async def outcomes(
    connection: AsyncConnection, since_at: datetime
) -> dict[Right, dict[Outcome, int]]:
    """Return how requests received since a moment ended, by right."""
    query = (
        select(request.c.right, request.c.outcome, func.count().label("n"))
        .where(request.c.received_at >= since_at, request.c.outcome.is_not(None))
        .where(request.c.dropped_at.is_(None))
        .group_by(request.c.right, request.c.outcome)
    )
    found: dict[Right, dict[Outcome, int]] = {}
    for row in await connection.execute(query):
        found.setdefault(Right(row.right), {})[Outcome(row.outcome)] = row.n
    return found


async def answered_since(
    connection: AsyncConnection, since_at: datetime
) -> list[tuple[datetime, date]]:
    """Return of each case answered since a moment when it was, and when it was due."""
    query = select(case.c.answered_at, case.c.due_on).where(case.c.answered_at >= since_at)
    return [(row.answered_at, row.due_on) for row in await connection.execute(query)]


async def opened_between(connection: AsyncConnection, first_at: datetime, end_at: datetime) -> int:
    """Return how many cases were opened between two moments, the later one excluded."""
    query = select(func.count()).where(case.c.opened_at >= first_at, case.c.opened_at < end_at)
    return (await connection.execute(query)).scalar_one()


async def sent_between(
    connection: AsyncConnection, first_at: datetime, end_at: datetime
) -> list[tuple[str, int]]:
    """Return how many letters of each kind left between two moments, the later one excluded."""
    query = (
        select(letter.c.letter, func.count().label("n"))
        .where(letter.c.sent_at >= first_at, letter.c.sent_at < end_at)
        .group_by(letter.c.letter)
        .order_by(letter.c.letter)
    )
    return [(row.letter, row.n) for row in await connection.execute(query)]


async def kept_letters(connection: AsyncConnection) -> tuple[int, datetime | None]:
    """Return how many letters are held, and since when the oldest one has been there."""
    query = select(func.count().label("n"), func.min(letter.c.queued_at).label("oldest")).where(
        letter.c.state == LetterState.held
    )
    row = (await connection.execute(query)).one()
    return row.n, row.oldest
