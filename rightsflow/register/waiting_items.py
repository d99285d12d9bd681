"""Work items that wait for other parts of their case, and when they go on.

What erases waits until a copy that is asked for in the same case is made; an answer waits until
everything of the case that can be answered with it is ready.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.right import Right
from rightsflow.register.conditions import is_open_request
from rightsflow.register.tables import case, request, work_item
from rightsflow.register.types import ItemState, Step

COPIES = (Right.access, Right.portability)
"""Rights whose copy is made before anything of the case is erased."""


async def let_go(connection: AsyncConnection, *, answered_by: date) -> int:
    """Open the items that wait for nothing any more; return how many.

    `answered_by`: cases due by that day are answered with what there is.
    """
    acts = and_(work_item.c.step == Step.act, ~_copy_to_come())
    answers = and_(
        work_item.c.step == Step.answer,
        or_(~_answer_to_come(), work_item.c.case_id.in_(_due_by(answered_by))),
    )
    # One copy after the other: both are made from the same files of the vault.
    gathers = and_(work_item.c.step == Step.gather, ~_copy_to_come((Right.access,)))
    # In one order, and without those that another worker lets go in this moment: else two that
    # let go at once could wait for each other.
    free = (
        select(work_item.c.id)
        .where(work_item.c.state == ItemState.waits, or_(acts, answers, gathers))
        .order_by(work_item.c.id)
        .with_for_update(skip_locked=True, of=work_item)
        .cte("free")
    )
    rows = await connection.execute(
        update(work_item)
        .where(work_item.c.id.in_(select(free.c.id)))
        .values(state=ItemState.open, next_try_at=None)
        .returning(work_item.c.id)
    )
    return len(rows.all())


async def hold_back(connection: AsyncConnection, item_ids: Sequence[int]) -> None:
    """Let claimed items wait for other parts of their case."""
    await connection.execute(
        update(work_item)
        .where(work_item.c.id.in_(item_ids), work_item.c.state == ItemState.open)
        .values(state=ItemState.waits, owner=None, lease_until=None, tries=0)
    )


def _copy_to_come(rights: Sequence[Right] = COPIES) -> ColumnElement[bool]:
    """Return the condition that a copy asked for in the same case is not made yet."""
    item = work_item.alias("copy_item")
    made = exists().where(
        item.c.request_id == request.c.id, item.c.step == Step.assemble,
        item.c.state == ItemState.done,
    )  # fmt: skip
    return exists().where(
        request.c.case_id == work_item.c.case_id, request.c.right.in_(rights),
        is_open_request(), ~made,
    )  # fmt: skip


def _answer_to_come() -> ColumnElement[bool]:
    """Return the condition that another open request of the case is not ready to be answered.

    One that a person carries out by hand is not waited for: nothing of it was begun here.
    """
    item = work_item.alias("answer_item")
    ready = exists().where(item.c.request_id == request.c.id, item.c.step == Step.answer)
    begun_item = work_item.alias("begun_item")
    begun = exists().where(begun_item.c.request_id == request.c.id)
    return exists().where(
        request.c.case_id == work_item.c.case_id, is_open_request(), begun, ~ready
    )


def _due_by(day: date) -> ColumnElement[int]:
    return select(case.c.id).where(case.c.due_on <= day).scalar_subquery()
