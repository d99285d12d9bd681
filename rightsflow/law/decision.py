"""What a person may decide, by how many, and what has to be given for it. A table.

Sources: Articles 5(2) and 24 GDPR (decisions can be shown afterwards), 12(3) to (6), 18(3);
`approvers` of a refusal: two people, one of them the officer, because a wrongful refusal is a
breach by itself (C-526/24).
"""

from dataclasses import dataclass
from enum import StrEnum

from rightsflow.law.refusal import TextKind
from rightsflow.law.right import Right


class Decision(StrEnum):
    """What a person decides."""

    approve = "approve"
    correct_reading = "correct_reading"
    identity_confirmed = "identity_confirmed"
    identity_not_confirmed = "identity_not_confirmed"
    suspend = "suspend"
    ask_scope = "ask_scope"
    extend = "extend"
    quote_fee = "quote_fee"
    refuse = "refuse"
    refuse_partly = "refuse_partly"
    release = "release"
    lift_restriction = "lift_restriction"
    notice_impossible = "notice_impossible"
    notice_disproportionate = "notice_disproportionate"


class Needs(StrEnum):
    """What a decision names beside its case: fields of the form, from closed lists."""

    ground = "ground"
    rights = "rights"
    records = "records"
    systems = "systems"
    months = "months"


@dataclass(frozen=True, slots=True)
class Row:
    """A decision: its article, how many approvers, whether one is the officer, what it needs.

    `texts` is what a person may write for it beforehand; a decision uses those and no others,
    so that nothing written for one stands in the letter of another. Which of them a refusal
    wants depends on its ground.
    """

    decision: Decision
    article: str
    approvers: int = 1
    officer: bool = False
    needs: tuple[Needs, ...] = ()
    texts: tuple[TextKind, ...] = ()


_OF_A_REFUSAL = (
    TextKind.reason, TextKind.evidence, TextKind.objective, TextKind.subjective,
    TextKind.why_not_a_fee,
)  # fmt: skip

TABLE: tuple[Row, ...] = (
    # A correction names the fields and their new values; a balance or a review is told in words;
    # passages about others are named one by one (Article 15(4)).
    Row(Decision.approve, "12(3)",
        texts=(TextKind.correction, TextKind.review, TextKind.black_out)),
    Row(Decision.correct_reading, "12(2)", needs=(Needs.rights,)),
    Row(Decision.identity_confirmed, "12(6)", needs=(Needs.records,)),
    Row(Decision.identity_not_confirmed, "11(2), 12(2)"),
    Row(Decision.suspend, "12(6)"),
    Row(Decision.ask_scope, "recital 63"),
    Row(Decision.extend, "12(3)", needs=(Needs.months,), texts=(TextKind.more_time,)),
    # For a further copy one approver; for an excessive request the ground asks for two.
    Row(Decision.quote_fee, "12(5)(a), 15(3)", needs=(Needs.ground,), texts=_OF_A_REFUSAL),
    Row(Decision.refuse, "12(4)", approvers=2, officer=True, needs=(Needs.ground, Needs.rights),
        texts=_OF_A_REFUSAL),
    Row(Decision.refuse_partly, "12(4)", approvers=2, officer=True,
        needs=(Needs.ground, Needs.systems), texts=(TextKind.reason, TextKind.evidence)),
    Row(Decision.release, "12(3)", texts=(TextKind.answer,)),
    Row(Decision.lift_restriction, "18(3)", texts=(TextKind.reason,)),
    # Neither word is defined anywhere: the reason is written down, and can be shown.
    Row(Decision.notice_impossible, "19", texts=(TextKind.reason,)),
    Row(Decision.notice_disproportionate, "19", texts=(TextKind.reason,)),
)  # fmt: skip
"""One row for each decision."""

_BY_DECISION = {row.decision: row for row in TABLE}


def row_of(decision: Decision) -> Row:
    """Return the row of a decision."""
    return _BY_DECISION[decision]


@dataclass(frozen=True, slots=True)
class Approving:
    """What a person writes before the plan for a right is approved, and what they may write."""

    right: Right
    article: str
    wanted: tuple[TextKind, ...] = ()
    possible: tuple[TextKind, ...] = ()


APPROVING: tuple[Approving, ...] = (
    # Nobody but a person can say what is right, or how they have weighed and reviewed.
    Approving(Right.rectification, "16", wanted=(TextKind.correction,),
              possible=(TextKind.review,)),
    Approving(Right.objection, "21(1)", possible=(TextKind.review,)),
    Approving(Right.automated_decision, "22(3)", wanted=(TextKind.review,)),
)  # fmt: skip
"""One row for each right whose approval says more than yes."""

_BY_RIGHT = {row.right: row for row in APPROVING}


def approving(right: Right) -> Approving:
    """Return what is written before a plan for a right is approved; most want nothing."""
    return _BY_RIGHT.get(right) or Approving(right, "12(3)")
