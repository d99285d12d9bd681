"""When an answer is due: worked dates, and what holds for every date."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.deadline import (
    due_on,
    due_until,
    extension_possible_until,
    knows,
    months_later,
    received_on,
    working_day_from,
    working_days_later,
)

WARSAW = ZoneInfo("Europe/Warsaw")

WORKED = (
    ("2027-03-05", "2027-04-05"),
    ("2026-08-31", "2026-09-30"),
    ("2028-09-03", "2028-10-03"),
    ("2027-03-31", "2027-04-30"),
    ("2025-01-30", "2025-02-28"),
    ("2028-01-30", "2028-02-29"),
    ("2026-03-04", "2026-04-07"),
    ("2026-01-31", "2026-03-02"),
    ("2026-02-28", "2026-03-30"),
    ("2028-02-29", "2028-03-29"),
    ("2025-12-31", "2026-02-02"),
    ("2026-07-31", "2026-08-31"),
    ("2027-02-01", "2027-03-01"),
    ("2026-11-24", "2026-12-28"),
    ("2025-11-24", "2025-12-29"),
    ("2024-11-24", "2024-12-24"),
    ("2028-11-24", "2028-12-27"),
    ("2026-12-01", "2027-01-04"),
    ("2026-04-01", "2026-05-04"),
    ("2025-04-01", "2025-05-02"),
    ("2028-04-02", "2028-05-02"),
    ("2026-05-04", "2026-06-05"),
    ("2027-02-28", "2027-03-30"),
    ("2026-03-03", "2026-04-03"),
    ("2026-04-24", "2026-05-25"),
    ("2026-07-14", "2026-08-14"),
)
"""Received and due in Poland: month ends, leap days, weekends, Easter, 24 December."""

DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
TIMES = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2040, 12, 31),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.sampled_from([UTC, WARSAW, timezone(timedelta(hours=-11))]),
)


def noon(day: date) -> datetime:
    """Return noon of a day in Warsaw."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=WARSAW)


@pytest.mark.parametrize(("received", "due"), WORKED)
def test_a_worked_date_comes_out_as_worked(received: str, due: str) -> None:
    """One month by Regulation 1182/71, moved on from days off in Poland."""
    assert due_on(noon(date.fromisoformat(received)), WARSAW, "PL") == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("received_at", "day", "due"),
    [
        (datetime(2026, 6, 30, 22, 15, tzinfo=UTC), date(2026, 7, 1), date(2026, 8, 3)),
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30), date(2026, 7, 30)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1), date(2027, 2, 1)),
    ],
)
def test_the_zone_of_the_controller_says_which_day_it_is(
    received_at: datetime, day: date, due: date
) -> None:
    """A quarter past midnight in Warsaw is the new day, though it is still the old one in UTC."""
    assert received_on(received_at, WARSAW) == day
    assert due_on(received_at, WARSAW, "PL") == due


def test_a_time_without_zone_is_refused() -> None:
    """A naive time names no moment: nobody can say which day it was."""
    with pytest.raises(ValueError, match="zone"):
        due_on(datetime(2026, 3, 4, 12), WARSAW, "PL")  # noqa: DTZ001 - this is the point


def test_another_country_has_other_holidays() -> None:
    """3 October ends a period in Poland and moves on in Germany; Corpus Christi the reverse."""
    german, polish = noon(date(2028, 9, 3)), noon(date(2026, 5, 4))
    assert due_on(german, WARSAW, "PL") == date(2028, 10, 3)
    assert due_on(german, ZoneInfo("Europe/Berlin"), "DE") == date(2028, 10, 4)
    assert due_on(polish, WARSAW, "PL") == date(2026, 6, 5)
    assert due_on(polish, ZoneInfo("Europe/Berlin"), "DE") == date(2026, 6, 4)


@pytest.mark.parametrize(
    "day", [date(2026, 4, 3), date(2028, 5, 2), date(2026, 5, 25), date(2026, 12, 31)]
)
def test_days_often_taken_for_holidays_are_working_days(day: date) -> None:
    """Good Friday, 2 May, Whit Monday and 31 December are no days off in Poland."""
    assert working_day_from(day, "PL") == day


def test_the_day_before_christmas_is_a_holiday_from_2025_on() -> None:
    """24 December became a day off by the act of 6 December 2024; it was none in 2024."""
    assert working_day_from(date(2024, 12, 24), "PL") == date(2024, 12, 24)
    assert working_day_from(date(2025, 12, 24), "PL") == date(2025, 12, 29)


def test_a_country_that_nobody_knows_is_refused() -> None:
    """An unknown code is no country without holidays."""
    with pytest.raises(ValueError, match="no country"):
        working_day_from(date(2026, 3, 4), "XX")


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-03-04", "2026-03-09"),  # Wednesday: Thursday, Friday, Monday
        ("2026-03-06", "2026-03-11"),  # Friday: Monday, Tuesday, Wednesday
        ("2026-03-07", "2026-03-11"),  # Saturday counts like the Friday before it
        ("2026-04-02", "2026-04-08"),  # Good Friday works, Easter Monday does not
        ("2025-12-23", "2025-12-31"),  # 24, 25 and 26 December, Saturday, Sunday are off
        ("2024-12-23", "2024-12-30"),  # 24 December was a working day then
    ],
)
def test_three_working_days_leave_out_days_off(received: str, last: str) -> None:
    """A period of working days counts neither the day of receipt nor days off."""
    assert working_days_later(date.fromisoformat(received), 3, "PL") == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("day", "zone", "until"),
    [
        ("2026-09-30", "Europe/Warsaw", "2026-10-01T00:00:00+02:00"),
        ("2026-03-28", "Europe/Warsaw", "2026-03-29T00:00:00+01:00"),
        ("2026-03-29", "Europe/Warsaw", "2026-03-30T00:00:00+02:00"),
        ("2026-10-24", "Europe/Warsaw", "2026-10-25T00:00:00+02:00"),
        ("2026-10-25", "Europe/Warsaw", "2026-10-26T00:00:00+01:00"),
        ("2026-12-31", "Europe/Warsaw", "2027-01-01T00:00:00+01:00"),
        # Clocks in the Azores change at midnight: that 00:00 is skipped in March, twice in October.
        ("2026-03-28", "Atlantic/Azores", "2026-03-29T01:00:00+00:00"),
        ("2026-10-24", "Atlantic/Azores", "2026-10-25T00:00:00+00:00"),
    ],
)
def test_a_day_ends_at_the_midnight_of_its_zone(day: str, zone: str, until: str) -> None:
    """24:00 is 00:00 of the next day, with the offset that holds there at that moment."""
    end = due_until(date.fromisoformat(day), ZoneInfo(zone))
    assert end.astimezone(UTC) == datetime.fromisoformat(until)


def test_a_notice_of_extension_has_the_first_month_moved_on() -> None:
    """4 April 2026 is a Saturday before Easter: there is time until Tuesday's 24:00."""
    until = extension_possible_until(noon(date(2026, 3, 4)), WARSAW, "PL")
    assert until.isoformat() == "2026-04-08T00:00:00+02:00"


@pytest.mark.parametrize(("code", "known"), [("PL", True), ("DE", True), ("XX", False)])
def test_a_country_is_known_or_not(code: str, known: bool) -> None:  # noqa: FBT001 - expected
    """A country whose holidays nobody knows is refused before a period is counted."""
    assert knows(code) is known


@given(TIMES)
def test_an_answer_is_never_due_too_early(received_at: datetime) -> None:
    """The shortest month has 28 days; never less is given, and never more than 31 and a bridge."""
    days = due_on(received_at, WARSAW, "PL") - received_on(received_at, WARSAW)
    assert timedelta(days=28) <= days <= timedelta(days=31 + 5)


@given(TIMES)
def test_an_answer_is_never_due_on_a_day_off(received_at: datetime) -> None:
    """A period ends on a working day, and a working day stays where it is."""
    due = due_on(received_at, WARSAW, "PL")
    assert due.weekday() < 5
    assert working_day_from(due, "PL") == due


@given(DAYS, DAYS)
def test_what_comes_later_is_never_due_earlier(one: date, other: date) -> None:
    """The due day is monotone in the day of receipt."""
    first, second = sorted((one, other))
    assert due_on(noon(first), WARSAW, "PL") <= due_on(noon(second), WARSAW, "PL")


@given(DAYS)
def test_the_hour_of_receipt_does_not_matter(day: date) -> None:
    """The day of receipt is not counted, so its first and its last minute are due alike."""
    first = datetime(day.year, day.month, day.day, 0, 0, tzinfo=WARSAW)
    last = datetime(day.year, day.month, day.day, 23, 59, tzinfo=WARSAW)
    assert due_on(first, WARSAW, "PL") == due_on(last, WARSAW, "PL")


@given(DAYS, st.integers(1, 36))
def test_a_month_ends_on_the_same_date_or_the_last_of_the_month(day: date, months: int) -> None:
    """The same date so many months later; only where there is none, the month's last day."""
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (
        later.day < day.day and (later + timedelta(days=1)).month != later.month
    )
