"""Acknowledging what came in, unless the message itself says that no machine may answer."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.identity import Authentication
from rightsflow.law.reception import Reception
from rightsflow.law.right import Right
from rightsflow.letters.check import FaultyLetter, checked
from rightsflow.letters.choose import Letter
from rightsflow.letters.context import Acknowledgement, Frame
from rightsflow.register import holds, written
from rightsflow.register.cases import Case
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.requester import Requester
from tasks.desk import Desk
from tasks.id_scans import scans_in
from tasks.message import Message
from tasks.post import Draft, post

_DAY = timedelta(days=1)


def frame_of(at: Desk, case: Case, rights: Sequence[Right], *, marketing: bool = False) -> Frame:
    """Return what every letter of a case says; `marketing`: its objection is to marketing."""
    controller = at.settings.controller
    return Frame(
        controller=controller,
        language=case.language,
        case_number=case.number,
        received_at=case.received_at,
        due_on=case.due_on,
        rights=tuple(rights),
        today_on=at.today(),
        marketing=marketing,
    )


async def acknowledge(
    connection: AsyncConnection,
    at: Desk,
    opened: Sequence[tuple[Case, Message, Requester, bytes]],
) -> None:
    """Queue the acknowledgements of new cases within the transaction that opens them.

    Known and unknown writers get the same letter: asking must not tell who is on file.
    """
    indexes = {r.address: at.keyring.index(r.address) for _, _, r, _ in opened if r.address}
    recent = await written.recent_to(connection, list(indexes.values()), at.now() - _DAY)
    drafts, silent, faulty = [], [], []
    for case, message, requester, key in opened:
        index = indexes.get(requester.address or "")
        reason = _why_not(at, requester, recent.get(index, 0) if index else 0)
        if reason or index is None:
            silent.append(Entry(case.id, "not_acknowledged", {"why": reason}))
            continue
        recent[index] = recent.get(index, 0) + 1
        sure = message.reception is Reception.new_case
        context = Acknowledgement(
            frame_of(at, case, message.reading.rights, marketing=message.reading.marketing),
            sure=sure,
            scan_hours=at.settings.retention.id_scan_hours
            if scans_in(at, message, case.id)
            else None,
        )
        try:
            rendered = checked(Letter.acknowledgement, context)
        except FaultyLetter as error:
            # A letter fetched after its due date, say: the case is opened all the same.
            faulty.append(
                Hold(case.id, HoldKind.letter_faulty, case.due_on, reasons=tuple(error.codes))
            )
            continue
        drafts.append(
            Draft(
                case=case,
                key=key,
                letter=Letter.acknowledgement,
                rendered=rendered,
                language=case.language,
                recipient=requester.address or "",
                thread=requester,
            )
        )
    await note(connection, silent, at.now())
    await holds.open_holds(connection, faulty, at.now())
    await post(connection, at, drafts)


def _why_not(at: Desk, requester: Requester, recent: int) -> str:
    if requester.address is None:
        return "no_single_address"
    if not requester.answerable:
        return "message_forbids_it"
    if requester.authentication is Authentication.failed:
        return "sender_not_authentic"
    if recent >= at.settings.pace.automatic_letters_per_address_per_day:
        return "too_many_letters"
    return ""
