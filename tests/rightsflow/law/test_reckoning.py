"""The whole reckoning: its steps, another country's, and an independent one to compare with."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from dateutil.easter import easter
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.deadline import due_on, working_day_from
from rightsflow.law.prolonging import ExtensionNotice, IdentityQuestion
from rightsflow.law.reckoning import Deadline, reckon
from rightsflow.law.steps import _ROWS

WARSAW = ZoneInfo("Europe/Warsaw")

TIMES = st.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2035, 12, 31),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.sampled_from([UTC, WARSAW, timezone(timedelta(hours=-11))]),
)
MONTHS = st.integers(1, 2)
PAUSES = st.integers(0, 400)


def days_off(year: int) -> set[date]:
    """Return the public holidays of Poland by the act of 18 January 1951, as it stands now."""
    fixed = {(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26)}
    fixed |= {(12, 24)} if year >= 2025 else set()
    moving = {easter(year) + timedelta(days=days) for days in (0, 1, 49, 60)}
    return {date(year, month, day) for month, day in fixed} | moving


def independent(received_at: datetime, months: int, pause_days: int = 0) -> date:
    """Return the due date by dateutil and a list of holidays of its own."""
    received = received_at.astimezone(WARSAW).date()
    due = received + relativedelta(months=months) + relativedelta(days=pause_days)
    while due.isoweekday() in {6, 7} or due in days_off(due.year):
        due += relativedelta(days=1)
    return due


def everything(received_at: datetime, months: int, pause_days: int) -> Deadline:
    """Reckon with a notice and a question that are in time."""
    asked_on = received_at.astimezone(WARSAW).date()
    return reckon(
        received_at,
        WARSAW,
        "PL",
        extension=ExtensionNotice(received_at, months),
        question=IdentityQuestion(asked_on, asked_on + timedelta(days=pause_days)),
    )


@given(TIMES)
def test_one_month_comes_out_as_by_another_reckoning(received_at: datetime) -> None:
    """Same result as dateutil's with a list of Polish holidays that we did not take over."""
    deadline = reckon(received_at, WARSAW, "PL")

    assert deadline.due_on == independent(received_at, 1)
    assert deadline.due_on == due_on(received_at, WARSAW, "PL")


@given(TIMES, MONTHS, PAUSES)
def test_extension_and_pause_come_out_as_by_another_reckoning(
    received_at: datetime, months: int, pause_days: int
) -> None:
    """All three dates, each against dateutil's."""
    deadline = everything(received_at, months, pause_days)

    assert deadline.first_due_on == independent(received_at, 1)
    assert deadline.unsuspended_due_on == independent(received_at, 1 + months)
    assert deadline.due_on == independent(received_at, 1 + months, pause_days)


@given(TIMES, MONTHS, PAUSES)
def test_a_due_date_is_never_later_than_the_law_allows(
    received_at: datetime, months: int, pause_days: int
) -> None:
    """The last day of the period and every day after it, up to the due date, is a day off."""
    deadline = everything(received_at, months, pause_days)
    received = received_at.astimezone(WARSAW).date()
    for due, months_in_all, days in (
        (deadline.first_due_on, 1, 0),
        (deadline.unsuspended_due_on, 1 + months, 0),
        (deadline.due_on, 1 + months, pause_days),
    ):
        day = received + relativedelta(months=months_in_all, days=days)
        while day < due:
            assert day.isoweekday() in {6, 7} or day in days_off(day.year)
            day += timedelta(days=1)
        assert day == due


@given(TIMES, MONTHS, PAUSES)
def test_days_off_move_a_date_forward_only(
    received_at: datetime, months: int, pause_days: int
) -> None:
    """Nothing shortens the period: not a day off, an extension or a pause."""
    deadline = everything(received_at, months, pause_days)
    end = None
    for step in deadline.steps:
        if step.rule in {"one_month", "extension", "pause"}:
            end = step.on
        elif step.rule in {"moved_on", "working_day"}:
            assert end is not None
            assert (step.on > end) is (step.rule == "moved_on")
            assert step.on >= end

    assert deadline.received_on < deadline.first_due_on
    assert deadline.first_due_on < deadline.unsuspended_due_on <= deadline.due_on
    assert deadline.due_on == working_day_from(deadline.due_on, "PL")


@given(TIMES, TIMES, MONTHS, PAUSES)
def test_what_is_received_later_is_never_due_earlier(
    one: datetime, other: datetime, months: int, pause_days: int
) -> None:
    """Every date is monotone in the moment of receipt."""
    first, second = sorted((one, other), key=datetime.timestamp)
    earlier = everything(first, months, pause_days)
    later = everything(second, months, pause_days)

    assert earlier.first_due_on <= later.first_due_on
    assert earlier.unsuspended_due_on <= later.unsuspended_due_on
    assert earlier.due_on <= later.due_on
    assert earlier.due_until.timestamp() <= later.due_until.timestamp()


@given(TIMES, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_an_extension_is_had_by_the_end_of_the_first_month_and_not_after(
    received_at: datetime, after: timedelta
) -> None:
    """Judged in absolute time, against the other reckoning's last day."""
    sent_at = received_at.astimezone(UTC) + after
    last = independent(received_at, 1)
    deadline = reckon(received_at, WARSAW, "PL", extension=ExtensionNotice(sent_at))

    assert deadline.extended is (sent_at.astimezone(WARSAW).date() <= last)


@given(TIMES)
def test_the_end_is_midnight_after_the_due_date(received_at: datetime) -> None:
    """The last moment before it lies on the due date, in Warsaw, whatever the clocks do."""
    deadline = reckon(received_at, WARSAW, "PL")
    last = deadline.due_until.astimezone(UTC) - timedelta(microseconds=1)

    assert last.astimezone(WARSAW).date() == deadline.due_on
    assert deadline.due_until.astimezone(WARSAW).date() == deadline.due_on + timedelta(days=1)
    assert deadline.due_until.utcoffset() is not None


@pytest.mark.parametrize(
    ("received", "until"),
    [
        ("2026-03-29T01:59:59+01:00", "2026-04-30T00:00:00+02:00"),  # the second before the gap
        ("2026-03-29T03:00:00+02:00", "2026-04-30T00:00:00+02:00"),  # the second after it
        ("2026-10-25T02:30:00+02:00", "2026-11-26T00:00:00+01:00"),  # the hour that comes twice
        ("2026-10-25T02:30:00+01:00", "2026-11-26T00:00:00+01:00"),
        ("2026-02-28T12:00:00+01:00", "2026-03-31T00:00:00+02:00"),  # the change lies between
        ("2026-09-25T23:59:59+02:00", "2026-10-27T00:00:00+01:00"),  # 25 October is a Sunday
    ],
)
def test_a_change_of_clocks_moves_no_day(received: str, until: str) -> None:
    """Days are those of the zone; the end carries the offset that holds at the end."""
    deadline = reckon(datetime.fromisoformat(received), WARSAW, "PL")

    assert deadline.due_until.isoformat() == until


@pytest.mark.parametrize(
    ("received", "country", "zone", "due"),
    [
        ("2026-09-03", "PL", "Europe/Warsaw", "2026-10-05"),  # a Saturday either way
        ("2028-09-03", "DE", "Europe/Berlin", "2028-10-04"),  # 3 October: German unity
        ("2026-04-14", "DE", "Europe/Berlin", "2026-05-15"),  # Ascension Day
        ("2026-04-14", "PL", "Europe/Warsaw", "2026-05-14"),  # no day off in Poland
        ("2026-03-10", "GR", "Europe/Athens", "2026-04-14"),  # Orthodox Easter, Friday to Monday
        ("2026-03-10", "PL", "Europe/Warsaw", "2026-04-10"),
        ("2026-04-24", "BG", "Europe/Sofia", "2026-05-26"),  # Sunday's holiday is had on Monday
        ("2026-05-19", "FI", "Europe/Helsinki", "2026-06-22"),  # Midsummer Eve
    ],
)
def test_another_countrys_controller_has_other_days_off(
    received: str, country: str, zone: str, due: str
) -> None:
    """Country and zone are data: no code knows Poland."""
    received_at = datetime.fromisoformat(f"{received}T12:00:00+00:00")

    assert reckon(received_at, ZoneInfo(zone), country).due_on == date.fromisoformat(due)


def test_the_zone_of_the_controller_says_which_day_it_is() -> None:
    """22:15 UTC is the next day in Warsaw and in Helsinki, the same day in Lisbon."""
    received_at = datetime(2026, 6, 30, 22, 15, tzinfo=UTC)

    assert reckon(received_at, WARSAW, "PL").due_on == date(2026, 8, 3)
    assert reckon(received_at, ZoneInfo("Europe/Helsinki"), "FI").due_on == date(2026, 8, 3)
    assert reckon(received_at, ZoneInfo("Europe/Lisbon"), "PT").due_on == date(2026, 7, 30)


def test_every_step_is_told_in_order() -> None:
    """Receipt, month, days off, notice, months, days off, question, pause, days off, end."""
    deadline = reckon(
        datetime(2026, 3, 4, 12, tzinfo=WARSAW),
        WARSAW,
        "PL",
        extension=ExtensionNotice(datetime(2026, 4, 7, 16, tzinfo=WARSAW), 5),
        question=IdentityQuestion(date(2026, 3, 9), date(2026, 3, 19)),
    )

    assert [(step.rule, step.on.isoformat()) for step in deadline.steps] == [
        ("receipt", "2026-03-04"),
        ("one_month", "2026-04-04"),
        ("moved_on", "2026-04-07"),
        ("notice_in_time", "2026-04-07"),
        ("two_months_at_most", "2026-04-07"),
        ("extension", "2026-06-04"),
        ("moved_on", "2026-06-05"),
        ("question_in_time", "2026-03-09"),
        ("pause", "2026-06-14"),
        ("moved_on", "2026-06-15"),
        ("end", "2026-06-15"),
    ]


def test_a_step_names_the_days_off_that_it_skips() -> None:
    """A reader sees why the date moved: weekend or public holiday, each by its date."""
    deadline = reckon(datetime(2026, 3, 4, 12, tzinfo=WARSAW), WARSAW, "PL")

    assert deadline.steps[2].text == (
        "No working day: Saturday 2026-04-04, Sunday 2026-04-05, Monday 2026-04-06 "
        "(public holiday). The period ends on the next working day, Tuesday 2026-04-07."
    )


@pytest.mark.parametrize(
    ("received", "which"),
    [
        ("2026-08-30", "the same date"),
        ("2026-08-31", "the last day of its month, for there is no 31 September"),
    ],
)
def test_a_step_says_why_a_month_ends_where_it_ends(received: str, which: str) -> None:
    """30 September is the same date for one, and the last of a short month for the other."""
    deadline = reckon(datetime.fromisoformat(f"{received}T12:00:00+02:00"), WARSAW, "PL")

    assert deadline.steps[1].text == f"One month after receipt is Wednesday 2026-09-30, {which}."


def test_every_row_of_the_table_can_be_said() -> None:
    """No row is dead, and each step carries the article of its row."""
    received_at = datetime(2026, 3, 4, 12, tzinfo=WARSAW)
    working = datetime(2026, 3, 3, 12, tzinfo=WARSAW)
    late = ExtensionNotice(datetime(2026, 5, 1, tzinfo=WARSAW))
    tardy = IdentityQuestion(date(2026, 3, 20), None)
    silent = IdentityQuestion(date(2026, 3, 4), None)
    deadlines = (
        everything(received_at, 5, 3),
        reckon(working, WARSAW, "PL", extension=late, question=tardy),
        reckon(working, WARSAW, "PL", question=silent),
    )
    said = {(step.rule, step.article) for deadline in deadlines for step in deadline.steps}

    assert said == {(rule, article) for rule, article, _ in _ROWS}
