"""Work that is stopped, forgotten, opened again, or taken from a worker that is gone."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.conditions import is_open_request
from rightsflow.register.tables import request, work_item
from rightsflow.register.types import TO_DO, ItemState, Step


async def stop(connection: AsyncConnection, case_id: int) -> None:
    """Hold all that is still to do in a case; what a worker has in hand is not recorded."""
    await _hold(connection, work_item.c.case_id == case_id)


async def stop_requests(connection: AsyncConnection, request_ids: Sequence[int]) -> None:
    """Hold what is still to do for requests that are answered otherwise.

    A mark that was set is taken off all the same.
    """
    of_these = work_item.c.request_id.in_(request_ids)
    await _hold(connection, and_(of_these, work_item.c.step != Step.lift))


async def _hold(connection: AsyncConnection, concerned: ColumnElement[bool]) -> None:
    await connection.execute(
        update(work_item)
        .where(concerned, work_item.c.state.in_(TO_DO))
        .values(state=ItemState.held, epoch=work_item.c.epoch + 1, lease_until=None, owner=None)
    )


async def forget(connection: AsyncConnection, request_id: int, step: Step) -> None:
    """Delete what is still to do of a step for a request, and nobody has in hand."""
    await connection.execute(
        delete(work_item)
        .where(work_item.c.request_id == request_id, work_item.c.step == step)
        .where(work_item.c.state == ItemState.open, work_item.c.owner.is_(None))
    )


async def reopen(connection: AsyncConnection, case_ids: Sequence[int], step: Step) -> None:
    """Open held items of a step again, after a reply; never of a request that is answered."""
    if case_ids:
        await _reopen(connection, and_(work_item.c.case_id.in_(case_ids), work_item.c.step == step))


async def reopen_all(connection: AsyncConnection, case_id: int) -> None:
    """Open every held item of a case again: a person has decided that it goes on."""
    await _reopen(connection, work_item.c.case_id == case_id)


async def retry(connection: AsyncConnection, case_id: int, system: str) -> None:
    """Let what waits for a system in a case be tried again now, held or postponed."""
    concerned = and_(work_item.c.case_id == case_id, work_item.c.system == system)
    await _reopen(connection, concerned)
    await connection.execute(
        update(work_item)
        .where(concerned, work_item.c.state == ItemState.open)
        .values(next_try_at=None)
    )


async def _reopen(connection: AsyncConnection, concerned: ColumnElement[bool]) -> None:
    of_these = select(request.c.id).where(is_open_request())
    await connection.execute(
        update(work_item)
        .where(concerned, work_item.c.state == ItemState.held)
        .where(or_(work_item.c.request_id.in_(of_these), work_item.c.step == Step.lift))
        .values(state=ItemState.open, next_try_at=None)
    )


async def release_owner(connection: AsyncConnection, owner: str) -> int:
    """Take the leases of a dead worker back; return how many."""
    rows = await connection.execute(
        update(work_item)
        .where(work_item.c.owner == owner, work_item.c.state == ItemState.open)
        .values(owner=None, lease_until=None)
        .returning(work_item.c.id)
    )
    return len(rows.all())
