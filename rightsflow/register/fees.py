"""Fees that were quoted, with their calculation, and what the person answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.fee import CostItem, CostLine, FeeRule, Quote
from rightsflow.register.database import insert_new
from rightsflow.register.tables import fee


class FeeAnswer(StrEnum):
    """What the person answered to a quote, or that no answer came."""

    accepted = "accepted"
    withdrawn = "withdrawn"
    waived = "waived"
    lapsed = "lapsed"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A fee as it was quoted for a request."""

    case_id: int
    request_id: int
    rule: FeeRule
    quote: Quote
    records: int
    valid_until_on: date
    quoted_at: datetime
    answer: FeeAnswer | None = None
    answered_at: datetime | None = None


async def add(connection: AsyncConnection, quoted: Quoted) -> bool:
    """Store a quote; return False if the request has one already."""
    row = {
        "case_id": quoted.case_id,
        "request_id": quoted.request_id,
        "rule": quoted.rule,
        "calculation": _plain(quoted.quote),
        "records": quoted.records,
        "valid_until_on": quoted.valid_until_on,
        "quoted_at": quoted.quoted_at,
    }
    done = await connection.execute(insert_new(fee, connection).returning(fee.c.id), [row])
    return done.first() is not None


async def answer(
    connection: AsyncConnection, request_id: int, given: FeeAnswer, at: datetime
) -> None:
    """Note the answer to the quote of a request; the first one counts."""
    await connection.execute(
        update(fee)
        .where(fee.c.request_id == request_id, fee.c.answer.is_(None))
        .values(answer=given, answered_at=at)
    )


async def of_case(connection: AsyncConnection, case_id: int) -> list[Quoted]:
    """Return the quotes of a case."""
    return (await of_cases(connection, [case_id]))[case_id]


async def of_cases(connection: AsyncConnection, case_ids: Sequence[int]) -> dict[int, list[Quoted]]:
    """Return the quotes of cases by the row number of the case."""
    query = select(fee).where(fee.c.case_id.in_(case_ids)).order_by(fee.c.id)
    found: dict[int, list[Quoted]] = {key: [] for key in case_ids}
    for row in await connection.execute(query):
        found[row.case_id].append(_quoted(row))
    return found


def _plain(quote: Quote) -> dict[str, Any]:
    lines = [[line.item, line.quantity, str(line.each), str(line.amount)] for line in quote.lines]
    return {"lines": lines, "total": str(quote.total), "currency": quote.currency}


def _quoted(row: Any) -> Quoted:  # noqa: ANN401 - a row of the table
    plain = row.calculation
    lines = tuple(
        CostLine(CostItem(item), quantity, Decimal(each), Decimal(amount))
        for item, quantity, each, amount in plain["lines"]
    )
    return Quoted(
        case_id=row.case_id,
        request_id=row.request_id,
        rule=FeeRule(row.rule),
        quote=Quote(lines, Decimal(plain["total"]), plain["currency"]),
        records=row.records,
        valid_until_on=row.valid_until_on,
        quoted_at=row.quoted_at,
        answer=FeeAnswer(row.answer) if row.answer else None,
        answered_at=row.answered_at,
    )
