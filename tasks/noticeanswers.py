"""What a recipient answers to a notice: it moves the notice, or a person reads it."""

from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.notice import ANSWERED
from rightsflow.law.reception import Reception
from rightsflow.letters.recipients.replies import said_in
from rightsflow.mail.reading.model import Kind
from rightsflow.register import holds, notices, waiting
from rightsflow.register.cases import Case
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.notices import Notice
from rightsflow.register.waiting import OpenHold
from rightsflow.register.written import Known
from tasks.desk import Desk
from tasks.message import Message
from tasks.noticepost import body_of, seal_body
from tasks.person import person_within


async def take_answer(
    connection: AsyncConnection, at: Desk, case: Case, message: Message, letter: Known
) -> None:
    """Move the notice by a clear word of its recipient; what is not clear waits for a person.

    What was written is kept with the notice; attachments stay with the sealed message, and the
    journal says how many there were.
    """
    one = await notices.by_id(connection, letter.notice_id) if letter.notice_id else None
    if one is None:
        await _ask(connection, at, case, "", message.rule)
        return
    said = said_in(message.reading.body_text)
    attached = len(message.reading.attachments)
    if message.reading.kind is not Kind.bounce:
        one = await _keep(connection, at, case, one, {"answer": said.text, "attached": attached})
        detail: dict[str, str | int] = {
            "notice": one.ref,
            "rule": message.rule,
            "attached": attached,
        }
        await note(connection, [Entry(case.id, "recipient_answered", dict(detail))], at.now())
    clear = message.rule in {"recipient_answers", "recipient_refuses"} and said.word
    moved = clear and await notices.move(connection, one, ANSWERED[clear], at.now())
    if message.reception is Reception.recipient_for_person or not moved:
        await _ask(connection, at, case, one.ref, message.rule)
        return
    for kind in holds.OF_NOTICES:
        # A late answer is what was waited for; a question about an unclear one is answered by it.
        await holds.release(connection, [case.id], kind, one.ref, by="recipient", at=at.now())


async def _keep(
    connection: AsyncConnection, at: Desk, case: Case, one: Notice, answer: dict[str, Any]
) -> Notice:
    person = await person_within(connection, at, case)
    return await notices.reseal(connection, one, seal_body(person, body_of(person, one) | answer))


async def _ask(connection: AsyncConnection, at: Desk, case: Case, ref: str, rule: str) -> None:
    """Ask a person about an answer; whoever was asked already is shown the newer one."""
    asked = [one.id for one in await about(connection, case.id, ref)]
    await ask_person(connection, at, case.id, HoldKind.recipient_reply, ref, rule)
    await waiting.renew(connection, asked)


async def about(connection: AsyncConnection, case_id: int, ref: str) -> list[OpenHold]:
    """Return the open holds about one notice."""
    found = await waiting.of_cases(connection, [case_id])
    return [one for one in found if one.kind in holds.OF_NOTICES and one.system == ref]


async def ask_person(
    connection: AsyncConnection, at: Desk, case_id: int, kind: HoldKind, ref: str, why: str
) -> None:
    """Open a hold about one notice, named where other holds name a system."""
    by = at.today() + timedelta(days=at.settings.decisions.answer_within_days)
    await holds.open_holds(connection, [Hold(case_id, kind, by, ref, (why,))], at.now())
