"""The mails that the demo drops into the mailbox, as the company's own server received them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from html import escape
from importlib.resources import files

from deployments.examples.we_support.people import PLANTED, Person

MAILBOX = Address("Wspieramy Talenty", addr_spec="dane@wspieramy.example.com")
OUR_SERVER = "mx.wspieramy.example.com"
"""Writes the headers at the top; `identity.authserv_ids` of the example names it."""

_BETWEEN = timedelta(minutes=17)
_TRANSPORT = timedelta(seconds=4)

_STRANGER = Address("Teodor Niebywały", addr_spec="teodor.niebywaly@example.net")
_AUTHORITY = Address("Departament Skarg", addr_spec="kancelaria@organ-nadzorczy.example.org")
_GARDENER = Address("Szklarnia Pod Dębem", addr_spec="oferty@szklarnia.example.net")


class Expected(StrEnum):
    """What is to become of a message; a copy is sent once colleagues and readers have answered."""

    copy_sent = "copy sent"
    restricted = "restricted"
    exported = "exported"
    stopped = "stopped"
    nothing_held = "nothing held"
    identity_asked = "identity asked"
    approval_asked = "an approver is asked"
    person_reads = "a person reads it"
    no_request = "no request"


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approves a plan in the demo, and the correction that is written for it first.

    Or who looks at texts that may name others, and what is `black_out` in them.
    """

    approver: str
    correction: str = ""
    black_out: str = ""


@dataclass(frozen=True, slots=True)
class DemoMessage:
    """One mail: a short name that tells its story, its bytes, and what is to become of it.

    `received_at` is when the company's server took it: the clock of the law starts then.
    `approval`: what the demo decides; without it what waits goes on waiting. `looked`: who looks at
    what was found, before it is in a copy.
    """

    name: str
    raw: bytes = field(repr=False)
    expected: Expected
    received_at: datetime
    approval: Approval | None = None
    looked: Approval | None = None


@dataclass(frozen=True, slots=True)
class _Draft:
    name: str
    sender: Address
    subject: str
    text: str
    expected: Expected
    authenticated: bool = True
    charset: str = "utf-8"
    with_html: bool = False
    approval: Approval | None = None
    looked: Approval | None = None


def _writes(person: Person) -> Address:
    return Address(person.name, addr_spec=person.email)


_DRAFTS = (
    _Draft(
        "person in every system",
        _writes(PLANTED["everywhere"]),
        "Wniosek o dostęp do danych",
        "everywhere",
        Expected.copy_sent,
        looked=Approval("iod", black_out="crm.notes.text = uczestniczył też dyrektor finansowy"),
    ),
    _Draft(
        "candidate, in English",
        _writes(PLANTED["candidate"]),
        "Access to my personal data",
        "candidate",
        Expected.copy_sent,
        with_html=True,
        looked=Approval("sales"),
    ),
    _Draft(
        "short and without an article",
        _writes(PLANTED["contact"]),
        "pytanie",
        "contact",
        Expected.copy_sent,
        charset="iso-8859-2",
        looked=Approval("secretary"),
    ),
    _Draft(
        "on the mailing list alone",
        _writes(PLANTED["subscriber"]),
        "Moje dane w Państwa bazie",
        "subscriber",
        Expected.copy_sent,
    ),
    _Draft(
        "person nobody knows",
        _STRANGER,
        "Zapytanie o dane osobowe",
        "stranger",
        Expected.nothing_held,
    ),
    _Draft(
        "offer of office plants",
        _GARDENER,
        "Zielone biuro od poniedziałku",
        "offer",
        Expected.no_request,
    ),
    _Draft(
        "sender not proven",
        _writes(PLANTED["unproven"]),
        "Dostęp do danych",
        "unproven",
        Expected.identity_asked,
        authenticated=False,
    ),
    _Draft(
        "wants to be erased",
        _writes(PLANTED["leaver"]),
        "Usunięcie danych",
        "leaver",
        Expected.approval_asked,
        approval=Approval("officer"),
    ),
    _Draft(
        "restriction while we argue",
        _writes(PLANTED["restrictor"]),
        "Ograniczenie przetwarzania",
        "restrictor",
        Expected.restricted,
    ),
    _Draft(
        "takes a career along, in English",
        _writes(PLANTED["mover"]),
        "Data portability",
        "mover",
        Expected.exported,
        looked=Approval("hr"),
    ),
    _Draft(
        "no more offers",
        _writes(PLANTED["fed_up"]),
        "Dość ofert",
        "fed_up",
        Expected.stopped,
    ),
    _Draft(
        "takes consent back, in English",
        _writes(PLANTED["unsubscriber"]),
        "My consent",
        "unsubscriber",
        Expected.approval_asked,
        approval=Approval("marketing"),
    ),
    _Draft(
        "no points, in English",
        _writes(PLANTED["profiled"]),
        "No profiling please",
        "profiled",
        Expected.stopped,
    ),
    _Draft(
        "telephone has changed",
        _writes(PLANTED["corrector"]),
        "Zmiana numeru",
        "corrector",
        Expected.approval_asked,
        approval=Approval(
            "recruitment",
            "portal.accounts.phone = 600 000 934\nrecruitment.candidates.phone = 600 000 934",
        ),
    ),
    _Draft(
        "objects for a reason",
        _writes(PLANTED["objector"]),
        "Sprzeciw",
        "objector",
        Expected.approval_asked,
    ),
    _Draft(
        "the authority asks",
        _AUTHORITY,
        "Wezwanie do złożenia wyjaśnień",
        "authority",
        Expected.person_reads,
    ),
)


def demo_messages(now: datetime) -> list[DemoMessage]:
    """Return the mails of the demo, oldest first, the last one received at `now` (aware)."""
    first_at = now - _BETWEEN * (len(_DRAFTS) - 1)
    return [_message(draft, first_at + _BETWEEN * number) for number, draft in enumerate(_DRAFTS)]


def _message(draft: _Draft, received_at: datetime) -> DemoMessage:
    mail = EmailMessage(policy=SMTP)
    for name, value in _transport_headers(draft, received_at):
        mail[name] = value
    mail["From"] = draft.sender
    mail["To"] = MAILBOX
    mail["Subject"] = draft.subject
    mail["Date"] = format_datetime(received_at - _TRANSPORT)
    mail["Message-ID"] = f"<{draft.text}.{int(received_at.timestamp())}@mail.{draft.sender.domain}>"
    text = _text(draft.text)
    mail.set_content(text, charset=draft.charset)
    if draft.with_html:
        paragraphs = "".join(f"<p>{escape(part)}</p>\n" for part in text.split("\n\n"))
        mail.add_alternative(f"<html><body>\n{paragraphs}</body></html>\n", subtype="html")
        mail.set_boundary(f"=_{draft.text}")
    return DemoMessage(
        draft.name, mail.as_bytes(), draft.expected, received_at, draft.approval, draft.looked
    )


def _transport_headers(draft: _Draft, received_at: datetime) -> Iterable[tuple[str, str]]:
    """Yield what our server wrote on receipt; an unproven sender gets `none` from it."""
    domain = draft.sender.domain
    if draft.authenticated:
        results = (
            f"dkim=pass header.d={domain} header.s=mail; "
            f"spf=pass smtp.mailfrom={domain}; "
            f"dmarc=pass (p=reject) header.from={domain}"
        )
    else:
        results = f"dkim=none; spf=none smtp.mailfrom={domain}; dmarc=none header.from={domain}"
    yield "Return-Path", f"<{draft.sender.addr_spec}>"
    yield "Authentication-Results", f"{OUR_SERVER}; {results}"
    yield (
        "Received",
        (
            f"from mail.{domain} (mail.{domain} [192.0.2.25]) by {OUR_SERVER} with ESMTPS; "
            f"{format_datetime(received_at)}"
        ),
    )


def _text(name: str) -> str:
    return files(__package__).joinpath("mails", f"{name}.txt").read_text(encoding="utf-8")
