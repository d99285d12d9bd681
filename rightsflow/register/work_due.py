"""Which work items are due, and of which requests a step is done."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy import case as choose
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.right import Right
from rightsflow.register.database import clock
from rightsflow.register.tables import request, work_item
from rightsflow.register.types import TO_DO, ItemState, Step


async def due_systems(
    connection: AsyncConnection, step: Step, rights: Collection[Right] | None = None
) -> list[str]:
    """Return for which systems items of a step are due now, of requests for these rights."""
    now = await clock(connection)
    query = (
        select(work_item.c.system)
        .where(work_item.c.state == ItemState.open, work_item.c.step == step, is_due(now))
        .where(asks_for(rights) if rights is not None else true())
        .group_by(work_item.c.system)
        .order_by(work_item.c.system)
    )
    return [row.system for row in await connection.execute(query)]


async def due_rights(connection: AsyncConnection, *, without: Collection[Step]) -> set[Right]:
    """Return of which rights items are due now, or wait for other parts of their case.

    Items of the steps `without` do not count.
    """
    now = await clock(connection)
    query = (
        select(request.c.right)
        .join(work_item, work_item.c.request_id == request.c.id)
        .where(work_item.c.state.in_(TO_DO), work_item.c.step.not_in(without), is_due(now))
        .distinct()
    )
    return {Right(row.right) for row in await connection.execute(query)}


async def complete(
    connection: AsyncConnection, steps: Collection[Step], case_ids: Sequence[int]
) -> list[tuple[int, int]]:
    """Return (case, request) pairs of these cases whose items of the steps are all done.

    A pair that already has an item of a step after these is left out. The caller holds the rows of
    the cases (`cases.lock`), so that of two workers finishing two systems at once the second
    sees what the first has done.
    """
    order = list(Step)
    later = order[max(order.index(step) for step in steps) + 1 :]
    among = work_item.c.step.in_(steps)
    query = (
        select(work_item.c.case_id, work_item.c.request_id)
        .where(work_item.c.case_id.in_(case_ids))
        .group_by(work_item.c.case_id, work_item.c.request_id)
        .having(func.sum(_one_if(among)) > 0)
        .having(func.sum(_one_if(and_(among, work_item.c.state != ItemState.done))) == 0)
        .having(func.sum(_one_if(work_item.c.step.in_(later))) == 0)
    )
    return [(row.case_id, row.request_id) for row in await connection.execute(query)]


async def with_step(
    connection: AsyncConnection, step: Step, request_ids: Sequence[int]
) -> set[int]:
    """Return which of these requests have an item of a step, in whatever state."""
    query = select(work_item.c.request_id).where(
        work_item.c.step == step, work_item.c.request_id.in_(request_ids)
    )
    return {row.request_id for row in await connection.execute(query)}


async def owners(connection: AsyncConnection) -> list[str]:
    """Return who holds leases."""
    query = select(work_item.c.owner).where(work_item.c.owner.is_not(None)).distinct()
    return [str(row.owner) for row in await connection.execute(query)]


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return choose((condition, 1), else_=0)


def is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an item may be claimed now: its time has come, nobody has it."""
    return and_(
        or_(work_item.c.next_try_at.is_(None), work_item.c.next_try_at <= now),
        or_(work_item.c.lease_until.is_(None), work_item.c.lease_until < now),
    )


def asks_for(rights: Collection[Right]) -> ColumnElement[bool]:
    """Return the condition that an item is of a request for one of these rights."""
    return work_item.c.request_id.in_(select(request.c.id).where(request.c.right.in_(rights)))
