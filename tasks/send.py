"""Sending: each letter is noted as being sent just before its first byte leaves."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.errors import Misconfigured, NeedsPerson, TryAgain
from rightsflow.letters.choose import Letter
from rightsflow.mail.sending import Attachment, Outgoing, Rejected, compose
from rightsflow.register import cases, holds, outbox
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.outbox import QueuedLetter
from rightsflow.register.sealed import unlock
from rightsflow.register.types import HoldKind
from tasks.desk import Desk, desk
from tasks.handing_over import hand_over
from tasks.kit import describe, verb
from tasks.person import Person, people_of
from tasks.post import ANSWERS

_log = logging.getLogger("rightsflow")
_AT_ONCE = 20
_HOUR = timedelta(hours=1)


@verb("send letters")
async def send() -> int:
    """Send the next letters of the outbox; return how many were tried."""
    at = desk()
    async with at.register.write() as connection:
        sent = await outbox.sent_with_data_since(connection, at.now() - _HOUR)
        letters = await outbox.take(connection, limit=_AT_ONCE, owner=at.worker.name)
        allowed = max(at.settings.pace.letters_with_data_per_hour - sent, 0)
        braked = [letter for letter in letters if letter.with_data][allowed:]
        for letter in braked:
            await outbox.put_back(connection, letter.id, letter.tries)
    if braked:
        _log.warning("The brake holds %d letters back: too many in an hour.", len(braked))
    going = [letter for letter in letters if letter not in braked]
    people = await _people(at, going)
    for letter in going:
        if letter.case_id in people:
            await _send(at, letter, people[letter.case_id])
    return len(letters)


async def _people(at: Desk, letters: Sequence[QueuedLetter]) -> dict[int, Person]:
    """Unseal whom the letters are about; one that does not open does not stop the others."""
    try:
        return await people_of(at, [letter.case_id for letter in letters])
    except TryAgain:
        raise
    except Exception as error:  # noqa: BLE001 - a key that is gone, a row that was changed
        describe(error)
    if len(letters) == 1:
        await _hold(at, letters[0], HoldKind.letter_faulty)
        return {}
    return {key: one for letter in letters for key, one in (await _people(at, [letter])).items()}


async def _send(at: Desk, letter: QueuedLetter, person: Person) -> None:
    """Write a letter and hand it in; one that cannot be written does not stop the others."""
    try:
        outgoing = await asyncio.to_thread(_composed, at, letter, person)
    except Exception as error:  # noqa: BLE001 - nothing of it has left, whatever went wrong
        describe(error)
        await _hold(at, letter, HoldKind.letter_faulty)
        return
    async with at.register.write() as connection:
        begun = await outbox.begin(connection, letter.id, at.worker.name)
    if begun:
        await _hand_in(at, letter, person, outgoing)


async def _hand_in(at: Desk, letter: QueuedLetter, person: Person, outgoing: Outgoing) -> None:
    try:
        accepted = await at.sender.send(outgoing)
    except (TryAgain, Misconfigured) as error:
        async with at.register.write() as connection:
            await outbox.put_back(connection, letter.id, letter.tries)
        if isinstance(error, Misconfigured):
            raise
    except NeedsPerson as error:
        kind = HoldKind.letter_refused if isinstance(error, Rejected) else HoldKind.unclear_send
        await _hold(at, letter, kind)
    except Exception as error:  # noqa: BLE001 - it may have left: a second try is a person's
        describe(error)
        await _hold(at, letter, HoldKind.unclear_send)
    else:
        async with at.register.write() as connection:
            await record_sent(connection, at, letter, accepted.server_reply)
        at.progress("letters", 1)
        if letter.with_data and at.handover is not None and person.secret is not None:
            await hand_over(at, at.handover, person, person.secret)


async def record_sent(
    connection: AsyncConnection, at: Desk, letter: QueuedLetter, reply: str
) -> None:
    """Note that a letter was accepted; with its answer a case is answered."""
    now = at.now()
    await outbox.mark_sent(connection, letter.id, reply, now)
    await note(connection, [Entry(letter.case_id, "letter_sent", {"letter": letter.letter})], now)
    if letter.letter in ANSWERS:
        await cases.answered(connection, letter.case_id, now)
    if letter.with_data and at.handover is not None:
        # Open until the channel says it is done: after a crash a person sees that it is not.
        case = (await cases.by_ids(connection, [letter.case_id]))[letter.case_id]
        waiting = Hold(letter.case_id, HoldKind.handover, case.due_on)
        await holds.open_holds(connection, [waiting], now)


async def _hold(at: Desk, letter: QueuedLetter, kind: HoldKind) -> None:
    now = at.now()
    async with at.register.write() as connection:
        await outbox.hold_back(connection, letter.id, kind)
        case = (await cases.by_ids(connection, [letter.case_id]))[letter.case_id]
        held = Hold(letter.case_id, kind, case.due_on, reasons=(letter.letter,))
        await holds.open_holds(connection, [held], now)


def _composed(at: Desk, letter: QueuedLetter, person: Person) -> Outgoing:
    number = person.case.number
    body = unlock(person.key, "letter.body", number, letter.sealed_body)
    attachments = [
        Attachment(filename, content_type, at.vault.get(person.key, number, item))
        for item, filename, content_type in body["enclosures"]
    ]
    controller = at.settings.controller
    reply = letter.letter == Letter.acknowledgement
    content = compose(
        message_id=letter.message_id,
        date=letter.queued_at,
        sender=f"{_phrase(controller.name)} <{controller.email}>",
        recipient=body["recipient"],
        subject=body["subject"],
        text=body["text"],
        html=body["html"],
        in_reply_to=body["in_reply_to"],
        references=body["references"],
        auto_submitted="auto-replied" if reply else "auto-generated",
        attachments=attachments,
    )
    return Outgoing(
        message_id=letter.message_id,
        sender=controller.email,
        recipient=body["recipient"],
        envelope_sender=controller.email,
        content=content,
    )


def _phrase(name: str) -> str:
    return '"' + name.replace("\\", "").replace('"', "") + '"'
