"""Which cases are over, and since when: from that day on their time runs.

A case is over when nothing of it is open: no request, no hold, no work, no letter, no notice, no
task. How it ended makes no difference. Whatever happens in it later opens it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select, update
from sqlalchemy import case as either
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.notice import ROLES, NoticeState
from rightsflow.law.retention import CaseFacts, Dispute
from rightsflow.register.conditions import is_open_request
from rightsflow.register.deed_tables import manual_task, notice
from rightsflow.register.journal import Entry, note
from rightsflow.register.manual_tasks import TaskState
from rightsflow.register.measures import has_kept_answer
from rightsflow.register.tables import case, hold, journal, letter, request, work_item
from rightsflow.register.types import TO_DO, LetterState, Stage

CLOSED, REOPENED, COPY_DELETED, KEPT = "closed", "reopened", "copy_deleted", "kept"

_LOOKED_AT = (
    CLOSED, REOPENED, COPY_DELETED, KEPT, "revealed", "exported",
    "identity_document_apart", "identity_document_deleted", "identity_document_revealed",
)  # fmt: skip
"""Entries of the journal that say nothing about how a case goes on: no time begins anew by them."""


@dataclass(frozen=True, slots=True)
class OldCase:
    """A case that is over, as deleting by date sees it; `closed_at`: the last thing in it."""

    id: int
    number: str
    closed_at: datetime
    copy_deleted_at: datetime | None
    kept_until_on: date | None
    kept_for: Dispute | None

    def facts(self, zone: ZoneInfo) -> CaseFacts:
        """Return what its dates depend on; days are those of the controller."""
        closed_on = self.closed_at.astimezone(zone).date()
        return CaseFacts(closed_on, self.copy_deleted_at is not None, self.kept_until_on)


async def close_quiet(connection: AsyncConnection, before: datetime, at: datetime) -> int:
    """Close the cases that are over and in which nothing has happened since `before`.

    They are closed as of the last thing that happened. Returns how many were closed.
    """
    last = _last_event()
    quiet = (
        select(case.c.id, last.label("last"))
        .where(is_over(), last < before)
        .where(or_(case.c.closed_at.is_(None), case.c.closed_at < last))
        .order_by(case.c.id)
        .with_for_update()
    )
    rows = (await connection.execute(quiet)).all()
    for row in rows:
        closed = {"closed_at": row.last, "stage": Stage.closed}
        await connection.execute(update(case).where(case.c.id == row.id).values(closed))
    await note(connection, [Entry(row.id, CLOSED) for row in rows], at)
    return len(rows)


async def reopen_busy(connection: AsyncConnection, at: datetime) -> int:
    """Take back the closing of cases in which something is open again; return how many."""
    stage = either((case.c.stage != Stage.closed, case.c.stage),
                   (case.c.answered_at.is_not(None), Stage.answered),
                   else_=Stage.received)  # fmt: skip
    again = (
        update(case)
        .where(case.c.closed_at.is_not(None), ~is_over())
        .values(closed_at=None, copy_deleted_at=None, stage=stage)
        .returning(case.c.id)
    )
    ids = sorted((await connection.execute(again)).scalars())
    await note(connection, [Entry(key, REOPENED) for key in ids], at)
    return len(ids)


async def closed_after(
    connection: AsyncConnection, before: datetime, after: int, *, limit: int
) -> list[OldCase]:
    """Return cases that were over and quiet before then, a page of them behind row `after`."""
    query = _old(before).where(case.c.id > after).order_by(case.c.id).limit(limit)
    return [_case(row) for row in await connection.execute(query)]


async def still_closed(
    connection: AsyncConnection, before: datetime, ids: Sequence[int]
) -> list[OldCase]:
    """Hold the rows of cases that are over still until the transaction ends, and return them."""
    query = _old(before).where(case.c.id.in_(ids)).order_by(case.c.id).with_for_update(of=case)
    return [_case(row) for row in await connection.execute(query)]


async def copies_deleted(connection: AsyncConnection, ids: Sequence[int], at: datetime) -> None:
    """Note that the files of cases are gone; the passphrase of a copy goes with it."""
    values = {"copy_deleted_at": at, "sealed_secret": None}
    await connection.execute(update(case).where(case.c.id.in_(ids)).values(values))
    await note(connection, [Entry(key, COPY_DELETED) for key in ids], at)


async def keep(
    connection: AsyncConnection, number: str, until_on: date, why: Dispute, at: datetime
) -> bool:
    """Keep a case to a day, that day included; return False if there is no such case."""
    values = {"kept_until_on": until_on, "kept_for": why}
    kept = update(case).where(case.c.number == number).values(values).returning(case.c.id)
    key = (await connection.execute(kept)).scalar_one_or_none()
    if key is None:
        return False
    detail = {"until": until_on.isoformat(), "for": why.value}
    await note(connection, [Entry(key, KEPT, detail, "operator")], at)
    return True


async def open_ones(connection: AsyncConnection, *, limit: int) -> list[tuple[str, list[str]]]:
    """Return the numbers of cases that are not over, each with what is open in it."""
    names = [name for name, _ in _OPEN]
    query = select(case.c.number, *(is_open.label(name) for name, is_open in _OPEN))
    rows = await connection.execute(query.where(~is_over()).order_by(case.c.id).limit(limit))
    return [(row[0], [n for n, there in zip(names, row[1:], strict=True) if there]) for row in rows]


def is_over() -> ColumnElement[bool]:
    """Return the condition that nothing of a case is open."""
    return ~or_(*(is_open for _, is_open in _OPEN))


def _of_case(column: ColumnElement[int], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(column == case.c.id, *conditions)


_OPEN: tuple[tuple[str, ColumnElement[bool]], ...] = (
    ("request", _of_case(request.c.case_id, is_open_request())),
    ("hold", _of_case(hold.c.case_id, hold.c.released_at.is_(None))),
    ("work", _of_case(work_item.c.case_id, work_item.c.state.in_(TO_DO))),
    ("letter", or_(has_kept_answer(), _of_case(
        letter.c.case_id, letter.c.state.in_([LetterState.queued, LetterState.sending])))),
    ("notice", _of_case(notice.c.case_id, or_(
        notice.c.state == NoticeState.overdue,
        *(and_(notice.c.role == row.role, notice.c.state.in_(list(row.waits))) for row in ROLES)))),
    ("task", _of_case(manual_task.c.case_id,
                      manual_task.c.state.in_([TaskState.open, TaskState.asked]))),
)  # fmt: skip
"""What may be open in a case, and how the register knows."""


def _last_event() -> ColumnElement[datetime]:
    told = select(func.max(journal.c.at)).where(
        journal.c.case_id == case.c.id, journal.c.event.not_in(_LOOKED_AT)
    )
    return func.coalesce(told.scalar_subquery(), case.c.opened_at, type_=journal.c.at.type)


def _old(before: datetime) -> Select[Any]:
    last = _last_event()
    return select(
        case.c.id, case.c.number, last.label("closed_at"), case.c.copy_deleted_at,
        case.c.kept_until_on, case.c.kept_for,
    ).where(is_over(), last < before)  # fmt: skip


def _case(row: Row[Any]) -> OldCase:
    kept_for = Dispute(row.kept_for) if row.kept_for else None
    return OldCase(
        row.id, row.number, row.closed_at, row.copy_deleted_at, row.kept_until_on, kept_for
    )
