"""Counts over cases: what makes one complicated, how the open ones stand, how well it went."""

from datetime import date

from sqlalchemy import ColumnElement, Date, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.register.conditions import is_open_request
from rightsflow.register.tables import case, finding, hold, journal, letter, message, request
from rightsflow.register.types import Audience, LetterState, Stage

OVERDUE = "overdue_apology"
"""The entry in the journal that says that the person was told on the last day."""


async def open_requests(connection: AsyncConnection, case_id: int) -> int:
    """Return how many requests of the same writer are open: of this case and of others.

    Writers are the same where the messages that opened the cases came from the same address.
    """
    opened_by = select(func.min(message.c.id)).group_by(message.c.case_id)
    first = message.c.id.in_(opened_by)
    writers = select(message.c.sender_index).where(
        first, message.c.case_id == case_id, message.c.sender_index.is_not(None)
    )
    theirs = select(message.c.case_id).where(first, message.c.sender_index.in_(writers))
    query = (
        select(func.count())
        .where(is_open_request())
        .where(or_(request.c.case_id == case_id, request.c.case_id.in_(theirs)))
    )
    return (await connection.execute(query)).scalar_one()


async def systems_holding(connection: AsyncConnection, case_id: int) -> int:
    """Return how many systems hold something about the person of a case, or perhaps do."""
    query = select(func.count(func.distinct(finding.c.system))).where(
        finding.c.case_id == case_id, finding.c.exact + finding.c.candidates > 0
    )
    return (await connection.execute(query)).scalar_one()


async def unanswered_by(connection: AsyncConnection, day: date, *, limit: int) -> list[int]:
    """Return the cases that are due by a day and whose person was not told so yet.

    A case without requests counts while a person has its message to read.
    """
    noted_on = func.date(journal.c.at, type_=Date())
    told = exists().where(
        journal.c.case_id == case.c.id, journal.c.event == OVERDUE, noted_on >= case.c.due_on
    )
    query = (
        select(case.c.id)
        .where(case.c.due_on <= day, is_unanswered(), ~told)
        .order_by(case.c.due_on, case.c.id)
        .limit(limit)
    )
    return [row.id for row in await connection.execute(query)]


async def due_between(
    connection: AsyncConnection, first: date, last: date, *, limit: int
) -> list[int]:
    """Return the cases with an open request that are due within these days."""
    query = (
        select(case.c.id)
        .where(case.c.due_on >= first, case.c.due_on <= last, _has_open_request())
        .order_by(case.c.due_on, case.c.id)
        .limit(limit)
    )
    return [row.id for row in await connection.execute(query)]


async def has_event(connection: AsyncConnection, case_id: int, event: str, since: date) -> bool:
    """Say whether the journal of a case has such an entry, of a day (UTC) or later."""
    noted_on = func.date(journal.c.at, type_=Date())
    query = select(
        exists().where(journal.c.case_id == case_id, journal.c.event == event, noted_on >= since)
    )
    return bool((await connection.execute(query)).scalar_one())


async def had_hold(connection: AsyncConnection, case_id: int, kind: HoldKind) -> bool:
    """Say whether a case has or had a hold of a kind."""
    query = select(exists().where(hold.c.case_id == case_id, hold.c.kind == kind))
    return bool((await connection.execute(query)).scalar_one())


def has_kept_answer() -> ColumnElement[bool]:
    """Return the condition that an answer was written, and is kept instead of being sent."""
    kept = exists().where(
        letter.c.case_id == case.c.id, letter.c.audience == Audience.requester,
        letter.c.state == LetterState.held,
    )  # fmt: skip
    return and_(case.c.answered_at.is_(None), kept)


def _has_open_request() -> ColumnElement[bool]:
    return exists().where(request.c.case_id == case.c.id, is_open_request())


def is_unanswered() -> ColumnElement[bool]:
    """Return the condition that a case has an open request, or a message that nobody has read."""
    to_read = exists().where(
        hold.c.case_id == case.c.id, hold.c.kind == HoldKind.read_message,
        hold.c.released_at.is_(None),
    )  # fmt: skip
    never = and_(case.c.answered_at.is_(None), case.c.stage != Stage.closed, to_read)
    return or_(_has_open_request(), never)
