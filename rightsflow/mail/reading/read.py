"""One raw message, read: `read_message` is a pure function of its bytes.

The order of the questions matters, and is that of `judging.KINDS`. Headers decide only whether
a machine may answer; what the message says decides what it is.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, Final

from rightsflow.canonical import canonical_email
from rightsflow.mail.reading import limits
from rightsflow.mail.reading.authentication import parse_results
from rightsflow.mail.reading.auto import MAILING, Envelope, return_path, why_not_auto
from rightsflow.mail.reading.bounce import read_bounce
from rightsflow.mail.reading.enclosed import hides_letter, may_be_letter
from rightsflow.mail.reading.identifiers import find_identifiers
from rightsflow.mail.reading.identity_scans import signed
from rightsflow.mail.reading.judging import Judgement, judge
from rightsflow.mail.reading.letter import Letter, letter_of
from rightsflow.mail.reading.lexicon import lexicon
from rightsflow.mail.reading.model import Kind, PersonReason, Reading
from rightsflow.mime.bounded import Unreadable
from rightsflow.mime.flaw import Flaw
from rightsflow.mime.headers import Headers
from rightsflow.mime.parts import Parts, header_of, take_apart

_ONCE: Final = ("date", "message-id", "sender", "subject")
"""Fields that may occur once (RFC 5322 3.6); two of them are two stories."""

_ANSWERED: Final = frozenset({Kind.request, Kind.follow_up})
"""Kinds of message that are acknowledged at all."""

_MACHINES: Final = frozenset({Kind.bounce, Kind.auto_reply})

TOLD_BY_MACHINE: Final = "told_by_machine"
"""Forbids an automatic answer to a text that says that a program wrote it (RFC 3834, section 2)."""

NOTHING_TO_ANSWER: Final = "nothing_to_answer"
"""Forbids an automatic answer where no request was recognised."""


def read_message(raw: bytes, *, region: str = "PL", own_addresses: Collection[str] = ()) -> Reading:
    """Return what the intake makes of a message; never raises because of the message.

    `region` is the country of telephone numbers without a country code (ISO 3166);
    `own_addresses` are the controller's mailboxes, whose mail is never answered by a machine.
    """
    own = frozenset(filter(None, map(canonical_email, own_addresses)))
    try:
        return _read(raw, region, own)
    except Unreadable as problem:
        return unreadable(raw, PersonReason(problem.flaw))
    except Exception:  # noqa: BLE001 - a stranger's bytes find every defect of every parser
        return unreadable(raw, PersonReason.parser_failed)


def unreadable(raw: bytes, reason: PersonReason) -> Reading:
    """Return the reading of a message that cannot be read: what its header says, and why."""
    try:
        known = _header_facts(header_of(raw))
    except Exception:  # noqa: BLE001 - as above; the header alone may be the hostile part
        known = {}
    return Reading(
        kind=Kind.unreadable, needs_person=(reason,), why_not_auto=("unreadable",), **known
    )


def _read(raw: bytes, region: str, own: frozenset[str]) -> Reading:
    parts = take_apart(raw)
    facts = _header_facts(parts.headers)
    bounce = read_bounce(parts, raw)
    letter = letter_of(parts, facts["subject_line"], own)
    envelope = Envelope(parts.headers, facts["sender"], own, facts["authentication"])
    forbidden = why_not_auto(envelope)
    judgement = judge(letter, envelope, facts, forbidden, is_bounce=bounce is not None)
    judgement = _with_enclosed(judgement, parts, letter, forbidden)
    reading = Reading(
        kind=judgement.kind,
        language=letter.language,
        rights=judgement.rights,
        evidence=judgement.evidence,
        needs_person=_reasons(parts.flaws, parts.headers, judgement),
        confirms=judgement.confirms,
        reply_word=judgement.reply_word,
        marketing=judgement.marketing,
        passes_on=bool(letter.passed_on),
        body_text=letter.body,
        quoted_text=letter.quoted,
        attachments=signed(parts, f"{letter.subject}\n\n{letter.body}"),
        bounce=bounce,
        **facts,
    )
    reading = replace(reading, identifiers=_identifiers(letter, reading, region))
    refused = (*forbidden, *_refused(judgement))
    return replace(reading, why_not_auto=refused, may_auto_answer=not refused)


def _refused(judgement: Judgement) -> Iterator[str]:
    """Yield why what the message says, beside its header, forbids an automatic answer."""
    if judgement.by_machine:
        yield TOLD_BY_MACHINE
    if judgement.kind not in _ANSWERED:
        yield NOTHING_TO_ANSWER


def _with_enclosed(
    judgement: Judgement, parts: Parts, letter: Letter, forbidden: tuple[str, ...]
) -> Judgement:
    """Return the judgement with what is attached and may be the letter, or hide it.

    What is called a request is one until a person has looked, and is acknowledged like one.
    """
    if judgement.kind in _MACHINES or not MAILING.isdisjoint(forbidden):
        return judgement
    found = [*judgement.reasons, *hides_letter(parts)]
    if not judgement.rights:
        found += may_be_letter(parts, is_empty=not letter.body)
    attached = PersonReason.request_attached in found
    asks = attached and judgement.kind is Kind.not_a_request
    return replace(
        judgement,
        kind=Kind.request if asks else judgement.kind,
        reasons=tuple(dict.fromkeys(found)),
    )


def _header_facts(headers: Headers) -> dict[str, Any]:
    authors = headers.authors()
    single = authors[0] if len(authors) == 1 else None
    ids = headers.message_ids("message-id")
    replies = [address for _, address in headers.mailboxes("reply-to") if address]
    return {
        "sender": (single[1] or None) if single else None,
        "sender_name": single[0] if single else "",
        "reply_to": replies[0] if replies else None,
        "subject_line": headers.first("subject"),
        "message_id": ids[0] if ids else None,
        "in_reply_to": headers.message_ids("in-reply-to"),
        "references": headers.message_ids("references"),
        "date_header": headers.first("date") or None,
        "return_path": return_path(headers),
        "authentication": parse_results(headers.all("authentication-results")),
    }


def _identifiers(letter: Letter, reading: Reading, region: str) -> Any:  # noqa: ANN401
    if reading.kind is Kind.bounce:
        return ()
    author = (reading.sender_name, reading.sender) if reading.sender else None
    words = lexicon(letter.read_as)
    body = letter.body[: limits.BODY_CHARS]
    return find_identifiers(body, reading.subject_line, author, words, region)


def _reasons(flaws: list[Flaw], headers: Headers, judgement: Judgement) -> tuple[PersonReason, ...]:
    reasons = dict.fromkeys(map(PersonReason, flaws))
    if judgement.kind is Kind.bounce:
        return tuple(reasons)
    authors = headers.authors()
    if headers.count("from") > 1 or len(authors) > 1:
        reasons[PersonReason.several_senders] = None
    elif not authors or not authors[0][1]:
        reasons[PersonReason.no_sender] = None
    if any(headers.count(name) > 1 for name in _ONCE):
        reasons[PersonReason.header_repeated] = None
    reasons.update(dict.fromkeys(judgement.reasons))
    return tuple(reasons)
