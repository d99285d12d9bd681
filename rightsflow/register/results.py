"""What was found, planned and done: findings per system, plans, receipts."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.database import insert_many, insert_new
from rightsflow.register.tables import finding, plan, receipt, work_item
from rightsflow.register.types import Step


@dataclass(frozen=True, slots=True)
class Found:
    """What one system answered for one request; zero and zero is recorded like a finding.

    `sealed_matches` holds the matches under the key of the case, or None where there are none.
    """

    case_id: int
    request_id: int
    system: str
    exact: int
    candidates: int
    sealed_matches: bytes | None


@dataclass(frozen=True, slots=True)
class Done:
    """A receipt: what a step did in one system, in counts; its key is its idempotency.

    `sealed_detail` holds the orders that were carried out, under the key of the case. `connector`
    says what asked the system: kind, package and version; None for a step that asks none.
    """

    case_id: int
    request_id: int
    system: str
    step: Step
    counts: Mapping[str, int]
    sealed_detail: bytes | None = None
    connector: str | None = None


async def record_found(
    connection: AsyncConnection, found: Sequence[Found], asked_at: datetime
) -> None:
    """Record answers; a system asked again replaces its earlier answer."""
    for request_id in {item.request_id for item in found}:
        systems = [item.system for item in found if item.request_id == request_id]
        await connection.execute(
            delete(finding).where(finding.c.request_id == request_id, finding.c.system.in_(systems))
        )
    await insert_many(
        connection,
        finding,
        [
            {
                "case_id": item.case_id,
                "request_id": item.request_id,
                "system": item.system,
                "exact": item.exact,
                "candidates": item.candidates,
                "asked_at": asked_at,
                "sealed_matches": item.sealed_matches,
            }
            for item in found
        ],
    )


async def found_for(
    connection: AsyncConnection, request_ids: Sequence[int]
) -> dict[int, list[Any]]:
    """Return the rows of `finding` by request."""
    rows = await connection.execute(
        select(finding).where(finding.c.request_id.in_(request_ids)).order_by(finding.c.system)
    )
    by_request: dict[int, list[Any]] = {key: [] for key in request_ids}
    for row in rows:
        by_request[row.request_id].append(row)
    return by_request


def digest_of(plain: bytes) -> str:
    """Return the digest by which an approval names a plan."""
    return hashlib.sha256(plain).hexdigest()


async def add_plans(
    connection: AsyncConnection, bodies: Mapping[int, tuple[bytes, bytes]], made_at: datetime
) -> dict[int, str]:
    """Store a new version of a case's plan; `bodies` gives plain and sealed text by case.

    Return the digest of each: an approval names it, and a changed plan has another.
    """
    newest = await connection.execute(
        select(plan.c.case_id, func.max(plan.c.version).label("version"))
        .where(plan.c.case_id.in_(list(bodies)))
        .group_by(plan.c.case_id)
    )
    versions = {row.case_id: row.version for row in newest}
    digests = {key: digest_of(plain) for key, (plain, _) in bodies.items()}
    await insert_many(
        connection,
        plan,
        [
            {
                "case_id": key,
                "version": versions.get(key, 0) + 1,
                "digest": digests[key],
                "made_at": made_at,
                "sealed_body": sealed,
            }
            for key, (_, sealed) in bodies.items()
        ],
    )
    return digests


async def newest_plans(connection: AsyncConnection, case_ids: Sequence[int]) -> dict[int, Any]:
    """Return the newest plan row of each case."""
    rows = await connection.execute(
        select(plan).where(plan.c.case_id.in_(case_ids)).order_by(plan.c.version)
    )
    return {row.case_id: row for row in rows}


async def plans_drawn_since(
    connection: AsyncConnection, since_at: datetime, *, limit: int
) -> list[Any]:
    """Return the newest plan row of each case that has one of a right other than access.

    Only those made since a moment, the newest first; a plan that only gathers is none of them.
    """
    newer = plan.alias()
    is_newest = ~exists().where(newer.c.case_id == plan.c.case_id, newer.c.id > plan.c.id)
    is_drawn = exists().where(work_item.c.case_id == plan.c.case_id, work_item.c.step == Step.plan)
    query = (
        select(plan)
        .where(plan.c.made_at >= since_at, is_newest, is_drawn)
        .order_by(plan.c.id.desc())
        .limit(limit)
    )
    return list(await connection.execute(query))


async def deeds_done_since(
    connection: AsyncConnection, since_at: datetime, steps: Sequence[Step], *, limit: int
) -> dict[int, tuple[int, datetime]]:
    """Return the cases in which one of these steps was done since a moment, the newest first.

    With how many receipts of any step each has, and when the newest was written.
    """
    done = select(receipt.c.case_id).where(receipt.c.step.in_(steps), receipt.c.done_at >= since_at)
    newest = func.max(receipt.c.done_at)
    query = (
        select(receipt.c.case_id, func.count(), newest)
        .where(receipt.c.case_id.in_(done))
        .group_by(receipt.c.case_id)
        .order_by(newest.desc())
        .limit(limit)
    )
    rows = await connection.execute(query)
    return {case_id: (count, at) for case_id, count, at in rows}


async def record_done(connection: AsyncConnection, done: Sequence[Done], done_at: datetime) -> None:
    """Record receipts; one that is there already stays."""
    rows = [
        {
            "case_id": item.case_id,
            "request_id": item.request_id,
            "system": item.system,
            "step": item.step,
            "counts": dict(item.counts),
            "sealed_detail": item.sealed_detail,
            "connector": item.connector,
            "done_at": done_at,
        }
        for item in done
    ]
    if rows:
        await connection.execute(insert_new(receipt, connection), rows)


async def receipts_for(
    connection: AsyncConnection, request_ids: Sequence[int], steps: Sequence[Step]
) -> dict[int, list[Any]]:
    """Return the receipts of steps by request, in the order of systems."""
    rows = await connection.execute(
        select(receipt)
        .where(receipt.c.request_id.in_(request_ids), receipt.c.step.in_(steps))
        .order_by(receipt.c.system)
    )
    by_request: dict[int, list[Any]] = {key: [] for key in request_ids}
    for row in rows:
        by_request[row.request_id].append(row)
    return by_request


async def receipts_of(
    connection: AsyncConnection, case_ids: Sequence[int], step: Step
) -> dict[int, list[Any]]:
    """Return the receipts of a step by case."""
    rows = await connection.execute(
        select(receipt)
        .where(receipt.c.case_id.in_(case_ids), receipt.c.step == step)
        .order_by(receipt.c.system)
    )
    by_case: dict[int, list[Any]] = {key: [] for key in case_ids}
    for row in rows:
        by_case[row.case_id].append(row)
    return by_case
