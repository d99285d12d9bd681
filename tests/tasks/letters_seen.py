"""Letters as a test reads them out of the outbox: unsealed, and audited on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.notice import NoticeDeed, RecipientRole
from rightsflow.law.right import Right
from rightsflow.letters.audit import Facts, audit
from rightsflow.letters.choose import Letter
from rightsflow.letters.recipients.audit import NoticeFacts, audit_notice
from rightsflow.letters.recipients.contexts import RecipientLetter
from rightsflow.register import case_requests, cases, fees
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case
from rightsflow.register.deed_tables import notice
from rightsflow.register.fees import FeeAnswer
from rightsflow.register.keyring import STAFF
from rightsflow.register.sealed import unlock
from rightsflow.register.tables import letter
from rightsflow.register.types import Audience
from tasks.desk import Desk

_ABOUT_ALL = frozenset({Letter.refusal, Letter.person_reply, Letter.overdue_apology})
"""Letters that have to name every right of their case."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A letter of the outbox; `kind` is the name of its template."""

    id: int
    case_id: int | None
    kind: str
    audience: Audience
    state: str
    message_id: str
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    with_data: bool
    queued_at: datetime
    once: str
    notice_id: int | None = None


async def letters_of(at: Desk) -> list[Seen]:
    """Return every letter of the outbox, the oldest first."""
    async with at.register.read() as connection:
        rows = (await connection.execute(select(letter).order_by(letter.c.id))).all()
        of = await cases.by_ids(connection, [row.case_id for row in rows if row.case_id])
    return [await _seen(at, row, of) for row in rows]


async def _seen(at: Desk, row: Any, of: dict[int, Case]) -> Seen:  # noqa: ANN401 - a row
    place = of[row.case_id].number if row.case_id else STAFF
    body = unlock(await at.keyring.key(row.key_scope), "letter.body", place, row.sealed_body)
    return Seen(
        row.id, row.case_id, row.letter, Audience(row.audience), row.state, row.message_id,
        body["recipient"], body["subject"], body["text"], body["html"], row.language,
        row.with_data, row.queued_at, row.once or "", row.notice_id,
    )  # fmt: skip


async def faults_of(at: Desk, seen: Seen) -> tuple[str, ...]:
    """Return what is wrong with the words of a letter to a data subject or to a recipient."""
    if seen.audience is Audience.staff or seen.case_id is None:
        return ()
    if seen.audience is Audience.recipient:
        return await _recipient_faults(at, seen, seen.case_id)
    async with at.register.read() as connection:
        facts = await _facts(connection, at, seen, seen.case_id)
    kind = Letter(seen.kind)
    return audit(kind, seen.language, seen.subject, seen.text, seen.html, facts=facts)


async def _recipient_faults(at: Desk, seen: Seen, case_id: int) -> tuple[str, ...]:
    """Judge a letter to a recipient by its notice, and by the names of all others of the case."""
    async with at.register.read() as connection:
        case = (await cases.by_ids(connection, [case_id]))[case_id]
        of = await connection.execute(select(notice).where(notice.c.case_id == case_id))
        rows = {row.id: row for row in of}
    key, zone = await at.keyring.key(case.key_scope), at.settings.controller.zone
    names = {
        row.id: unlock(key, "notice.body", case.number, row.sealed_body)["name"]
        for row in rows.values()
    }
    assert seen.notice_id is not None
    row, own = rows[seen.notice_id], names[seen.notice_id]
    facts = NoticeFacts(
        controller=at.settings.controller,
        case_number=case.number,
        recipient=own,
        role=RecipientRole(row.role),
        deed=NoticeDeed(row.deed),
        answer_by_on=row.answer_by_on,
        today_on=seen.queued_at.astimezone(zone).date(),
        others=frozenset(names.values()) - {own, ""},
    )
    kind = RecipientLetter(seen.kind)
    return audit_notice(kind, seen.language, seen.subject, seen.text, seen.html, facts=facts)


async def _facts(connection: AsyncConnection, at: Desk, seen: Seen, case_id: int) -> Facts:
    case = (await cases.by_ids(connection, [case_id]))[case_id]
    asked = (await case_requests.requests_of(connection, [case_id]))[case_id]
    quoted = await fees.of_case(connection, case_id)
    kind = Letter(seen.kind)
    return Facts(
        controller=at.settings.controller,
        case_number=case.number,
        received_at=case.received_at,
        due_on=case.due_on,
        today_on=seen.queued_at.astimezone(at.settings.controller.zone).date(),
        rights=_rights(asked) if kind in _ABOUT_ALL else (),
        marketing=any(request.marketing for request in asked),
        priced=kind is Letter.reminder and seen.once.endswith(Letter.fee_quote),
        paid=kind in {Letter.access_reply, Letter.partial_refusal}
        and any(one.answer is FeeAnswer.accepted for one in quoted),
        given=frozenset({seen.recipient}) if kind is Letter.nothing_held else frozenset(),
    )


def _rights(asked: Sequence[Request]) -> tuple[Right, ...]:
    return tuple(request.right for request in asked)
