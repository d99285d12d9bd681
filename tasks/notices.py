"""Telling recipients what was done to the data (Article 19 GDPR)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.canonical import canonical_email
from rightsflow.datamap.recipients import Recipient
from rightsflow.law.notice import NoticeDeed, NoticeState, RecipientRole, enough, role_row
from rightsflow.law.subject import Identifier
from rightsflow.letters.recipients.audit import notice_faults
from rightsflow.letters.recipients.contexts import Correction, RecipientNotice
from rightsflow.letters.recipients.render import render_notice
from rightsflow.register import notices
from rightsflow.register.case_requests import Request
from rightsflow.register.journal import Entry, note
from rightsflow.register.notices import NewNotice, Notice
from tasks.desk import Desk
from tasks.noticepost import NoticeDraft, post_notices, seal_body
from tasks.person import Person


@dataclass(frozen=True, slots=True)
class Told:
    """A recipient and what it is told: what was done, when, to which data of whom.

    `what` are titles of categories or fields in the recipient's language; of a rectification
    `corrections` instead. `identifiers` are those that this recipient knows already, and no
    others: of them no more is told than it needs.
    """

    recipient: Recipient
    deed: NoticeDeed
    done_on: date
    what: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    identifiers: tuple[Identifier, ...] = field(default=(), repr=False)


class WhyByPerson(StrEnum):
    """Why no letter goes to a recipient by itself."""

    no_name = "no_name"
    no_address = "no_address"
    own_address = "own_address"
    no_identifier = "no_identifier"
    letter_faulty = "letter_faulty"


@dataclass(frozen=True, slots=True)
class ByPerson:
    """A recipient whom a person has to tell; its notice is there, and waits as `queued`."""

    notice_id: int
    told: Told
    answer_by_on: date
    why: WhyByPerson


async def queue_notices(
    connection: AsyncConnection, at: Desk, person: Person, request: Request, told: Sequence[Told]
) -> tuple[ByPerson, ...]:
    """Queue one notice for each recipient and deed; return those whom a person has to tell.

    Called once all that a request wants is done and verified, in the caller's transaction, which
    holds the row of the case. Repeating it queues nothing twice and returns only what is new: the
    tasks for people belong into the same transaction.
    """
    drafts, by_person = [], []
    for one in told:
        row = _row(at, person, request, one)
        made = await notices.queue(connection, [row], at.now())
        for notice_id in made:
            others = {other.recipient.name for other in told} - {one.recipient.name, ""}
            ready = _draft(at, person, notice_id, one, others)
            if isinstance(ready, NoticeDraft):
                drafts.append(ready)
            else:
                by_person.append(ByPerson(notice_id, one, row.answer_by_on, ready))
                detail = {"notice": f"N-{notice_id}", "why": ready}
                entry = Entry(person.case.id, "notice_by_person", detail)
                await note(connection, [entry], at.now())
    await post_notices(connection, at, person, drafts)
    return tuple(by_person)


async def told_by_person(
    connection: AsyncConnection, at: Desk, notice_id: int, to: NoticeState, by: str
) -> bool:
    """Note that a person told a recipient (`sent`), or what it answered; False if no such move.

    What is sent that way is answered within the days of the recipient's role from today.
    """
    one = await notices.by_id(connection, notice_id)
    if one is None:
        return False
    days = {"answer_by_on": _answer_by(at, one.role)} if to is NoticeState.sent else {}
    return await notices.move(connection, one, to, at.now(), by=by, **days)


def _row(at: Desk, person: Person, request: Request, one: Told) -> NewNotice:
    who = one.recipient
    body: dict[str, Any] = {
        "name": who.name,
        "email": who.email,
        "language": who.language,
        "systems": list(who.systems),
        "done_on": one.done_on.isoformat(),
        "what": list(one.what),
        "corrections": [[c.title, c.old, c.new] for c in one.corrections],
    }
    return NewNotice(
        case_id=person.case.id,
        request_id=request.id,
        recipient_index=at.keyring.index(who.key),
        role=who.role,
        deed=one.deed,
        answer_by_on=_answer_by(at, who.role),
        sealed_body=seal_body(person, body),
    )


def _draft(
    at: Desk, person: Person, notice_id: int, one: Told, others: set[str]
) -> NoticeDraft | WhyByPerson:
    """Return the letter, or why a person has to tell the recipient."""
    who, known = one.recipient, enough(one.identifiers)
    if not who.name:
        return WhyByPerson.no_name
    if who.email is None or canonical_email(who.email) is None:
        return WhyByPerson.no_address
    if who.email in _own_addresses(at, person):
        return WhyByPerson.own_address
    if not known:
        return WhyByPerson.no_identifier
    context = RecipientNotice(
        controller=at.settings.controller,
        case_number=person.case.number,
        recipient=who.name,
        role=who.role,
        deed=one.deed,
        done_on=one.done_on,
        answer_by_on=_answer_by(at, who.role),
        today_on=at.today(),
        has=who.has,
        what=one.what,
        corrections=one.corrections,
        identifiers=known,
    )
    rendered = render_notice(context, who.language)
    if notice_faults(context, who.language, rendered, others):
        return WhyByPerson.letter_faulty
    return NoticeDraft(
        notice_id, context, rendered, who.language, who.email, with_data=True,
        once=f"notice:{notice_id}",
    )  # fmt: skip


def _own_addresses(at: Desk, person: Person) -> set[str | None]:
    """Return addresses at which no recipient is: our own, and the person's."""
    who, controller = person.requester, at.settings.controller
    own = (controller.email, controller.officer.email)
    return {*map(canonical_email, own), who.address, who.replied_from, who.confirmed_address}


def _answer_by(at: Desk, role: RecipientRole) -> date:
    return at.today() + timedelta(days=role_row(role).answer_within_days)


def answer_by(at: Desk, one: Notice) -> date:
    """Return by when an answer is wanted if it is waited for anew from today."""
    return _answer_by(at, one.role)
