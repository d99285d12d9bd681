"""Work items: what is to be done, claimed by lease, recorded only by its holder.

A worker that dies leaves its leases behind. On its own machine the next worker sees by a file
lock that it is gone; elsewhere its signs of life end (`rightsflow.register.workers`). Either way
`release_owner` takes the leases back.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, true, tuple_, update
from sqlalchemy import case as choose
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.right import Right
from rightsflow.register.conditions import is_open_request
from rightsflow.register.database import clock, insert_new
from rightsflow.register.tables import case, request, work_item
from rightsflow.register.types import ItemState, Step

LEASE = timedelta(hours=1)
"""No step takes longer, but one that hangs: then others try, while its worker still lives."""

_TO_DO = (ItemState.open, ItemState.waits)
_FIRST_DELAY_S = 60
_LONGEST_DELAY_S = 3600


@dataclass(frozen=True, slots=True)
class Item:
    """A claimed work item; `epoch` proves that the claim still holds."""

    id: int
    case_id: int
    request_id: int
    system: str
    tries: int
    epoch: int


@dataclass(frozen=True, slots=True)
class Which:
    """Which items are claimed: `only` of these cases, and of requests for these `rights`.

    `promised_by`: what is due on a day that somebody was told of is due only if that day has come
    for the caller, too.
    """

    only: Sequence[int] | None = None
    rights: Collection[Right] | None = None
    promised_by: datetime | None = None


EVERY = Which()
"""Every item that is due."""


async def add(
    connection: AsyncConnection,
    items: Sequence[tuple[int, int, str]],
    step: Step,
    state: ItemState = ItemState.open,
    *,
    not_before: datetime | None = None,
) -> None:
    """Add items (case, request, system) for a step; those already there stay as they are.

    They are due at once, or from `not_before` on.
    """
    rows = [
        {
            "case_id": case_id,
            "request_id": request_id,
            "system": system,
            "step": step,
            "state": state,
            "tries": 0,
            "next_try_at": not_before,
            "epoch": 0,
        }
        for case_id, request_id, system in items
    ]
    if rows:
        await connection.execute(insert_new(work_item, connection), rows)


async def claim(
    connection: AsyncConnection,
    step: Step,
    system: str,
    *,
    limit: int,
    owner: str,
    which: Which = EVERY,
) -> list[Item]:
    """Lease up to `limit` items that are due, the oldest case first.

    With an answer come all others of its case that are due, however many: they are one letter.
    """
    now = await clock(connection)
    is_wanted = and_(
        work_item.c.state == ItemState.open, work_item.c.step == step,
        work_item.c.system == system, is_due(now),
    )  # fmt: skip
    # Answers are claimed by the row of their case: two claimers never share a case.
    of = case.c.id if step is Step.answer else work_item.c.id
    due = (
        select(of.label("id"))
        .select_from(work_item.join(case, case.c.id == work_item.c.case_id))
        .where(is_wanted, _are_of(which))
        .order_by(work_item.c.case_id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=case if step is Step.answer else work_item)
        .cte("due")
    )
    of_case = and_(work_item.c.case_id.in_(select(due.c.id)), is_wanted)
    taken = of_case if step is Step.answer else work_item.c.id.in_(select(due.c.id))
    rows = await connection.execute(
        update(work_item)
        .where(taken)
        .values(
            owner=owner,
            lease_until=now + LEASE,
            epoch=work_item.c.epoch + 1,
            tries=work_item.c.tries + 1,
        )
        .returning(
            work_item.c.id,
            work_item.c.case_id,
            work_item.c.request_id,
            work_item.c.system,
            work_item.c.tries,
            work_item.c.epoch,
        )
    )
    return sorted((Item(*row) for row in rows), key=lambda item: item.case_id)


def _are_of(which: Which) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if which.only is not None:
        conditions.append(work_item.c.case_id.in_(which.only))
    if which.rights is not None:
        conditions.append(_asks_for(which.rights))
    if which.promised_by is not None:
        conditions.append(work_item.c.next_try_at <= which.promised_by)
    return and_(*conditions)


def _asks_for(rights: Collection[Right]) -> ColumnElement[bool]:
    return work_item.c.request_id.in_(select(request.c.id).where(request.c.right.in_(rights)))


async def due_systems(
    connection: AsyncConnection, step: Step, rights: Collection[Right] | None = None
) -> list[str]:
    """Return for which systems items of a step are due now, of requests for these rights."""
    now = await clock(connection)
    query = (
        select(work_item.c.system)
        .where(work_item.c.state == ItemState.open, work_item.c.step == step, is_due(now))
        .where(_asks_for(rights) if rights is not None else true())
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
        .where(work_item.c.state.in_(_TO_DO), work_item.c.step.not_in(without), is_due(now))
        .distinct()
    )
    return {Right(row.right) for row in await connection.execute(query)}


async def finish(
    connection: AsyncConnection, items: Sequence[Item], state: ItemState = ItemState.done
) -> set[int]:
    """Close items whose claim still holds; return their row numbers.

    Results are recorded in the same transaction and only for the items returned.
    """
    return await _close(connection, items, {"state": state, "lease_until": None, "owner": None})


async def postpone(connection: AsyncConnection, items: Sequence[Item]) -> set[int]:
    """Give items back, to be tried again after a delay that doubles up to an hour."""
    now, held = await clock(connection), set()
    for tries in {item.tries for item in items}:
        delay_s = min(_FIRST_DELAY_S * 2 ** min(tries - 1, 10), _LONGEST_DELAY_S)
        again = {"next_try_at": now + timedelta(seconds=delay_s), "lease_until": None}
        chosen = [item for item in items if item.tries == tries]
        held |= await _close(connection, chosen, {**again, "owner": None})
    return held


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


async def forget(connection: AsyncConnection, request_id: int, step: Step) -> None:
    """Delete what is still to do of a step for a request, and nobody has in hand."""
    await connection.execute(
        delete(work_item)
        .where(work_item.c.request_id == request_id, work_item.c.step == step)
        .where(work_item.c.state == ItemState.open, work_item.c.owner.is_(None))
    )


async def stop_requests(connection: AsyncConnection, request_ids: Sequence[int]) -> None:
    """Hold what is still to do for requests that are answered otherwise.

    A mark that was set is taken off all the same.
    """
    await connection.execute(
        update(work_item)
        .where(work_item.c.request_id.in_(request_ids), work_item.c.state.in_(_TO_DO))
        .where(work_item.c.step != Step.lift)
        .values(state=ItemState.held, epoch=work_item.c.epoch + 1, lease_until=None, owner=None)
    )


async def stop(connection: AsyncConnection, case_id: int) -> None:
    """Hold all that is still to do in a case; what a worker has in hand is not recorded."""
    await connection.execute(
        update(work_item)
        .where(work_item.c.case_id == case_id, work_item.c.state.in_(_TO_DO))
        .values(state=ItemState.held, epoch=work_item.c.epoch + 1, lease_until=None, owner=None)
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


async def owners(connection: AsyncConnection) -> list[str]:
    """Return who holds leases."""
    query = select(work_item.c.owner).where(work_item.c.owner.is_not(None)).distinct()
    return [str(row.owner) for row in await connection.execute(query)]


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


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return choose((condition, 1), else_=0)


def is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an item may be claimed now: its time has come, nobody has it."""
    return and_(
        or_(work_item.c.next_try_at.is_(None), work_item.c.next_try_at <= now),
        or_(work_item.c.lease_until.is_(None), work_item.c.lease_until < now),
    )


async def _close(
    connection: AsyncConnection, items: Sequence[Item], values: dict[str, object]
) -> set[int]:
    if not items:
        return set()
    rows = await connection.execute(
        update(work_item)
        .where(tuple_(work_item.c.id, work_item.c.epoch).in_([(i.id, i.epoch) for i in items]))
        .where(work_item.c.state == ItemState.open)
        .values(**values)
        .returning(work_item.c.id)
    )
    return {row.id for row in rows}
