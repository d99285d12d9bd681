"""Requests: the rights that a case asks for, with what became of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.right import STILL_OPEN, AskedRight, Outcome, Right
from rightsflow.register.cases import Case
from rightsflow.register.conditions import is_open_request
from rightsflow.register.tables import case, request


@dataclass(frozen=True, slots=True)
class Request:
    """One right that a case asks for, what became of it, and what moved its date.

    `marketing`: an objection to direct marketing. `question_on` is the day of the question about
    identity; `suspended_by` the approver who chose that the time limit rests meanwhile.
    """

    id: int
    case_id: int
    right: Right
    received_at: datetime
    due_on: date
    outcome: Outcome | None
    marketing: bool = False
    extended_at: datetime | None = None
    extension_months: int | None = None
    question_on: date | None = None
    question_answered_on: date | None = None
    suspended_by: str | None = None

    @property
    def asked(self) -> AskedRight:
        """Return the right as it was asked for."""
        return AskedRight.marketing_objection if self.marketing else AskedRight(self.right.value)

    @property
    def is_open(self) -> bool:
        """Say whether the answer is still to come."""
        return self.outcome is None or self.outcome in STILL_OPEN


_REQUEST = (
    request.c.id, request.c.case_id, request.c.right, request.c.received_at, request.c.due_on,
    request.c.outcome, request.c.marketing, request.c.extended_at, request.c.extension_months,
    request.c.question_on, request.c.question_answered_on, request.c.suspended_by,
)  # fmt: skip


async def add_requests(
    connection: AsyncConnection,
    asked: Sequence[tuple[Case, Right, datetime, date, bytes | None]],
    *,
    marketing: Collection[int] = (),
) -> list[Request]:
    """Add rights that cases ask for: case, right, receipt, due date, sealed evidence.

    `marketing`: the cases whose objection is to direct marketing. The cases are dated anew.
    """
    rows = [
        {
            "case_id": of.id,
            "right": right,
            "received_at": received_at,
            "due_on": due_on,
            "sealed_evidence": sealed,
            "marketing": right is Right.objection and of.id in marketing,
        }
        for of, right, received_at, due_on, sealed in asked
    ]
    if not rows:
        return []
    inserted = await connection.execute(
        request.insert().returning(request.c.id, sort_by_parameter_order=True), rows
    )
    keys = list(inserted.scalars())
    await date_anew(connection, keys)
    return [
        Request(
            key,
            of.id,
            right,
            received_at,
            due_on,
            None,
            marketing=right is Right.objection and of.id in marketing,
        )
        for key, (of, right, received_at, due_on, _) in zip(keys, asked, strict=True)
    ]


async def requests_of(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, list[Request]]:
    """Return the requests of cases, by the row number of the case."""
    query = (
        select(*_REQUEST)
        .where(request.c.case_id.in_(ids), request.c.dropped_at.is_(None))
        .order_by(request.c.id)
    )
    found: dict[int, list[Request]] = {key: [] for key in ids}
    for row in await connection.execute(query):
        outcome = Outcome(row.outcome) if row.outcome else None
        found[row.case_id].append(
            Request(row.id, row.case_id, Right(row.right), row.received_at, row.due_on, outcome,
                    *row[6:])
        )  # fmt: skip
    return found


async def evidence_of(connection: AsyncConnection, case_id: int) -> list[tuple[Right, bytes]]:
    """Return the sealed sentences by which rights of a case were recognised."""
    query = select(request.c.right, request.c.sealed_evidence).where(
        request.c.case_id == case_id, request.c.sealed_evidence.is_not(None)
    )
    rows = await connection.execute(query.order_by(request.c.id))
    return [(Right(row.right), row.sealed_evidence) for row in rows]


async def settle_requests(
    connection: AsyncConnection, ids: Sequence[int], outcome: Outcome
) -> None:
    """Note the outcome of requests by their row numbers; what is left of a case dates it."""
    if ids:
        await connection.execute(
            update(request).where(request.c.id.in_(ids)).values(outcome=outcome)
        )
        await date_anew(connection, ids)


async def date_anew(connection: AsyncConnection, request_ids: Sequence[int]) -> None:
    """Let the cases of requests be due when the first of their open requests is."""
    of_open = (
        select(func.min(request.c.due_on))
        .where(request.c.case_id == case.c.id, is_open_request())
        .scalar_subquery()
    )
    concerned = select(request.c.case_id).where(request.c.id.in_(request_ids))
    await connection.execute(
        update(case)
        .where(case.c.id.in_(concerned))
        .values(due_on=func.coalesce(of_open, case.c.due_on))
    )
