"""Which grounds a decision on a hold may name against a right."""

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import FEE_INSTEAD, Row, rows_for, rows_for_rest
from rightsflow.law.right import Right


def rows_possible(
    decision: Decision, hold: HoldKind, right: Right, *, marketing: bool = False
) -> tuple[Row, ...]:
    """Return the rows of grounds that serve: for the whole, for a part, for a rest, or for a fee.

    `marketing`: the objection is to direct marketing, which nothing outweighs.
    """
    partly = decision is Decision.refuse_partly
    if partly and hold is HoldKind.data_mismatch:
        return rows_for_rest(right)
    rows = rows_for(right, marketing=marketing)
    if decision is Decision.quote_fee:
        return tuple(row for row in rows if row.ground in FEE_INSTEAD)
    return tuple(row for row in rows if row.partly == partly)
