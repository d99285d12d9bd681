"""Reminding, once: a person whose answer we wait for, and the approvers of a decision."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.letters.choose import Letter
from rightsflow.letters.replies import Reminder
from rightsflow.register import cases, waiting, written
from rightsflow.register.reminding import reminder_once
from rightsflow.register.sealed import unlock
from rightsflow.register.waiting import OpenHold
from tasks.ask import answer_by
from tasks.desk import Desk, desk
from tasks.each import one_by_one
from tasks.effect import about, framed, write
from tasks.kit import verb
from tasks.wanted import ASKED_OF_APPROVERS, mail_to_approvers

_AT_ONCE = 2000
_QUESTIONS: Mapping[HoldKind, Letter] = {
    HoldKind.identity_reply: Letter.identity_query,
    HoldKind.fee_reply: Letter.fee_quote,
    HoldKind.large_copy: Letter.scope_query,
}
"""Which letter of ours waits for an answer while such a hold is open."""


@verb("remind")
async def remind() -> int:
    """Remind of what nobody has answered; return of how many holds."""
    at = desk()
    kinds = [*ASKED_OF_APPROVERS, *_QUESTIONS]
    async with at.register.read() as connection:
        found = await waiting.by_kind(connection, kinds, limit=_AT_ONCE, reminded=False)
    return await one_by_one([hold.id for hold in found], partial(_remind, at))


async def _remind(at: Desk, hold_id: int) -> int:
    async with at.register.write() as connection:
        hold = await waiting.by_id(connection, hold_id)
        if hold is None or hold.reminded_at is not None:
            return 0
        await cases.lock(connection, [hold.case_id])
        asked = hold.kind in _QUESTIONS and await _remind_requester(connection, at, hold)
        wanted = hold.kind in ASKED_OF_APPROVERS and at.today() >= hold.answer_by_on
        if wanted:
            await mail_to_approvers(connection, at, hold, once=f"{hold.ref}:reminder")
        if wanted or (asked and hold.kind not in ASKED_OF_APPROVERS):
            await waiting.reminded(connection, [hold.id], at.now())
    return int(asked or wanted)


async def _remind_requester(connection: AsyncConnection, at: Desk, hold: OpenHold) -> bool:
    """Queue the reminder to where the question went; False if it is not time, or too late."""
    question = _QUESTIONS[hold.kind]
    sent = await written.newest_of(connection, hold.case_id, question)
    if sent is None or sent.sent_at is None:
        return False
    sent_on = sent.sent_at.astimezone(at.settings.controller.zone).date()
    case = (await cases.by_ids(connection, [hold.case_id]))[hold.case_id]
    wanted_on = answer_by(at, case, sent_on)
    by = wanted_on if hold.kind in ASKED_OF_APPROVERS else min(hold.answer_by_on, case.due_on)
    once = reminder_once(question)
    if not _is_time(at, sent_on, by) or await written.is_queued(
        connection, f"{case.number}:{once}"
    ):
        return False
    one = await about(connection, at, case, "rightsflow")
    body = unlock(one.person.key, "letter.body", case.number, sent.sealed_body)
    context = Reminder(framed(one), question, sent_on, by)
    await write(one, Letter.reminder, context, body["recipient"], once=once)
    return True


def _is_time(at: Desk, sent_on: date, by: date) -> bool:
    after = timedelta(days=at.settings.watch.remind_after_days)
    return sent_on + after <= at.today() < by
