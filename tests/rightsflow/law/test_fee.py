"""What a copy may cost, and when it is a further one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.fee import (
    ARTICLE,
    CostItem,
    CostLine,
    FeeRule,
    Tariff,
    free_again_on,
    is_repetition,
    quote,
)

CENT = Decimal("0.01")
AMOUNTS = st.decimals(0, 10_000, places=4)
TARIFFS = st.builds(Tariff, st.sampled_from(["PLN", "EUR", "SEK"]), AMOUNTS, AMOUNTS)
RECORDS = st.integers(0, 1_000_000)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def test_a_fee_is_one_copy_and_its_full_hundreds() -> None:
    """15.00 for the copy, 1250 records: twelve times 2.50; 15.00 + 30.00 = 45.00."""
    asked = quote(Tariff("PLN", Decimal("15.00"), Decimal("2.50")), 1250)
    assert asked.lines == (
        CostLine(CostItem.copy, 1, Decimal("15.00"), Decimal("15.00")),
        CostLine(CostItem.hundred_records, 12, Decimal("2.50"), Decimal("30.00")),
    )
    assert (asked.total, asked.currency) == (Decimal("45.00"), "PLN")


@pytest.mark.parametrize("records", [0, 1, 99])
def test_part_of_a_hundred_is_not_charged(records: int) -> None:
    """A line of nothing is not in the letter."""
    asked = quote(Tariff("PLN", Decimal(15), Decimal("2.50")), records)
    assert [line.item for line in asked.lines] == [CostItem.copy]


def test_what_costs_nothing_is_no_fee() -> None:
    """A controller to whom a copy costs nothing quotes nothing: 0.00."""
    asked = quote(Tariff("EUR", Decimal(0), Decimal(0)), 5000)
    assert (asked.lines, str(asked.total)) == ((), "0.00")


def test_parts_of_a_cent_are_dropped_line_by_line() -> None:
    """0.015 * 3 = 0.045 and 0.999: 0.04 and 0.99 are asked, 1.03 in all."""
    asked = quote(Tariff("EUR", Decimal("0.999"), Decimal("0.015")), 300)
    assert [str(line.amount) for line in asked.lines] == ["0.99", "0.04"]
    assert str(asked.total) == "1.03"


@given(TARIFFS, RECORDS)
def test_a_fee_never_exceeds_what_the_copy_costs(tariff: Tariff, records: int) -> None:
    """EDPB Guidelines 01/2022, paragraph 30: the cost of this copy, and nothing beside."""
    most = tariff.copy + tariff.hundred_records * records / 100
    assert 0 <= quote(tariff, records).total <= most


@given(TARIFFS, RECORDS)
def test_a_calculation_adds_up_in_whole_cents(tariff: Tariff, records: int) -> None:
    """Whoever gets it can reckon it again, line by line, in the currency of the tariff."""
    asked = quote(tariff, records)
    assert asked.currency == tariff.currency
    assert asked.total == sum(line.amount for line in asked.lines)
    assert asked.total.as_tuple().exponent == -2
    for line in asked.lines:
        assert line.amount == line.amount.quantize(CENT)
        assert 0 <= line.quantity * line.each - line.amount < CENT


@given(TARIFFS, RECORDS, RECORDS)
def test_more_records_never_cost_less(tariff: Tariff, some: int, more: int) -> None:
    """The total is in the order of the numbers of records."""
    few, many = sorted((some, more))
    assert quote(tariff, few).total <= quote(tariff, many).total


def test_each_rule_of_a_fee_has_its_provision() -> None:
    """A further copy, or instead of refusing: no third rule."""
    assert {FeeRule.further_copy: "15(3)", FeeRule.excessive: "12(5)(a)"} == ARTICLE
    assert set(ARTICLE) == set(FeeRule)


REPETITIONS = [
    (date(2026, 3, 4), date(2026, 3, 4), True),
    (date(2026, 3, 4), date(2026, 9, 1), True),
    (date(2026, 3, 4), date(2027, 3, 3), True),
    (date(2026, 3, 4), date(2027, 3, 4), False),
    # 29 February has no counterpart in the year after: its last day ends the year.
    (date(2028, 2, 29), date(2029, 2, 27), True),
    (date(2028, 2, 29), date(2029, 2, 28), False),
    # Written before we had answered: it asks for the first copy, not for another.
    (date(2026, 3, 4), date(2026, 3, 3), False),
]


@pytest.mark.parametrize(("answered_on", "received_on", "expected"), REPETITIONS)
def test_a_repetition_is_what_comes_within_a_year_of_the_answer(
    answered_on: date,
    received_on: date,
    expected: bool,  # noqa: FBT001 - the expected answer
) -> None:
    """EDPB Guidelines 01/2022, paragraph 185: a year's interval is never excessive."""
    assert is_repetition(answered_on, received_on, same_scope=True) is expected


@given(DAYS, DAYS)
def test_another_scope_is_never_a_repetition(answered_on: date, received_on: date) -> None:
    """Paragraph 28: what was not in the first copy is asked for the first time."""
    assert not is_repetition(answered_on, received_on, same_scope=False)


@given(DAYS, st.integers(0, 40_000))
def test_a_year_later_a_copy_is_free_again_and_stays_so(answered_on: date, days: int) -> None:
    """From that day on, whatever its scope."""
    from_on = free_again_on(answered_on)
    assert not is_repetition(answered_on, from_on + timedelta(days=days), same_scope=True)
    assert is_repetition(answered_on, from_on - timedelta(days=1), same_scope=True)
    assert 365 <= (from_on - answered_on).days <= 366
