"""What goes when: never before its date, always on it, and the case after its copy."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.retention import (
    DISPUTE_ARTICLE,
    TABLE,
    CaseFacts,
    Dispute,
    Due,
    Kept,
    dates_of,
    due,
    ends_on,
    next_due,
)
from rightsflow.settings import Retention

DAY = timedelta(days=1)
DAYS: dict[str, int] = Retention().model_dump()
CLOSED = date(2026, 11, 2)

days_of_settings = st.integers(1, 400).flatmap(
    lambda copy: st.integers(max(copy, 30), 4000).map(
        lambda case: DAYS | {"copy_days": copy, "case_days": case}
    )
)
dates = st.dates(date(2020, 1, 1), date(2060, 1, 1))
facts = st.builds(
    CaseFacts, closed_on=dates, copy_is_gone=st.booleans(), kept_until_on=st.none() | dates
)


def test_a_copy_is_kept_for_thirty_whole_days_and_a_case_for_three_years() -> None:
    """Closed on 2 November: 30 days end with 2 December, 1095 with 1 November 2029."""
    assert dates_of(CaseFacts(CLOSED), DAYS) == (
        Due(Kept.copy, date(2026, 12, 3)),
        Due(Kept.case, date(2029, 11, 2)),
    )


def test_of_an_open_case_nothing_is_ever_due() -> None:
    """However old it is, and also if it is in dispute."""
    still_open = CaseFacts(None, kept_until_on=CLOSED)
    assert due(still_open, DAYS, date(2099, 1, 1)) == ()
    assert next_due(still_open, DAYS, CLOSED) is None


def test_a_dispute_keeps_all_of_a_case_to_its_last_day() -> None:
    """That day included; then everything that was due goes at once."""
    disputed = CaseFacts(CLOSED, kept_until_on=date(2035, 6, 30))
    assert due(disputed, DAYS, date(2035, 6, 30)) == ()
    assert [one.kept for one in due(disputed, DAYS, date(2035, 7, 1))] == [Kept.copy, Kept.case]


@given(facts, days_of_settings, dates)
def test_nothing_goes_before_its_date_and_everything_on_it(
    of: CaseFacts, days: dict[str, int], today: date
) -> None:
    """Whatever the settings: due is what is dated today or before, and nothing else."""
    assert of.closed_on is not None
    gone = {one.kept for one in due(of, days, today)}
    kept_to = of.kept_until_on or date.min
    for kept, setting in ((Kept.copy, "copy_days"), (Kept.case, "case_days")):
        over = (today - of.closed_on).days > days[setting] and today > kept_to
        there = not (kept is Kept.copy and of.copy_is_gone)
        assert (kept in gone) == (over and there)


@given(facts, days_of_settings, dates, st.integers(0, 5000))
def test_what_is_due_stays_due(
    of: CaseFacts, days: dict[str, int], today: date, later: int
) -> None:
    """A day later nothing that was due is not, and what comes next comes after today."""
    assert set(due(of, days, today)) <= set(due(of, days, today + timedelta(days=later)))
    following = next_due(of, days, today)
    assert following is None or following.on > today
    dated = set(dates_of(of, days))
    assert dated == set(due(of, days, today)) | {one for one in dated if one.on > today}


@given(facts, days_of_settings, st.integers(1, 1000))
def test_a_longer_time_is_never_a_sooner_end(
    of: CaseFacts, days: dict[str, int], more: int
) -> None:
    """And no copy outlives its case."""
    longer = days | {"case_days": days["case_days"] + more}
    first, second = ({one.kept: one.on for one in dates_of(of, d)} for d in (days, longer))
    assert second[Kept.case] >= first[Kept.case]
    assert first.get(Kept.copy, first[Kept.case]) <= first[Kept.case]


def test_every_time_that_is_counted_in_days_is_a_setting() -> None:
    """A row names a field of `retention`, or nothing."""
    named = {row.setting for row in TABLE if row.setting}
    assert named <= set(DAYS)
    assert [row.kept for row in TABLE] == list(Kept)
    assert all(row.article for row in TABLE)
    assert set(DISPUTE_ARTICLE) == set(Dispute)
    assert ends_on(Kept.no_marketing, CLOSED, DAYS) is None


@pytest.mark.parametrize(
    ("said", "fault"),
    [({"case_days": 30, "copy_days": 31}, "case_days"), ({"other_mail_days": 30}, "greater")],
)
def test_times_that_cannot_be_are_refused(said: dict[str, Any], fault: str) -> None:
    """A case outlives its copy; a message that was overheard outlives a time limit."""
    with pytest.raises(ValueError, match=fault):
        Retention(**said)
