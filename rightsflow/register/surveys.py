"""Surveys: which records of a person a system holds, and from when their periods run; sealed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.database import insert_many
from rightsflow.register.deed_tables import survey


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What one system holds for one request; `sealed_body` is under the key of the case."""

    case_id: int
    request_id: int
    system: str
    records: int
    sealed_body: bytes = field(repr=False)


async def record(connection: AsyncConnection, rows: Sequence[Surveyed], asked_at: datetime) -> None:
    """Record surveys; a system asked again replaces its earlier answer."""
    for row in rows:
        await connection.execute(
            delete(survey).where(
                survey.c.request_id == row.request_id, survey.c.system == row.system
            )
        )
    await insert_many(
        connection,
        survey,
        [
            {
                "case_id": row.case_id,
                "request_id": row.request_id,
                "system": row.system,
                "records": row.records,
                "asked_at": asked_at,
                "sealed_body": row.sealed_body,
            }
            for row in rows
        ],
    )


async def of_requests(
    connection: AsyncConnection, request_ids: Sequence[int]
) -> dict[int, list[Any]]:
    """Return the rows of `survey` by request, in the order of systems."""
    query = select(survey).where(survey.c.request_id.in_(request_ids)).order_by(survey.c.system)
    found: dict[int, list[Any]] = {key: [] for key in request_ids}
    for row in await connection.execute(query):
        found[row.request_id].append(row)
    return found
