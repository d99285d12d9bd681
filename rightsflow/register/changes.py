"""What changes a request after it was added: its date, its outcome, whether it was misread."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.refusal import RefusalGround
from rightsflow.law.right import Outcome, Right
from rightsflow.register.case_requests import Request, date_anew, requests_of
from rightsflow.register.tables import request


async def set_dates(connection: AsyncConnection, due: Mapping[int, date]) -> None:
    """Set the due dates of requests, and with them those of their cases.

    A case is due when the first of its open requests is.
    """
    if not due:
        return
    await connection.execute(
        update(request).where(request.c.id == bindparam("_id")).values(due_on=bindparam("_due")),
        [{"_id": key, "_due": day} for key, day in due.items()],
    )
    await date_anew(connection, list(due))


async def extend(
    connection: AsyncConnection, asked: Sequence[Request], *, months: int, at: datetime
) -> list[Request]:
    """Note that the notice of extension went out; return the requests as they are now."""
    await connection.execute(
        update(request)
        .where(request.c.id.in_([one.id for one in asked]))
        .values(extended_at=at, extension_months=months, outcome=Outcome.extended)
    )
    return [
        replace(one, extended_at=at, extension_months=months, outcome=Outcome.extended)
        for one in asked
    ]


async def question_sent(connection: AsyncConnection, case_id: int, on: date) -> None:
    """Note the day of the first question about identity."""
    await connection.execute(
        update(request)
        .where(request.c.case_id == case_id, request.c.question_on.is_(None))
        .values(question_on=on)
    )


async def question_answered(connection: AsyncConnection, case_id: int, on: date) -> None:
    """Note the day of the answer that was enough."""
    await connection.execute(
        update(request)
        .where(request.c.case_id == case_id, request.c.question_on.is_not(None))
        .where(request.c.question_answered_on.is_(None))
        .values(question_answered_on=on)
    )


async def suspend(connection: AsyncConnection, ids: Sequence[int], by: str) -> None:
    """Note that a person chose to let the time limit rest while identity is asked about."""
    await connection.execute(update(request).where(request.c.id.in_(ids)).values(suspended_by=by))


async def refuse(
    connection: AsyncConnection, ids: Sequence[int], ground: RefusalGround, outcome: Outcome
) -> None:
    """Note outcome and ground of requests."""
    await connection.execute(
        update(request).where(request.c.id.in_(ids)).values(outcome=outcome, ground=ground)
    )
    await date_anew(connection, ids)


async def reopen(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Take the outcome of requests back: what was asked for is to be done after all."""
    await connection.execute(update(request).where(request.c.id.in_(ids)).values(outcome=None))
    await date_anew(connection, ids)


async def drop(connection: AsyncConnection, ids: Sequence[int], at: datetime) -> None:
    """Note that requests had been misread: nobody asked for them."""
    await connection.execute(update(request).where(request.c.id.in_(ids)).values(dropped_at=at))
    await date_anew(connection, ids)


async def take_back(
    connection: AsyncConnection, case_id: int, rights: Sequence[Right]
) -> list[Request]:
    """Undo `drop` for rights of a case; return the requests that are there again."""
    rows = await connection.execute(
        update(request)
        .where(request.c.case_id == case_id, request.c.right.in_(rights))
        .where(request.c.dropped_at.is_not(None))
        .values(dropped_at=None)
        .returning(request.c.id)
    )
    ids = {row.id for row in rows}
    await date_anew(connection, sorted(ids))
    asked = (await requests_of(connection, [case_id]))[case_id]
    return [one for one in asked if one.id in ids]


async def set_marketing(connection: AsyncConnection, request_id: int, *, marketing: bool) -> None:
    """Note whether an objection is to direct marketing."""
    await connection.execute(
        update(request).where(request.c.id == request_id).values(marketing=marketing)
    )
