"""Which decision on which hold brings about what: a table."""

from collections.abc import Awaitable, Callable, Mapping

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from tasks.decisions import (
    by_hand,
    fee,
    identity,
    notice,
    others,
    plan,
    reading,
    refusal,
    residue,
    task,
    technical,
    time,
)
from tasks.effect import Deciding, Effect

Carry = Callable[[Deciding], Awaitable[Effect]]

_ON_ANY: Mapping[Decision, Carry] = {
    Decision.approve: plan.approve,
    Decision.correct_reading: reading.correct,
    Decision.identity_confirmed: identity.confirm,
    Decision.identity_not_confirmed: identity.not_confirmed,
    Decision.suspend: identity.suspend,
    Decision.ask_scope: plan.ask_scope,
    Decision.extend: time.extend,
    Decision.quote_fee: fee.quote_fee,
    Decision.refuse: refusal.refuse,
    Decision.refuse_partly: plan.refuse_partly,
    Decision.release: technical.let_go,
    Decision.lift_restriction: by_hand.lift_restriction,
    Decision.notice_impossible: notice.leave_out,
    Decision.notice_disproportionate: notice.leave_out,
}

_ON: Mapping[tuple[HoldKind, Decision], Carry] = {
    (HoldKind.read_message, Decision.release): reading.as_it_stands,
    (HoldKind.right_by_person, Decision.release): by_hand.answered,
    (HoldKind.plan_approval, Decision.release): by_hand.answered,
    (HoldKind.authority, Decision.release): reading.as_it_stands,
    (HoldKind.fee_reply, Decision.release): plan.accepted_otherwise,
    (HoldKind.third_persons, Decision.approve): others.release,
    (HoldKind.third_persons, Decision.release): others.keep_out,
    (HoldKind.system_unreachable, Decision.release): technical.ask_again,
    (HoldKind.system_failed, Decision.release): technical.ask_again,
    (HoldKind.data_mismatch, Decision.release): technical.ask_again,
    (HoldKind.data_mismatch, Decision.approve): residue.removed_by_hand,
    (HoldKind.data_mismatch, Decision.refuse_partly): residue.stays,
    (HoldKind.copy_too_large, Decision.release): by_hand.answered,
    (HoldKind.unclear_send, Decision.approve): technical.it_arrived,
    (HoldKind.unclear_send, Decision.release): technical.send_again,
    (HoldKind.letter_refused, Decision.release): technical.send_again,
    (HoldKind.letter_bounced, Decision.release): technical.go_on,
    (HoldKind.letter_faulty, Decision.release): technical.settled_or_answered,
    (HoldKind.no_address, Decision.release): technical.settled,
    (HoldKind.recipient_reply, Decision.approve): notice.confirmed,
    (HoldKind.recipient_reply, Decision.release): notice.wait_on,
    (HoldKind.notice_overdue, Decision.approve): notice.confirmed,
    (HoldKind.notice_overdue, Decision.release): notice.wait_on,
    (HoldKind.task_overdue, Decision.release): task.done_otherwise,
}
"""What a decision does on one kind of hold only; it comes before the table above."""


def effect_of(kind: HoldKind, decision: Decision) -> Carry:
    """Return what a decision on a kind of hold brings about."""
    return _ON.get((kind, decision)) or _ON_ANY[decision]
