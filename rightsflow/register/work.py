"""Work items: what is to be done, claimed by lease, recorded only by its holder.

A worker that dies leaves its leases behind. On its own machine the next worker sees by a file
lock that it is gone; elsewhere its signs of life end (`rightsflow.register.workers`). Either way
`rightsflow.register.halting.release_owner` takes the leases back.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, true, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.backoff import delay_s
from rightsflow.law.right import Right
from rightsflow.register.database import clock, insert_new
from rightsflow.register.tables import case, work_item
from rightsflow.register.types import ItemState, Step
from rightsflow.register.work_due import asks_for, is_due

LEASE = timedelta(hours=1)
"""No step takes longer, but one that hangs: then others try, while its worker still lives."""


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
        conditions.append(asks_for(which.rights))
    if which.promised_by is not None:
        conditions.append(work_item.c.next_try_at <= which.promised_by)
    return and_(*conditions)


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
        again = {"next_try_at": now + timedelta(seconds=delay_s(tries)), "lease_until": None}
        chosen = [item for item in items if item.tries == tries]
        held |= await _close(connection, chosen, {**again, "owner": None})
    return held


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
