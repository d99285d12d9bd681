"""Sending: each letter is noted as being sent just before its first byte leaves."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.errors import Misconfigured, NeedsPerson, TryAgain
from rightsflow.law.hold import HoldKind
from rightsflow.letters.choose import Letter
from rightsflow.mail.sending import (
    Attachment,
    Outgoing,
    Rejected,
    compose,
    maker_of,
    return_address,
)
from rightsflow.register import cases, holds, notices, outbox, signs, written
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.keyring import STAFF
from rightsflow.register.outbox import QueuedLetter
from rightsflow.register.sealed import unlock
from rightsflow.register.signs import Sign
from rightsflow.register.types import Audience
from rightsflow.settings import MaildirOut
from tasks.brake import put_off, still_allowed
from tasks.describe import describe
from tasks.desk import Desk, desk
from tasks.following import follow
from tasks.handing_over import hand_over
from tasks.kit import verb
from tasks.person import Person, people_of
from tasks.post import ANSWERS

_log = logging.getLogger("rightsflow")
TOO_LATE = "too_late"
"""Why a letter is kept that may be sent until a moment only."""

_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a letter needs to be written: its keys, the place it was sealed for, the person.

    The first key is that of the case; a letter to staff may be under an earlier one.
    """

    keys: list[bytes]
    place: str
    person: Person | None


@verb("send letters")
async def send() -> int:
    """Send the next letters of the outbox; return how many were tried."""
    at = desk()
    async with at.register.write() as connection:
        if await signs.noted(connection, Sign.sending_paused):
            return 0
        await written.in_turn(connection)
        allowed = await still_allowed(connection, at)
        letters = await outbox.take(connection, limit=_AT_ONCE, owner=at.worker.name)
        braked = await put_off(connection, at, letters, allowed)
    going = [letter for letter in letters if letter not in braked]
    opened = await _opened(at, going)
    for letter in going:
        if letter.id in opened:
            await _send(at, letter, opened[letter.id])
    return len(letters)


async def _opened(at: Desk, letters: Sequence[QueuedLetter]) -> dict[int, _Opened]:
    """Unseal whom the letters are about; one that does not open does not stop the others."""
    try:
        people = await people_of(at, sorted({one.case_id for one in letters if one.case_id}))
        staff = at.keyring.staff_keys
    except TryAgain:
        raise
    except Exception as error:  # noqa: BLE001 - a key that is gone, a row that was changed
        describe(error)
    else:
        return {
            one.id: _of(people[one.case_id]) if one.case_id else _Opened(staff, STAFF, None)
            for one in letters
        }
    if len(letters) == 1:
        await _hold(at, letters[0], HoldKind.letter_faulty)
        return {}
    return {key: one for letter in letters for key, one in (await _opened(at, [letter])).items()}


def _of(person: Person) -> _Opened:
    return _Opened([person.key], person.case.number, person)


async def _send(at: Desk, letter: QueuedLetter, opened: _Opened) -> None:
    """Write a letter and hand it in; one that cannot be written does not stop the others."""
    if letter.not_after_at is not None and at.now() >= letter.not_after_at:
        await _hold(at, letter, HoldKind.letter_faulty, TOO_LATE)
        return
    try:
        outgoing = await asyncio.to_thread(_composed, at, letter, opened)
    except TryAgain:  # the vault is away: nothing of it has left
        async with at.register.write() as connection:
            await outbox.put_back(connection, letter.id, letter.tries)
        return
    except Exception as error:  # noqa: BLE001 - nothing of it has left, whatever went wrong
        describe(error)
        await _hold(at, letter, HoldKind.letter_faulty)
        return
    async with at.register.write() as connection:
        if await signs.noted(connection, Sign.sending_paused):
            await outbox.put_back(connection, letter.id, letter.tries, 0)
            return
        begun = await outbox.begin(connection, letter.id, at.worker.name)
    if begun:
        await _hand_in(at, letter, opened.person, outgoing)


async def _hand_in(
    at: Desk, letter: QueuedLetter, person: Person | None, outgoing: Outgoing
) -> None:
    try:
        accepted = await at.sender.send(outgoing)
    except (TryAgain, Misconfigured) as error:
        wait_s = error.wait_s if isinstance(error, TryAgain) else 0
        async with at.register.write() as connection:
            await outbox.put_back(connection, letter.id, letter.tries, wait_s)
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
        ours = letter.with_data and letter.audience is Audience.requester
        if ours and at.handover is not None and person and person.secret:
            await hand_over(at, at.handover, person, person.secret)


async def record_sent(
    connection: AsyncConnection, at: Desk, letter: QueuedLetter, reply: str
) -> None:
    """Note that a letter was accepted, and what follows from its having been sent."""
    now = at.now()
    await outbox.mark_sent(connection, letter.id, reply, now)
    if letter.case_id is None:
        return
    await note(connection, [Entry(letter.case_id, "letter_sent", {"letter": letter.letter})], now)
    if letter.audience is Audience.recipient:
        await notices.note_sent(connection, letter.case_id, now)
    if letter.audience is not Audience.requester:
        return
    await follow(connection, at, letter.case_id, letter.letter, now)
    if letter.letter in ANSWERS:
        await cases.answered(connection, letter.case_id, now)
    if letter.with_data and at.handover is not None:
        # Open until the channel says it is done: after a crash a person sees that it is not.
        case = (await cases.by_ids(connection, [letter.case_id]))[letter.case_id]
        waiting = Hold(letter.case_id, HoldKind.handover, case.due_on)
        await holds.open_holds(connection, [waiting], now)


async def _hold(at: Desk, letter: QueuedLetter, kind: HoldKind, *why: str) -> None:
    """Keep a letter; a person sees to it, but a mail to staff is counted only.

    Of a mail to staff no hold is opened: it would be told by just such a mail.
    """
    now = at.now()
    async with at.register.write() as connection:
        await cases.lock(connection, [letter.case_id] if letter.case_id else [])
        await outbox.hold_back(connection, letter.id, kind)
        if letter.case_id is None or letter.audience is Audience.staff:
            _log.error("A mail to staff was kept back: %s", kind)
            return
        case = (await cases.by_ids(connection, [letter.case_id]))[letter.case_id]
        held = Hold(letter.case_id, kind, case.due_on, reasons=(letter.letter, *why))
        await holds.open_holds(connection, [held], now)


def _composed(at: Desk, letter: QueuedLetter, opened: _Opened) -> Outgoing:
    body = unlock(opened.keys, "letter.body", opened.place, letter.sealed_body)
    attachments = [
        Attachment(filename, content_type, at.vault.get(opened.keys[0], opened.place, item))
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
        envelope_sender=_envelope_sender(at, letter),
        content=content,
    )


def _envelope_sender(at: Desk, letter: QueuedLetter) -> str:
    out, mailbox = at.settings.outgoing, at.settings.controller.email
    if letter.case_id is None or isinstance(out, MaildirOut) or not out.return_addresses:
        return mailbox
    key = maker_of(letter.message_id, at.keyring.message_id_keys)
    return return_address(letter.message_id, mailbox, key)


def _phrase(name: str) -> str:
    return '"' + name.replace("\\", "").replace('"', "") + '"'
