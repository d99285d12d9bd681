"""What kind of message it is, and why a person should look.

`KINDS` is read from the top; the first row whose test holds names the kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rightsflow.law.reception import ReplyWord
from rightsflow.law.right import Right
from rightsflow.mail.reading.authority import is_about_proceeding, is_from_authority
from rightsflow.mail.reading.auto import AUTO_REPLY, MAILING, Envelope
from rightsflow.mail.reading.bounce import is_receipt
from rightsflow.mail.reading.doubts import is_doubtful
from rightsflow.mail.reading.found import Found
from rightsflow.mail.reading.language import OTHER, speaks_of_data
from rightsflow.mail.reading.letter import Letter
from rightsflow.mail.reading.matter import Matter
from rightsflow.mail.reading.model import Evidence, Kind, PersonReason
from rightsflow.mail.reading.sentences import sentences
from rightsflow.mail.reading.weighing import read_rights

_FEW_WORDS: Final = 3
"""Fewer words than this are in no language."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The kind, what is asked, and the reasons for a person."""

    kind: Kind
    rights: tuple[Right, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[PersonReason, ...] = ()
    confirms: bool | None = None
    reply_word: ReplyWord | None = None
    marketing: bool = False
    by_machine: bool = False


def _is_authority(matter: Matter) -> bool:
    facts = matter.facts
    if is_from_authority(facts["sender"], facts["sender_name"]):
        return True
    return matter.complains_to_authority or is_about_proceeding(matter.folded, matter.words)


def _is_auto_reply(matter: Matter) -> bool:
    if is_receipt(matter.envelope.headers) or matter.is_titled_by_machine:
        return True
    if matter.found.evidence or matter.says("e_delivery"):
        return False
    return not AUTO_REPLY.isdisjoint(matter.forbidden) or matter.is_away


def _is_follow_up(matter: Matter) -> bool:
    if matter.found.evidence or not MAILING.isdisjoint(matter.forbidden):
        return False
    if matter.confirms is not None or matter.reply_word is ReplyWord.withdraws_request:
        return True
    if matter.is_reminder and (matter.says("our_case") or matter.says("own_data")):
        return True
    return matter.is_in_thread and not matter.is_thanks and not matter.is_empty


def _is_foreign_request(matter: Matter) -> bool:
    text = f"{matter.letter.subject}\n{matter.letter.body}"
    return matter.letter.language == OTHER and speaks_of_data(text)


KINDS: Final[tuple[tuple[Kind, Callable[[Matter], bool]], ...]] = (
    (Kind.bounce, lambda matter: matter.is_bounce),
    (Kind.authority, _is_authority),
    (Kind.auto_reply, _is_auto_reply),
    # A mailing that names rights asks for none; a tool's letter to us does, in bulk or not.
    (Kind.request, lambda matter: bool(matter.found.evidence or matter.found.disputed)),
    (Kind.follow_up, _is_follow_up),
    (Kind.request, _is_foreign_request),
    (Kind.request, lambda matter: matter.is_unclear),
    (Kind.unreadable, lambda matter: matter.is_empty and matter.has_more),
)
"""The kinds in the order in which they are tried; what is none of them is no request."""


def _says(topic: str) -> Callable[[Matter], bool]:
    return lambda matter: matter.says(topic)


REASONS: Final[tuple[tuple[PersonReason, Callable[[Matter], bool]], ...]] = (
    (PersonReason.breach_report, _says("breach")),
    (PersonReason.complaint, lambda matter: matter.complains),
    (PersonReason.representative, _says("representative")),
    (PersonReason.minor, _says("minor")),
    (PersonReason.employee_document, _says("employee_document")),
    (PersonReason.e_delivery, _says("e_delivery")),
)
"""What a letter says that sends it to a person."""

_LOOKED_AT: Final = frozenset({Kind.request, Kind.follow_up, Kind.not_a_request, Kind.authority})


def judge(
    letter: Letter,
    envelope: Envelope,
    facts: Mapping[str, Any],
    forbidden: tuple[str, ...],
    *,
    is_bounce: bool,
) -> Judgement:
    """Return what the message is; `facts` are the fields of the header, `forbidden` its rules."""
    matter = Matter(letter, envelope, facts, frozenset(forbidden), is_bounce)
    kind = next((kind for kind, holds in KINDS if holds(matter)), Kind.not_a_request)
    if kind is Kind.bounce or kind is Kind.auto_reply:
        return Judgement(kind)
    asked = matter.found if kind is Kind.request else Found()
    return Judgement(
        kind,
        asked.rights,
        tuple(asked.evidence),
        _reasons(matter, kind, asked),
        matter.confirms,
        matter.reply_word,
        asked.marketing,
        matter.is_by_machine,
    )


def _reasons(matter: Matter, kind: Kind, asked: Found) -> tuple[PersonReason, ...]:
    reasons: list[PersonReason] = []
    if kind is Kind.authority:
        reasons.append(PersonReason.authority)
    if kind in _LOOKED_AT and MAILING.isdisjoint(matter.forbidden):
        reasons.extend(reason for reason, holds in REASONS if holds(matter))
    if kind is Kind.request and (not asked.evidence or is_doubtful(matter, asked)):
        reasons.append(PersonReason.unclear_request)
    if asked.evidence and asked is matter.passed_on_found:
        reasons.append(PersonReason.forwarded)
    if matter.letter.language == OTHER and len(matter.folded.split()) >= _FEW_WORDS:
        reasons.append(PersonReason.other_language)
    if _forms_differ(matter, asked):
        reasons.append(PersonReason.text_and_html_differ)
    if matter.is_empty and matter.letter.has_attachments:
        reasons.append(PersonReason.attachment_only)
    elif matter.is_empty and not matter.has_more:
        reasons.append(PersonReason.empty)
    return tuple(reasons)


def _forms_differ(matter: Matter, asked: Found) -> bool:
    """Say whether the HTML form of the letter asks for other rights than the plain form."""
    if not matter.letter.other_form:
        return False
    other = read_rights([*matter.titles, *sentences(matter.letter.other_form)], matter.words)
    return set(other.rights) != set(asked.rights)
