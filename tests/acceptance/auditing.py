"""Every letter that left, judged by its words alone, as whoever received it could."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from rightsflow.law.deadline import due_on
from rightsflow.law.notice import NoticeDeed, RecipientRole
from rightsflow.law.right import Right
from rightsflow.letters.audit import Facts, audit
from rightsflow.letters.choose import Letter
from rightsflow.letters.recipients.audit import NoticeFacts, audit_notice
from rightsflow.letters.recipients.contexts import RecipientLetter
from rightsflow.register.deed_tables import notice
from rightsflow.register.tables import case, fee, journal, letter, request
from rightsflow.register.types import Audience
from rightsflow.settings import Controller, read_settings

_COPIES = frozenset({Letter.access_reply, Letter.partial_refusal})
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Register:
    """What the register knows of the letters and of the cases that they belong to."""

    controller: Controller
    letters: Mapping[str, _Row]
    cases: Mapping[int, _Row]
    requests: Sequence[_Row]
    fees: Sequence[_Row]
    notices: Mapping[int, _Row]
    extended: Sequence[_Row]


async def faults_in(
    folder: Path, register_url: str, sent: Sequence[EmailMessage]
) -> list[tuple[str, str]]:
    """Return case and code of everything that is wrong with letters to data subjects.

    Raises `KeyError` for one that the register does not know.
    """
    engine = create_async_engine(register_url)
    async with engine.connect() as connection:
        known = await _known(connection, read_settings(folder).controller)
    await engine.dispose()
    return [(f"{one['Subject']}", code) for one in sent for code in _faults(known, one)]


async def _known(connection: AsyncConnection, controller: Controller) -> Register:
    async def rows(table: Table) -> list[_Row]:
        return [dict(row) for row in (await connection.execute(select(table))).mappings()]

    return Register(
        controller=controller,
        letters={row["message_id"]: row for row in await rows(letter)},
        cases={row["id"]: row for row in await rows(case)},
        requests=await rows(request),
        fees=await rows(fee),
        notices={row["id"]: row for row in await rows(notice)},
        extended=[row for row in await rows(journal) if row["event"] == "extended"],
    )


def _faults(known: Register, one: EmailMessage) -> tuple[str, ...]:
    row = known.letters[str(one["Message-ID"])]
    if row["audience"] == Audience.recipient:
        return _recipient_faults(known, row, one)
    assert row["audience"] == Audience.requester, "a mail to staff reached nobody else"
    return audit(
        Letter(row["letter"]),
        row["language"],
        str(one["Subject"]),
        _body(one, "plain"),
        _body(one, "html"),
        facts=_facts(known, row, one),
    )


def _recipient_faults(known: Register, row: _Row, one: EmailMessage) -> tuple[str, ...]:
    """Judge a letter to a recipient; whose name it bears is sealed, and told by its own words."""
    its, zone = known.notices[row["notice_id"]], known.controller.zone
    facts = NoticeFacts(
        controller=known.controller,
        case_number=known.cases[row["case_id"]]["number"],
        recipient="",
        role=RecipientRole(its["role"]),
        deed=NoticeDeed(its["deed"]),
        answer_by_on=its["answer_by_on"],
        today_on=parsedate_to_datetime(str(one["Date"])).astimezone(zone).date(),
    )
    plain, page = _body(one, "plain"), _body(one, "html")
    kind = RecipientLetter(row["letter"])
    return audit_notice(kind, row["language"], str(one["Subject"]), plain, page, facts=facts)


def _body(one: EmailMessage, kind: str) -> str:
    part = one.get_body((kind,))
    assert part is not None, f"every letter has a {kind} part"
    content: str = part.get_content()
    return content


def _facts(known: Register, row: _Row, one: EmailMessage) -> Facts:
    """Return what was known when the letter was written; times of the register are later."""
    its, written_at = known.cases[row["case_id"]], parsedate_to_datetime(str(one["Date"]))
    asked = [r for r in known.requests if r["case_id"] == its["id"] and r["dropped_at"] is None]
    quoted = [f for f in known.fees if f["case_id"] == its["id"] and f["quoted_at"] <= written_at]
    kind = Letter(row["letter"])
    return Facts(
        controller=known.controller,
        case_number=its["number"],
        received_at=its["received_at"],
        due_on=_due_on(known, its, written_at),
        today_on=written_at.astimezone(known.controller.zone).date(),
        rights=tuple(Right(one["right"]) for one in asked),
        marketing=any(one["marketing"] for one in asked),
        priced=kind is Letter.reminder and bool(quoted),
        paid=kind in _COPIES and any(f["answer"] == "accepted" for f in quoted),
        given=frozenset({str(one["To"])}),
    )


def _due_on(known: Register, its: _Row, at: datetime) -> date:
    """Return the date that stood at a moment: the law's own, or that of an extension sent."""
    who = known.controller
    moved = [
        date.fromisoformat(row["detail"]["due_on"])
        for row in known.extended
        if row["case_id"] == its["id"] and row["at"] <= at
    ]
    return moved[-1] if moved else due_on(its["received_at"], who.zone, who.country)
