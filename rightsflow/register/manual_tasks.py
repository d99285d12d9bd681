"""Tasks for our own people: what one was asked to do in a system, and what came back.

One for each request, system and deed, however often it is opened. What is asked and what was
answered is sealed under the key of the case; the row itself names nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.task import TaskDeed
from rightsflow.register.database import insert_new
from rightsflow.register.deed_tables import manual_task
from rightsflow.register.tables import case

_REMINDED_FROM_DAYS = 2
"""A task that is to be answered sooner is not reminded of: half of a day is no time."""


class TaskState(StrEnum):
    """How far a task has come; `open` has been asked of nobody yet."""

    open = "open"
    asked = "asked"
    done = "done"
    refused = "refused"
    cancelled = "cancelled"


_WAITS = (TaskState.open, TaskState.asked)


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to open; `sealed_what` names the person, and what of theirs is meant."""

    case_id: int
    request_id: int
    system: str
    deed: TaskDeed
    answer_by_on: date
    sealed_what: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ManualTask:
    """A task as it stands.

    `answered_by` is a closed word or an approver's handle. `sealed_answer` may be there while
    the task still waits: an answer that was not clear.
    """

    id: int
    case_id: int
    request_id: int
    system: str
    deed: TaskDeed
    state: TaskState
    answer_by_on: date
    opened_at: datetime
    reminded_at: datetime | None
    answered_at: datetime | None
    answered_by: str | None
    sealed_what: bytes = field(repr=False)
    sealed_answer: bytes | None = field(repr=False)

    @property
    def waits(self) -> bool:
        """Say whether an answer is still to come."""
        return self.state in _WAITS

    def remind_on(self, zone: ZoneInfo) -> date | None:
        """Return the day of the reminder, half-way in whole days, rounded up; None for none."""
        opened_on = self.opened_at.astimezone(zone).date()
        days = (self.answer_by_on - opened_on).days
        return opened_on + timedelta(days=-(-days // 2)) if days >= _REMINDED_FROM_DAYS else None


async def open_tasks(
    connection: AsyncConnection, new: Sequence[NewTask], at: datetime
) -> list[ManualTask]:
    """Open tasks and return them in the order given; one that is there already stays as it is."""
    if not new:
        return []
    rows = [
        {
            "case_id": one.case_id,
            "request_id": one.request_id,
            "system": one.system,
            "deed": one.deed,
            "state": TaskState.open,
            "answer_by_on": one.answer_by_on,
            "opened_at": at,
            "sealed_what": one.sealed_what,
        }
        for one in new
    ]
    key = ("request_id", "system", "deed")
    await connection.execute(insert_new(manual_task, connection, *key), rows)
    names = [(one.request_id, one.system, str(one.deed)) for one in new]
    of = tuple_(manual_task.c.request_id, manual_task.c.system, manual_task.c.deed)
    found = await connection.execute(select(manual_task).where(of.in_(names)))
    known = {(row.request_id, row.system, row.deed): _task(row) for row in found}
    return [known[name] for name in names]


async def of_requests(
    connection: AsyncConnection, request_ids: Sequence[int]
) -> dict[int, list[ManualTask]]:
    """Return the tasks of requests by the row number of the request, the oldest first."""
    query = select(manual_task).where(manual_task.c.request_id.in_(request_ids))
    found: dict[int, list[ManualTask]] = {key: [] for key in request_ids}
    for row in await connection.execute(query.order_by(manual_task.c.id)):
        found[row.request_id].append(_task(row))
    return found


async def waiting_of(connection: AsyncConnection, case_id: int, system: str) -> list[ManualTask]:
    """Return the tasks of a case in one system that still wait for their answer."""
    query = select(manual_task).where(
        manual_task.c.case_id == case_id,
        manual_task.c.system == system,
        manual_task.c.state.in_(_WAITS),
    )
    return [_task(row) for row in await connection.execute(query.order_by(manual_task.c.id))]


async def by_id(connection: AsyncConnection, task_id: int) -> ManualTask | None:
    """Return a task, or None; its case and its row are held until the transaction ends.

    The case first, as everywhere: two who lock in different orders would wait for each other.
    """
    of = select(manual_task.c.case_id).where(manual_task.c.id == task_id)
    await connection.execute(select(case.c.id).where(case.c.id.in_(of)).with_for_update())
    query = select(manual_task).where(manual_task.c.id == task_id).with_for_update()
    row = (await connection.execute(query)).first()
    return _task(row) if row else None


async def asked(connection: AsyncConnection, task_ids: Sequence[int]) -> None:
    """Note that the mails about tasks are queued."""
    await connection.execute(
        update(manual_task)
        .where(manual_task.c.id.in_(task_ids), manual_task.c.state == TaskState.open)
        .values(state=TaskState.asked)
    )


async def answer(
    connection: AsyncConnection,
    task_id: int,
    state: TaskState,
    *,
    by: str,
    sealed_answer: bytes,
    at: datetime,
) -> bool:
    """Settle a task as done or refused; return False if it does not wait: the first one counts."""
    rows = await connection.execute(
        update(manual_task)
        .where(manual_task.c.id == task_id, manual_task.c.state.in_(_WAITS))
        .values(state=state, answered_at=at, answered_by=by, sealed_answer=sealed_answer)
        .returning(manual_task.c.id)
    )
    return rows.first() is not None


async def keep_unclear(connection: AsyncConnection, task_id: int, sealed_answer: bytes) -> None:
    """Keep an answer that a person has to read; the task still waits."""
    await connection.execute(
        update(manual_task)
        .where(manual_task.c.id == task_id, manual_task.c.state.in_(_WAITS))
        .values(sealed_answer=sealed_answer)
    )


async def reminded(connection: AsyncConnection, task_id: int, at: datetime) -> None:
    """Note that somebody was reminded of a task."""
    await connection.execute(
        update(manual_task).where(manual_task.c.id == task_id).values(reminded_at=at)
    )


async def due_for_reminder(
    connection: AsyncConnection, today: date, zone: ZoneInfo
) -> list[ManualTask]:
    """Return the tasks of which nobody was reminded though half of their time is over."""
    query = (
        select(manual_task)
        .where(manual_task.c.state == TaskState.asked, manual_task.c.reminded_at.is_(None))
        .where(manual_task.c.answer_by_on >= today)
        .order_by(manual_task.c.answer_by_on, manual_task.c.id)
    )
    tasks = [_task(row) for row in await connection.execute(query)]
    return [one for one in tasks if (day := one.remind_on(zone)) and day <= today]


async def overdue(connection: AsyncConnection, today: date) -> list[ManualTask]:
    """Return the tasks whose answer was wanted before today and has not come."""
    query = (
        select(manual_task)
        .where(manual_task.c.state.in_(_WAITS), manual_task.c.answer_by_on < today)
        .order_by(manual_task.c.answer_by_on, manual_task.c.id)
    )
    return [_task(row) for row in await connection.execute(query)]


async def unanswered(connection: AsyncConnection, *, limit: int) -> list[ManualTask]:
    """Return the tasks that somebody was asked and has not answered, the oldest first."""
    query = select(manual_task).where(manual_task.c.state == TaskState.asked)
    rows = await connection.execute(query.order_by(manual_task.c.id).limit(limit))
    return [_task(row) for row in rows]


async def cancel_of_requests(
    connection: AsyncConnection, request_ids: Sequence[int], at: datetime
) -> list[ManualTask]:
    """Let what still waits for these requests be asked of nobody any more; return which."""
    rows = await connection.execute(
        update(manual_task)
        .where(manual_task.c.request_id.in_(request_ids), manual_task.c.state.in_(_WAITS))
        .values(state=TaskState.cancelled, answered_at=at)
        .returning(manual_task)
    )
    return sorted((_task(row) for row in rows), key=lambda one: one.id)


def _task(row: Row[Any]) -> ManualTask:
    return ManualTask(
        row.id, row.case_id, row.request_id, row.system, TaskDeed(row.deed),
        TaskState(row.state), row.answer_by_on, row.opened_at, row.reminded_at, row.answered_at,
        row.answered_by, row.sealed_what, row.sealed_answer,
    )  # fmt: skip
