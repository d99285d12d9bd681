"""What a person may decide, by how many, and what has to be given for it. A table.

Sources: Articles 5(2) and 24 GDPR (decisions can be shown afterwards), 12(3) to (6), 18(3);
`approvers` of a refusal: two people, one of them the officer, because a wrongful refusal is a
breach by itself (C-526/24).
"""

from dataclasses import dataclass
from enum import StrEnum

from rightsflow.law.refusal import TextKind


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
    Row(Decision.approve, "12(3)"),
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
)  # fmt: skip
"""One row for each decision."""

_BY_DECISION = {row.decision: row for row in TABLE}


def row_of(decision: Decision) -> Row:
    """Return the row of a decision."""
    return _BY_DECISION[decision]
