"""Counts over cases: what makes one complicated, how the open ones stand, how well it went."""

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import STILL_OPEN
from rightsflow.register.messages import STAFF
from rightsflow.register.tables import case, finding, hold, journal, message, request
from rightsflow.register.types import Stage

OVERDUE = "overdue_apology"
"""The entry in the journal that says that the person was told on the last day."""


async def open_requests(connection: AsyncConnection, case_id: int) -> int:
    """Return how many requests of the same writer are open: of this case and of others.

    Writers are the same where a message of each case came from the same address.
    """
    of_requester = message.c.sender_index.is_not(None) & (message.c.kind != STAFF)
    writers = select(message.c.sender_index).where(message.c.case_id == case_id, of_requester)
    theirs = select(message.c.case_id).where(message.c.sender_index.in_(writers), of_requester)
    is_open = or_(request.c.outcome.is_(None), request.c.outcome.in_(list(STILL_OPEN)))
    query = (
        select(func.count())
        .where(request.c.dropped_at.is_(None), is_open)
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
    told = exists().where(journal.c.case_id == case.c.id, journal.c.event == OVERDUE)
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


async def has_event(connection: AsyncConnection, case_id: int, event: str) -> bool:
    """Say whether the journal of a case has such an entry."""
    query = select(exists().where(journal.c.case_id == case_id, journal.c.event == event))
    return bool((await connection.execute(query)).scalar_one())


async def had_hold(connection: AsyncConnection, case_id: int, kind: HoldKind) -> bool:
    """Say whether a case has or had a hold of a kind."""
    query = select(exists().where(hold.c.case_id == case_id, hold.c.kind == kind))
    return bool((await connection.execute(query)).scalar_one())


def _has_open_request() -> ColumnElement[bool]:
    is_open = or_(request.c.outcome.is_(None), request.c.outcome.in_(list(STILL_OPEN)))
    return exists().where(request.c.case_id == case.c.id, request.c.dropped_at.is_(None), is_open)


def is_unanswered() -> ColumnElement[bool]:
    """Return the condition that a case has an open request, or a message that nobody has read."""
    to_read = exists().where(
        hold.c.case_id == case.c.id, hold.c.kind == HoldKind.read_message,
        hold.c.released_at.is_(None),
    )  # fmt: skip
    never = and_(case.c.answered_at.is_(None), case.c.stage != Stage.closed, to_read)
    return or_(_has_open_request(), never)
