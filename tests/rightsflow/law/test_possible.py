"""Which grounds can be named: for the whole, for a part of a copy, for a rest, or for a fee."""

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.possible import rows_possible
from rightsflow.law.refusal import FEE_INSTEAD, RefusalGround, rows_for
from rightsflow.law.right import Right

PLAN, REST = HoldKind.plan_approval, HoldKind.data_mismatch


@pytest.mark.parametrize("right", Right)
def test_only_the_rest_of_an_erasure_can_stay(right: Right) -> None:
    """What was stopped, corrected or restricted has to be so: no ground keeps it otherwise."""
    rows = rows_possible(Decision.refuse_partly, REST, right)
    assert bool(rows) == (right is Right.erasure)


def test_a_rest_stays_on_what_the_law_says_of_the_data() -> None:
    """Article 17(1) and (3); a request that was granted is neither unfounded nor excessive."""
    rows = rows_possible(Decision.refuse_partly, REST, Right.erasure)
    assert {row.article for row in rows} == {
        "17(1)", "17(3)(a)", "17(3)(b)", "17(3)(c)", "17(3)(d)", "17(3)(e)",
    }  # fmt: skip
    assert not {row.ground for row in rows} & FEE_INSTEAD


@pytest.mark.parametrize("right", Right)
def test_every_ground_is_for_the_whole_or_for_a_part(right: Right) -> None:
    """None for both, and none for neither."""
    whole = rows_possible(Decision.refuse, PLAN, right)
    part = rows_possible(Decision.refuse_partly, PLAN, right)
    assert not set(whole) & set(part)
    assert {*whole, *part} == set(rows_for(right))


def test_a_fee_stands_only_on_the_grounds_of_article_12_5() -> None:
    """Where a request is manifestly unfounded or excessive."""
    rows = rows_possible(Decision.quote_fee, PLAN, Right.access)
    assert {row.ground for row in rows} == FEE_INSTEAD


def test_nothing_outweighs_an_objection_to_direct_marketing() -> None:
    """Article 21(2) and (3): no row, where the same right has some for other purposes."""
    rows = rows_possible(Decision.refuse, PLAN, Right.objection)
    assert RefusalGround.compelling_grounds in {row.ground for row in rows}
    assert rows_possible(Decision.refuse, PLAN, Right.objection, marketing=True) == ()
