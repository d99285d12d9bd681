"""Answers given before, by a keyed index of the person: repetitions are recognised and shown.

This outlives the case, under a key of its own, and ends by itself a year after the answer:
then a request is no repetition any more (`rightsflow.law.fee`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.fee import free_again_on
from rightsflow.law.right import Right
from rightsflow.register.database import insert_new
from rightsflow.register.results import digest_of
from rightsflow.register.tables import earlier_answer


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer: when, in which case, of what scope, how many records."""

    person_index: str
    right: Right
    scope: str
    records: int
    answered_on: date
    case_number: str


def scope_of(systems: Mapping[str, Sequence[str]]) -> str:
    """Return a digest of what a copy covers: systems and records in them."""
    parts = [f"{name}\n" + "\n".join(sorted(records)) for name, records in sorted(systems.items())]
    return digest_of("\n\n".join(parts).encode())


async def remember(connection: AsyncConnection, answers: Sequence[Earlier]) -> None:
    """Store answers; harmless to repeat."""
    rows = [
        {
            "person_index": one.person_index,
            "right": one.right,
            "scope": one.scope,
            "records": one.records,
            "answered_on": one.answered_on,
            "until_on": free_again_on(one.answered_on),
            "case_number": one.case_number,
        }
        for one in answers
    ]
    if rows:
        await connection.execute(insert_new(earlier_answer, connection), rows)


async def of_people(
    connection: AsyncConnection, indexes: Sequence[str], right: Right, today_on: date
) -> dict[str, list[Earlier]]:
    """Return the answers of less than a year ago by person, the newest first."""
    rows = await connection.execute(
        select(earlier_answer)
        .where(earlier_answer.c.person_index.in_(indexes), earlier_answer.c.right == right)
        .where(earlier_answer.c.until_on > today_on)
        .order_by(earlier_answer.c.answered_on.desc(), earlier_answer.c.id.desc())
    )
    found: dict[str, list[Earlier]] = {}
    for row in rows:
        found.setdefault(row.person_index, []).append(_earlier(row))
    return found


async def purge(connection: AsyncConnection, today_on: date, *, limit: int) -> int:
    """Delete answers of more than a year ago, `limit` at most; return how many."""
    over = select(earlier_answer.c.id).where(earlier_answer.c.until_on <= today_on).limit(limit)
    gone = delete(earlier_answer).where(earlier_answer.c.id.in_(over))
    return (await connection.execute(gone)).rowcount


def _earlier(row: Any) -> Earlier:  # noqa: ANN401 - a row of the table
    return Earlier(
        row.person_index, Right(row.right), row.scope, row.records, row.answered_on,
        row.case_number,
    )  # fmt: skip
