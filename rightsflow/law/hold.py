"""What waits for a person: what is asked, who may answer, by what, and what silence does.

A hold never waits for ever: where nobody answers, the case is answered in time with what there
is (Article 12(3) and (4) GDPR). Silence is never taken for a refusal, an approval of anything
that cannot be undone, or a proof of identity.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rightsflow.law.decision import Decision


class HoldKind(StrEnum):
    """What waits for a person."""

    read_message = "read_message"
    right_by_person = "right_by_person"
    authority = "authority"
    identity = "identity"
    identity_reply = "identity_reply"
    candidates = "candidates"
    repeated = "repeated"
    plan_approval = "plan_approval"
    large_copy = "large_copy"
    third_persons = "third_persons"
    consent_missing = "consent_missing"
    extension = "extension"
    fee_reply = "fee_reply"
    restriction = "restriction"
    system_unreachable = "system_unreachable"
    system_failed = "system_failed"
    data_mismatch = "data_mismatch"
    copy_too_large = "copy_too_large"
    unclear_send = "unclear_send"
    letter_refused = "letter_refused"
    letter_bounced = "letter_bounced"
    letter_faulty = "letter_faulty"
    no_address = "no_address"
    handover = "handover"
    recipient_reply = "recipient_reply"
    notice_overdue = "notice_overdue"
    reappeared = "reappeared"
    task_overdue = "task_overdue"


class Answerer(StrEnum):
    """Who may answer: an approver by a decision, the data subject by a reply, or nobody yet."""

    approver = "approver"
    requester = "requester"
    operator = "operator"


class Silence(StrEnum):
    """What happens where nobody answers in time; none of these is silence."""

    carry_on = "carry_on"
    not_identified = "not_identified"
    leave_out = "leave_out"
    tell_what_there_is = "tell_what_there_is"
    fee_stands = "fee_stands"
    lapses = "lapses"
    stays = "stays"


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of hold: who answers it, with which decisions, and what silence does."""

    kind: HoldKind
    answerer: Answerer
    decisions: tuple[Decision, ...]
    silence: Silence


_D = Decision
_READING = (_D.correct_reading, _D.release, _D.extend, _D.refuse, _D.quote_fee)
_BROKEN = (_D.release, _D.extend)
_TOLD = (_D.approve, _D.release, _D.notice_impossible, _D.notice_disproportionate)

HOLDS: tuple[Row, ...] = (
    Row(HoldKind.read_message, Answerer.approver, _READING, Silence.tell_what_there_is),
    Row(HoldKind.right_by_person, Answerer.approver, _READING, Silence.tell_what_there_is),
    # An authority's letter has a time limit of its own, and no machine answers it.
    Row(HoldKind.authority, Answerer.approver, (_D.release,), Silence.stays),
    Row(HoldKind.identity, Answerer.approver,
        (_D.identity_confirmed, _D.identity_not_confirmed, _D.correct_reading, _D.extend),
        Silence.not_identified),
    Row(HoldKind.identity_reply, Answerer.requester,
        (_D.identity_confirmed, _D.identity_not_confirmed, _D.suspend),
        Silence.not_identified),
    Row(HoldKind.candidates, Answerer.approver,
        (_D.identity_confirmed, _D.identity_not_confirmed, _D.extend),
        Silence.not_identified),
    # Recognised and shown, never refused by the machine: in silence the copy is free of charge.
    Row(HoldKind.repeated, Answerer.approver,
        (_D.approve, _D.quote_fee, _D.refuse, _D.refuse_partly, _D.extend),
        Silence.carry_on),
    Row(HoldKind.plan_approval, Answerer.approver,
        (_D.approve, _D.refuse_partly, _D.refuse, _D.quote_fee, _D.extend, _D.correct_reading,
         _D.release),
        Silence.tell_what_there_is),
    # Asked about its scope or not: in silence everything is sent.
    Row(HoldKind.large_copy, Answerer.approver,
        (_D.approve, _D.ask_scope, _D.refuse_partly, _D.refuse, _D.quote_fee, _D.extend),
        Silence.carry_on),
    # Only who reads a text knows whom it names: in silence it stays out (Article 15(4)).
    Row(HoldKind.third_persons, Answerer.approver, (_D.approve, _D.release, _D.extend),
        Silence.leave_out),
    # Consent has to be shown (Article 7(1)): what was entered without it has no ground, and that
    # does not end with the answer to what was asked.
    Row(HoldKind.consent_missing, Answerer.approver, (_D.release,), Silence.stays),
    Row(HoldKind.extension, Answerer.approver, (_D.extend, _D.release), Silence.lapses),
    Row(HoldKind.fee_reply, Answerer.requester, (_D.approve, _D.release), Silence.fee_stands),
    Row(HoldKind.restriction, Answerer.approver, (_D.lift_restriction,), Silence.stays),
    Row(HoldKind.system_unreachable, Answerer.operator, _BROKEN, Silence.tell_what_there_is),
    Row(HoldKind.system_failed, Answerer.approver, _BROKEN, Silence.tell_what_there_is),
    # What was left over may be removed by hand where no program sees it, or stay on a ground.
    Row(HoldKind.data_mismatch, Answerer.approver,
        (_D.release, _D.approve, _D.refuse_partly, _D.extend),
        Silence.tell_what_there_is),
    Row(HoldKind.copy_too_large, Answerer.approver, _BROKEN, Silence.tell_what_there_is),
    Row(HoldKind.unclear_send, Answerer.approver, (_D.approve, _D.release),
        Silence.tell_what_there_is),
    Row(HoldKind.letter_refused, Answerer.approver, (_D.release,), Silence.tell_what_there_is),
    Row(HoldKind.letter_bounced, Answerer.approver,
        (_D.release, _D.identity_not_confirmed), Silence.stays),
    Row(HoldKind.letter_faulty, Answerer.approver, (_D.release,), Silence.tell_what_there_is),
    Row(HoldKind.no_address, Answerer.approver, (_D.release,), Silence.stays),
    Row(HoldKind.handover, Answerer.operator, (_D.release,), Silence.stays),
    # Article 19: only a person finds that a recipient cannot be told, or has done its part.
    Row(HoldKind.recipient_reply, Answerer.approver, _TOLD, Silence.stays),
    Row(HoldKind.notice_overdue, Answerer.approver, _TOLD, Silence.stays),
    # Somebody who was erased or objected stands in a system again: nobody asked, no date runs.
    Row(HoldKind.reappeared, Answerer.approver, (_D.release,), Silence.stays),
    Row(HoldKind.task_overdue, Answerer.approver, _BROKEN, Silence.tell_what_there_is),
)  # fmt: skip
"""One row for each kind."""

DONE_BY_HAND = frozenset(
    {HoldKind.right_by_person, HoldKind.plan_approval, HoldKind.copy_too_large}
)
"""Holds whose release tells the person what somebody did by hand."""

ASKED_AGAIN = frozenset(
    {HoldKind.system_unreachable, HoldKind.system_failed, HoldKind.data_mismatch}
)
"""Holds whose release asks the system again."""

LEFT_IN = "left in "
"""How the reason of a `data_mismatch` begins that names where something was left over."""


ON_A_REST = frozenset({Decision.approve, Decision.refuse_partly})
"""Decisions that a `data_mismatch` takes only where something was left over."""


def place_left(reason: str) -> str | None:
    """Return the place that a reason names, or None if it is no such reason."""
    return reason.removeprefix(LEFT_IN) if reason.startswith(LEFT_IN) else None


def left_in(reasons: Iterable[str]) -> tuple[str, ...]:
    """Return the places that the reasons of a hold name; none: nothing was left over."""
    return tuple(place for one in reasons if (place := place_left(one)) is not None)


_BY_KIND = {row.kind: row for row in HOLDS}


def row_of(kind: HoldKind) -> Row:
    """Return the row of a kind of hold."""
    return _BY_KIND[kind]
