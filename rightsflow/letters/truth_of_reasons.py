"""Would a letter that says no, or names a price, be true? Ground, provision, texts, sum.

What the law wants of them: Articles 12(4), 12(5), 15(3), 15(4) and 21(2) GDPR.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rightsflow.law.deadline import due_on, received_on
from rightsflow.law.fee import FeeRule, is_repetition
from rightsflow.law.refusal import RefusalGround, Row, TextKind, row_for
from rightsflow.law.right import Right
from rightsflow.letters.branches import BOTH_ELEMENTS
from rightsflow.letters.context import (
    AccessReply,
    FeeQuote,
    PartialRefusal,
    PersonReply,
    Refusal,
    Refused,
)
from rightsflow.letters.rule import Rule, blank

_CENT = Decimal("0.01")


def _rows(it: Refusal) -> Iterator[tuple[Row | None, Refused]]:
    """Yield each refused right with the row of the law that permits it, if there is one."""
    for part in it.refused:
        yield row_for(part.right, part.ground, marketing=it.frame.marketing), part


def _no_ground(it: Refusal) -> bool:
    """Return whether a ground is none for its right, or is cited by a wrong provision."""
    return any(row is None or row.article != part.article for row, part in _rows(it))


def _unwritten(it: Refusal) -> bool:
    return any(
        blank(dict(part.texts).get(kind, ""))
        for row, part in _rows(it)
        for kind in (row.texts if row else ())
    )


def _after_extension(it: Refusal) -> bool:
    """Return whether more time was taken only to say no, which has one month at most."""
    frame, who = it.frame, it.frame.controller
    first_on = min(frame.due_on, due_on(frame.received_at, who.zone, who.country))
    return it.extended and frame.today_on > first_on


def _no_ground_for_part(it: PartialRefusal) -> bool:
    rows = [(row_for(Right.access, part.ground), part) for part in it.parts]
    return any(row is None or row.article != part.article for row, part in rows)


def _unwritten_for_part(it: PartialRefusal) -> bool:
    """Return whether a reason is empty, or the ground wants more than a reason."""
    rows = [row_for(Right.access, part.ground) for part in it.parts]
    more = any(row and row.texts != (TextKind.reason,) for row in rows)
    return more or any(blank(part.reason) for part in it.parts)


def _no_ground_for_fee(it: FeeQuote) -> bool:
    frame = it.frame
    if it.rule is FeeRule.excessive:
        return row_for(it.right, RefusalGround.excessive, marketing=frame.marketing) is None
    if it.first_copy_on is None or it.right is not Right.access:
        return True
    asked_on = received_on(frame.received_at, frame.controller.zone)
    return not is_repetition(it.first_copy_on, asked_on, same_scope=True)


def _unwritten_for_fee(it: FeeQuote) -> bool:
    wanted = BOTH_ELEMENTS if it.rule is FeeRule.excessive else ()
    return blank(it.how_to_pay) or any(blank(dict(it.texts).get(kind, "")) for kind in wanted)


def _miscounted(it: FeeQuote) -> bool:
    """Return whether the sum is not what its lines come to, or there is no sum to ask for."""
    lines, total = it.quote.lines, it.quote.total
    exact = all(0 <= line.quantity * line.each - line.amount < _CENT for line in lines)
    return not exact or total <= 0 or sum(line.amount for line in lines) != total


REASONS: tuple[Rule[Any], ...] = (
    Rule("nothing_refused", Refusal, lambda it: not it.refused),
    Rule(
        "marketing_refused",
        Refusal,
        lambda it: it.frame.marketing and Right.objection in {part.right for part in it.refused},
    ),
    Rule("unknown_ground", Refusal, _no_ground),
    Rule("only_partly", Refusal, lambda it: any(row and row.partly for row, _ in _rows(it))),
    Rule("text_missing", Refusal, _unwritten),
    Rule("refusal_after_extension", Refusal, _after_extension),
    Rule("nothing_refused", PartialRefusal, lambda it: not it.parts),
    Rule("unknown_ground", PartialRefusal, _no_ground_for_part),
    Rule("text_missing", PartialRefusal, _unwritten_for_part),
    Rule("fee_without_ground", FeeQuote, _no_ground_for_fee),
    Rule("fee_miscounted", FeeQuote, _miscounted),
    Rule("text_missing", FeeQuote, _unwritten_for_fee),
    Rule("fee_half_told", AccessReply, lambda it: (it.fee is None) != (it.fee_accepted_on is None)),
    Rule(
        "text_missing",
        PersonReply,
        lambda it: not it.answers or any(blank(answer.text) for answer in it.answers),
    ),
)
