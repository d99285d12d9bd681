"""When a time limit may be prolonged: for a reason that is there, within the first month."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.extension import (
    Complexity,
    Criterion,
    NoExtension,
    criteria,
    may_be_extended,
    why_not,
)
from rightsflow.law.right import Right

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
UNTIL = datetime(2026, 4, 7, 22, 0, tzinfo=UTC)
NONE = Complexity(requests=1, systems=1, people=1)
SYSTEMS = Complexity(requests=1, systems=2, people=0)
COUNTS = st.integers(0, 5)


def against(
    right: Right = Right.access,
    *,
    marketing: bool = False,
    now: datetime = NOW,
    until: datetime = UNTIL,
    extended: bool = False,
    complexity: Complexity = SYSTEMS,
) -> NoExtension | None:
    """Return what stands against an extension that otherwise nothing stands against."""
    return why_not(
        right, marketing=marketing, now=now, until=until, extended=extended, complexity=complexity
    )


@pytest.mark.parametrize(
    ("complexity", "expected"),
    [
        (NONE, ()),
        (Complexity(0, 0, 0), ()),
        (Complexity(2, 1, 1), ((Criterion.several_requests, 2),)),
        (Complexity(1, 2, 1), ((Criterion.several_systems, 2),)),
        (Complexity(1, 1, 2), ((Criterion.several_people, 2),)),
        (
            Complexity(3, 4, 5),
            (
                (Criterion.several_requests, 3),
                (Criterion.several_systems, 4),
                (Criterion.several_people, 5),
            ),
        ),
    ],
)
def test_a_criterion_is_met_from_two_on(
    complexity: Complexity, expected: tuple[tuple[Criterion, int], ...]
) -> None:
    """One system, one request and one person are what every request takes."""
    assert criteria(complexity) == expected


def test_each_criterion_can_be_met() -> None:
    """None is in the list that nothing is counted for."""
    assert {criterion for criterion, _ in criteria(Complexity(2, 2, 2))} == set(Criterion)


@pytest.mark.parametrize("word", ["work", "staff", "holiday", "many_cases", "mailbox", "busy"])
def test_what_is_no_reason_cannot_be_chosen(word: str) -> None:
    """EDPB Guidelines 01/2022, paragraph 163: a lot of work is no reason by itself."""
    assert [criterion for criterion in Criterion if word in criterion] == []


def test_what_has_a_reason_may_be_extended_within_the_first_month() -> None:
    """Nothing stands against it."""
    assert against() is None


ROWS = [
    (against(Right.consent_withdrawal), NoExtension.never_for_this_right),
    (against(Right.objection, marketing=True), NoExtension.never_for_this_right),
    (against(now=UNTIL), NoExtension.first_month_over),
    (against(now=UNTIL + timedelta(days=9)), NoExtension.first_month_over),
    (against(extended=True), NoExtension.extended_already),
    (against(complexity=NONE), NoExtension.no_criterion),
]


@pytest.mark.parametrize(("found", "expected"), ROWS)
def test_what_stands_against_an_extension_is_named(
    found: NoExtension | None, expected: NoExtension
) -> None:
    """Each row, with a request that it alone stands against."""
    assert found is expected


def test_each_reason_against_an_extension_has_its_row() -> None:
    """None is in the list that never stands against anything."""
    assert {expected for _, expected in ROWS} == set(NoExtension)


@pytest.mark.parametrize("right", Right)
def test_only_what_is_to_be_stopped_at_once_knows_no_extension(right: Right) -> None:
    """Articles 7(3) and 21(3): stopping is not complicated."""
    assert may_be_extended(right, marketing=False) is (right is not Right.consent_withdrawal)
    stops = {Right.consent_withdrawal, Right.objection}
    assert may_be_extended(right, marketing=True) is (right not in stops)


def test_the_last_moment_of_the_first_month_is_in_time() -> None:
    """Regulation 1182/71, Article 3(2)(c): its last hour counts; the next moment does not."""
    assert against(now=UNTIL - timedelta(microseconds=1)) is None


@given(
    st.sampled_from(Right), st.booleans(), st.timedeltas(timedelta(0), timedelta(days=400)),
    st.booleans(), st.builds(Complexity, COUNTS, COUNTS, COUNTS),
)  # fmt: skip
def test_nothing_is_extended_after_the_first_month(
    right: Right,
    marketing: bool,  # noqa: FBT001 - drawn by Hypothesis
    late: timedelta,
    extended: bool,  # noqa: FBT001 - drawn by Hypothesis
    complexity: Complexity,
) -> None:
    """Article 12(3): however complicated it is, the notice had to go out before."""
    assert against(
        right, marketing=marketing, now=UNTIL + late, extended=extended, complexity=complexity
    )


@pytest.mark.parametrize("naive", ["now", "until"])
def test_a_moment_without_zone_is_refused(naive: str) -> None:
    """A clock face without a zone is no moment."""
    moments = {"now": NOW, "until": UNTIL}
    moments[naive] = moments[naive].replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        against(now=moments["now"], until=moments["until"])
