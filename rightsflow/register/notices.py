"""Notices to recipients: one for each recipient, request and deed, and how far it has come.

The keyed hash of the recipient makes it one; name, address, what was done and what the recipient
answered are sealed under the key of the case.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, exists, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.notice import (
    ROLES,
    NoticeDeed,
    NoticeState,
    RecipientRole,
    origins_of,
    remind_on,
)
from rightsflow.register.database import insert_new
from rightsflow.register.deed_tables import notice
from rightsflow.register.journal import Entry, note
from rightsflow.register.tables import case, letter
from rightsflow.register.types import LetterState

_ANSWERS = frozenset({NoticeState.acknowledged, NoticeState.done, NoticeState.refused})


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A recipient to be told of one deed; `recipient_index` is a keyed hash of who it is."""

    case_id: int
    request_id: int
    recipient_index: str
    role: RecipientRole
    deed: NoticeDeed
    answer_by_on: date
    sealed_body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it stands; `reason` is a closed word: why it was left out."""

    id: int
    case_id: int
    request_id: int
    recipient_index: str
    role: RecipientRole
    deed: NoticeDeed
    state: NoticeState
    reason: str | None
    answer_by_on: date
    queued_at: datetime
    sent_at: datetime | None
    reminded_at: datetime | None
    answered_at: datetime | None
    sealed_body: bytes = field(repr=False)

    @property
    def ref(self) -> str:
        """Return the name of the notice in holds and journals: `N-12`."""
        return f"N-{self.id}"


async def queue(connection: AsyncConnection, new: Sequence[NewNotice], at: datetime) -> set[int]:
    """Add notices that are not there yet; return the row numbers of those that are new."""
    made = set()
    for one in new:
        row = {
            "case_id": one.case_id,
            "request_id": one.request_id,
            "recipient_index": one.recipient_index,
            "role": one.role,
            "deed": one.deed,
            "state": NoticeState.queued,
            "answer_by_on": one.answer_by_on,
            "queued_at": at,
            "sealed_body": one.sealed_body,
        }
        statement = insert_new(notice, connection, "request_id", "recipient_index", "deed")
        added = (await connection.execute(statement.returning(notice.c.id), [row])).first()
        if added is not None:
            made.add(int(added.id))
            detail = {"notice": f"N-{added.id}", "deed": one.deed, "role": one.role}
            await note(connection, [Entry(one.case_id, "notice_queued", detail)], at)
    return made


async def of_requests(
    connection: AsyncConnection, request_ids: Sequence[int]
) -> dict[int, list[Notice]]:
    """Return the notices of requests by the row number of the request."""
    query = select(notice).where(notice.c.request_id.in_(request_ids)).order_by(notice.c.id)
    found: dict[int, list[Notice]] = {key: [] for key in request_ids}
    for row in await connection.execute(query):
        found[row.request_id].append(_notice(row))
    return found


async def by_id(connection: AsyncConnection, notice_id: int) -> Notice | None:
    """Return a notice; its case and its row are held until the transaction ends."""
    of = select(notice.c.case_id).where(notice.c.id == notice_id)
    await connection.execute(select(case.c.id).where(case.c.id.in_(of)).with_for_update())
    query = select(notice).where(notice.c.id == notice_id).with_for_update()
    row = (await connection.execute(query)).first()
    return _notice(row) if row else None


async def by_ref(connection: AsyncConnection, ref: str) -> Notice | None:
    """Return the notice of a name such as `N-12`, held as by `by_id`."""
    number = ref.removeprefix("N-")
    return await by_id(connection, int(number)) if ref != number and number.isdecimal() else None


async def move(
    connection: AsyncConnection,
    one: Notice,
    to: NoticeState,
    at: datetime,
    *,
    by: str = "rightsflow",
    **values: Any,  # noqa: ANN401 - columns: reason, answer_by_on, sealed_body
) -> bool:
    """Move a notice and note so; return False where the table knows no such move."""
    times = {"sent_at": at} if to is NoticeState.sent and one.sent_at is None else {}
    times |= {"answered_at": at} if to in _ANSWERS else {}
    moved = await connection.execute(
        update(notice)
        .where(notice.c.id == one.id, notice.c.state.in_(origins_of(to)))
        .values(state=to, **times, **values)
        .returning(notice.c.id)
    )
    if moved.first() is None:
        return False
    detail = {"notice": one.ref, "state": to, "reason": values.get("reason")}
    await note(connection, [Entry(one.case_id, "notice_moved", detail, by)], at)
    return True


async def note_sent(connection: AsyncConnection, case_id: int, at: datetime) -> None:
    """Call sent what is queued though its letter has left; harmless to repeat.

    Of a notice that is overdue, or was answered before its letter was seen to leave, only the
    time is noted.
    """
    left = exists().where(letter.c.notice_id == notice.c.id, letter.c.state == LetterState.sent)
    query = select(notice).where(notice.c.case_id == case_id, notice.c.sent_at.is_(None), left)
    for row in (await connection.execute(query)).all():
        if row.state == NoticeState.queued:
            await move(connection, _notice(row), NoticeState.sent, at)
            continue
        await connection.execute(update(notice).where(notice.c.id == row.id).values(sent_at=at))


async def reminded(connection: AsyncConnection, notice_id: int, at: datetime) -> None:
    """Note that the recipient was reminded."""
    await connection.execute(update(notice).where(notice.c.id == notice_id).values(reminded_at=at))


async def reseal(connection: AsyncConnection, one: Notice, sealed_body: bytes) -> Notice:
    """Store what is now known of a notice, and return it so."""
    await connection.execute(
        update(notice).where(notice.c.id == one.id).values(sealed_body=sealed_body)
    )
    return replace(one, sealed_body=sealed_body)


async def put_off(connection: AsyncConnection, notice_id: int, answer_by_on: date) -> None:
    """Wait for an answer until a later day; nothing else changes."""
    await connection.execute(
        update(notice)
        .where(notice.c.id == notice_id)
        .values(answer_by_on=answer_by_on, reminded_at=None)
    )


async def due_for_reminder(
    connection: AsyncConnection, today_on: date, zone: ZoneInfo, *, only: int | None = None
) -> list[int]:
    """Return what was sent, is half-way to the day for its answer, and was not reminded of.

    `zone` is where a day begins and ends; `only`: of this notice alone.
    """
    query = (
        select(notice.c.id, notice.c.sent_at, notice.c.answer_by_on)
        .where(_waits(), notice.c.state != NoticeState.queued)
        .where(notice.c.reminded_at.is_(None), notice.c.sent_at.is_not(None))
        .where(notice.c.answer_by_on > today_on)
        .where(notice.c.id == only if only is not None else true())
        .order_by(notice.c.answer_by_on, notice.c.id)
    )
    return [
        row.id
        for row in await connection.execute(query)
        if remind_on(row.sent_at.astimezone(zone).date(), row.answer_by_on) <= today_on
    ]


async def overdue(connection: AsyncConnection, today_on: date, *, limit: int) -> list[int]:
    """Return what still waits for an answer though its day is over, the oldest first."""
    query = (
        select(notice.c.id)
        .where(_waits(), notice.c.answer_by_on < today_on)
        .order_by(notice.c.answer_by_on, notice.c.id)
        .limit(limit)
    )
    return [row.id for row in await connection.execute(query)]


async def unanswered(connection: AsyncConnection, *, limit: int) -> list[tuple[str, datetime]]:
    """Return case number and day of sending of what was reminded of, and still waits."""
    query = (
        select(case.c.number, notice.c.sent_at)
        .join(case, case.c.id == notice.c.case_id)
        .where(_waits(), notice.c.reminded_at.is_not(None), notice.c.sent_at.is_not(None))
        .order_by(notice.c.sent_at, notice.c.id)
        .limit(limit)
    )
    return [(row.number, row.sent_at) for row in await connection.execute(query)]


def _waits() -> Any:  # noqa: ANN401 - a condition
    """Return the condition that an answer is still wanted, as the table of roles says."""
    return or_(*(and_(notice.c.role == row.role, notice.c.state.in_(row.waits)) for row in ROLES))


def _notice(row: Any) -> Notice:  # noqa: ANN401 - a row of the table
    return Notice(
        row.id, row.case_id, row.request_id, row.recipient_index, RecipientRole(row.role),
        NoticeDeed(row.deed), NoticeState(row.state), row.reason, row.answer_by_on, row.queued_at,
        row.sent_at, row.reminded_at, row.answered_at, row.sealed_body,
    )  # fmt: skip
