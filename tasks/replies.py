"""A message that answers a letter of ours: what it does to its case."""

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.reception import Reception
from rightsflow.law.right import Outcome
from rightsflow.register import (
    case_requests,
    cases,
    changes,
    halting,
    holds,
    kept_letters,
    waiting,
)
from rightsflow.register.cases import Case
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.types import Step
from rightsflow.register.written import Known
from tasks import noticeanswers, task_answers
from tasks.approval import approver_answers_by
from tasks.dates import answered_question
from tasks.desk import Desk
from tasks.message import Message
from tasks.naming import purposes_named
from tasks.newcases import begin, narrow
from tasks.notaccepted import NotAccepted
from tasks.person import keep_requester, person_within
from tasks.statements import take_texts
from tasks.withdrawing import accept_fee, withdraw

_HOLD: dict[Reception, HoldKind] = {
    Reception.letter_bounced: HoldKind.letter_bounced,
    Reception.denial: HoldKind.identity,
    Reception.joins_for_person: HoldKind.read_message,
}
"""What a reply that a person has to see is held as."""

_BY_REQUESTER = frozenset({Reception.fee_accepted, Reception.withdrawn})
"""Replies by which the requester moves the case on, or ends it."""

_OF_RECIPIENTS = frozenset({Reception.recipient_answers, Reception.recipient_for_person})
"""Replies to a notice, which move that notice and nothing else of the case."""

OF_TASKS = frozenset({Reception.task_answered, Reception.task_for_person})
"""Replies to what one of our own people was asked to do."""

_STOPS = frozenset({Reception.letter_bounced, Reception.denial})
"""Replies after which nothing of the case goes on, and nothing of it leaves, without a person."""


async def join_case(connection: AsyncConnection, at: Desk, message: Message, letter: Known) -> int:
    """Carry out what a reply does; return the row number of its case."""
    now, case_id = at.now(), letter.case_id
    await cases.lock(connection, [case_id])
    case = (await cases.by_ids(connection, [case_id]))[case_id]
    await note(connection, [Entry(case_id, "message_joined", {"rule": message.rule})], now)
    if message.reception in _HOLD:
        kind = _HOLD[message.reception]
        by = approver_answers_by(at, case.due_on)
        await holds.open_holds(connection, [Hold(case_id, kind, by, reasons=(message.rule,))], now)
    if message.reception in _BY_REQUESTER and not await _by_requester(
        connection, at, case, message
    ):
        held = Hold(case_id, HoldKind.read_message, case.due_on, reasons=(message.rule,))
        await holds.open_holds(connection, [held], now)
    if message.reception is Reception.staff_text:
        await take_texts(connection, at, case, message, letter)
    if message.reception in _OF_RECIPIENTS:
        await noticeanswers.take_answer(connection, at, case, message, letter)
    if message.reception in OF_TASKS:
        await task_answers.take_answer(connection, at, case, message, letter)
    if message.reception in _STOPS:
        await halting.stop(connection, case_id)
        await kept_letters.stop(connection, case_id)
    # Somebody denied having asked, or a letter came back: no reply undoes that.
    stopped = await waiting.any_of(connection, case_id, holds.STOPS)
    if message.reception is Reception.confirmation and not stopped:
        await _confirm(connection, at, case, message)
    if message.reception in {Reception.new_right, Reception.confirmation}:
        unread = await waiting.any_of(connection, case_id, holds.TO_READ)
        await _ask_more(connection, at, case, message, {case_id} if stopped or unread else set())
    return case_id


async def _by_requester(
    connection: AsyncConnection, at: Desk, case: Case, message: Message
) -> bool:
    """Carry out what the requester decided; return False if a person has to read it."""
    if message.reception is Reception.fee_accepted:
        return await accept_fee(connection, at, case)
    try:
        await withdraw(connection, at, case)
    except NotAccepted:
        return False
    return True


async def _confirm(connection: AsyncConnection, at: Desk, case: Case, message: Message) -> None:
    """Note the address that said yes and let identity be judged again."""
    person = await person_within(connection, at, case)
    confirmed = person.requester.model_copy(update={"replied_from": message.reading.sender})
    await keep_requester(connection, person, confirmed)
    # Whom we could not identify may come back at any time; what was refused stays refused.
    asked = (await case_requests.requests_of(connection, [case.id]))[case.id]
    late = [one.id for one in asked if one.outcome is Outcome.not_identified]
    await changes.reopen(connection, late)
    await answered_question(connection, at, case, message.stored.received_at)
    await halting.reopen(connection, [case.id], Step.identify)
    await holds.release(
        connection, [case.id], HoldKind.identity_reply, "", by="requester", at=at.now()
    )


async def _ask_more(
    connection: AsyncConnection, at: Desk, case: Case, message: Message, stopped: set[int]
) -> None:
    """Add the rights that the reply asks for beside those of the case, with their own clock."""
    asked = (await case_requests.requests_of(connection, [case.id]))[case.id]
    new = [right for right in message.reading.rights if right not in {r.right for r in asked}]
    received_at = message.stored.received_at
    due_on = at.due_on(received_at)
    rows = [(case, right, received_at, due_on, None) for right in new]
    added = await case_requests.add_requests(connection, rows)
    if named := purposes_named(message.reading, at.systems):
        person = await person_within(connection, at, case)
        await narrow(connection, case, person.key, added, named)
    await begin(connection, at, added, stopped)
