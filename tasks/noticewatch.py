"""Chasing recipients: reminded once, half-way to the day; then a person decides."""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.notice import NoticeState
from rightsflow.letters.recipients.audit import notice_faults
from rightsflow.letters.recipients.contexts import NoticeReminder
from rightsflow.letters.recipients.render import render_notice
from rightsflow.register import cases, notices, written
from rightsflow.register.notices import Notice
from tasks.desk import Desk, desk
from tasks.each import one_by_one
from tasks.kit import verb
from tasks.noticeanswers import about, ask_person
from tasks.noticepost import NoticeDraft, body_of, day_in, post_notices
from tasks.person import Person, person_within

_AT_ONCE = 2000
NOT_ANSWERED, NOT_SENT = "not_answered", "not_sent"
"""Why a person is asked about a notice whose day is over."""


@verb("remind recipients")
async def remind_recipients() -> int:
    """Remind each recipient once that has not answered half-way to the day; return how many."""
    at = desk()
    async with at.register.read() as connection:
        zone = at.settings.controller.zone
        due = await notices.due_for_reminder(connection, at.today(), zone)
    return await one_by_one(due, partial(_remind, at))


@verb("look for overdue notices")
async def notices_overdue() -> int:
    """Ask an approver about each notice whose day is over; return about how many."""
    at = desk()
    async with at.register.read() as connection:
        over = await notices.overdue(connection, at.today(), limit=_AT_ONCE)
    return await one_by_one(over, partial(_overdue, at))


async def _remind(at: Desk, notice_id: int) -> int:
    async with at.register.write() as connection:
        one = await notices.by_id(connection, notice_id)
        again = await notices.due_for_reminder(
            connection, at.today(), at.settings.controller.zone, only=notice_id
        )
        # An answer that nobody has read yet, or a letter that came back: no reminder helps.
        if one is None or not again or await about(connection, one.case_id, one.ref):
            return 0
        case = (await cases.by_ids(connection, [one.case_id]))[one.case_id]
        person = await person_within(connection, at, case)
        draft = await _reminder(connection, at, person, one)
        if draft is not None:
            await post_notices(connection, at, person, [draft])
        # Whoever was told by a person is not reminded by mail; the day itself asks a person.
        await notices.reminded(connection, one.id, at.now())
    return int(draft is not None)


async def _reminder(
    connection: AsyncConnection, at: Desk, person: Person, one: Notice
) -> NoticeDraft | None:
    """Return the reminder in the thread of its notice; None where no letter of ours left."""
    sent = await written.first_of_notice(connection, one.id)
    if sent is None or one.sent_at is None:
        return None
    body = body_of(person, one)
    context = NoticeReminder(
        controller=at.settings.controller,
        case_number=person.case.number,
        recipient=body["name"],
        role=one.role,
        deed=one.deed,
        sent_on=day_in(at, one.sent_at),
        answer_by_on=one.answer_by_on,
        today_on=at.today(),
    )
    rendered = render_notice(context, body["language"])
    if notice_faults(context, body["language"], rendered):
        return None
    return NoticeDraft(
        one.id, context, rendered, body["language"], body["email"], with_data=False,
        once=f"notice:{one.id}:reminder", thread=sent,
    )  # fmt: skip


async def _overdue(at: Desk, notice_id: int) -> int:
    async with at.register.write() as connection:
        one = await notices.by_id(connection, notice_id)
        if one is None or one.answer_by_on >= at.today():
            return 0
        if not await notices.move(connection, one, NoticeState.overdue, at.now()):
            return 0
        if await about(connection, one.case_id, one.ref):
            return 0
        why = NOT_ANSWERED if one.sent_at else NOT_SENT
        await ask_person(connection, at, one.case_id, HoldKind.notice_overdue, one.ref, why)
    return 1
