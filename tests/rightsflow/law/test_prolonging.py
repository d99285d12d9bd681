"""What moves a due date: the notice of extension, and the pause of a question about identity."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from rightsflow.law.deadline import extension_possible_until
from rightsflow.law.prolonging import ExtensionNotice, IdentityQuestion
from rightsflow.law.reckoning import Deadline, reckon

WARSAW = ZoneInfo("Europe/Warsaw")
RECEIVED_AT = datetime(2026, 3, 4, 12, tzinfo=WARSAW)
"""One month later is the Saturday before Easter: due on Tuesday, 7 April."""


def at(text: str) -> datetime:
    """Return a moment; without an offset it is one of Warsaw."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=WARSAW)


def extended(received_at: datetime, sent_at: datetime, months: int = 2) -> Deadline:
    """Reckon with a notice of extension in Poland."""
    return reckon(received_at, WARSAW, "PL", extension=ExtensionNotice(sent_at, months))


def asked(received: str, asked_on: str, answered_on: str | None) -> Deadline:
    """Reckon with a question about identity in Poland."""
    answered = None if answered_on is None else date.fromisoformat(answered_on)
    question = IdentityQuestion(date.fromisoformat(asked_on), answered)
    return reckon(at(f"{received}T12:00"), WARSAW, "PL", question=question)


def rules(deadline: Deadline) -> list[str]:
    """Return the codes of the steps in their order."""
    return [step.rule for step in deadline.steps]


@pytest.mark.parametrize(
    ("received", "months", "due"),
    [
        ("2026-01-31", 2, "2026-04-30"),  # from receipt, not from 28 February: 30 April
        ("2026-11-30", 2, "2027-03-01"),  # 28 February 2027 is a Sunday
        ("2026-09-24", 2, "2026-12-28"),  # Christmas Eve to Sunday
        ("2026-01-31", 1, "2026-03-31"),  # two months in all
        ("2026-03-04", 2, "2026-06-05"),  # 4 June is Corpus Christi
        ("2027-11-30", 2, "2028-02-29"),  # a leap year has a day more
    ],
)
def test_an_extension_counts_from_receipt(received: str, months: int, due: str) -> None:
    """The same date so many months after receipt, whatever the first due date was moved to."""
    received_at = at(f"{received}T12:00")
    deadline = extended(received_at, received_at, months)

    assert deadline.extended
    assert deadline.due_on == deadline.unsuspended_due_on == date.fromisoformat(due)
    assert deadline.first_due_on == reckon(received_at, WARSAW, "PL").due_on


@pytest.mark.parametrize(
    ("sent", "in_time"),
    [
        ("2026-03-04T12:00", True),
        ("2026-04-07T23:59:59", True),
        ("2026-04-07T23:59:59.999999", True),
        ("2026-04-08T00:00", False),
        ("2026-04-08T00:00:01", False),
        ("2026-04-07T21:59:59+00:00", True),
        ("2026-04-07T22:00:00+00:00", False),
        ("2026-04-08T07:59:59+10:00", True),
        ("2026-04-08T08:00:00+10:00", False),
    ],
)
def test_a_notice_is_in_time_until_the_last_moment_of_the_first_month(
    sent: str,
    in_time: bool,  # noqa: FBT001 - expected
) -> None:
    """24:00 of the moved-on day in the controller's zone is too late, and the step says so."""
    deadline = extended(RECEIVED_AT, at(sent))

    assert deadline.extended is in_time
    assert deadline.due_on == (date(2026, 6, 5) if in_time else date(2026, 4, 7))
    assert ("notice_in_time" in rules(deadline)) is in_time
    assert ("notice_too_late" in rules(deadline)) is not in_time


def test_the_window_told_is_the_window_kept() -> None:
    """What `extension_possible_until` says is what a notice is judged by."""
    until = extension_possible_until(RECEIVED_AT, WARSAW, "PL")

    assert not extended(RECEIVED_AT, until).extended
    assert extended(RECEIVED_AT, until.replace(day=until.day - 1, hour=23)).extended


@pytest.mark.parametrize("wanted", [3, 5, 1200])
def test_more_than_two_further_months_give_two(wanted: int) -> None:
    """Article 12(3): by two further months, and a step says that more was wanted."""
    capped = extended(RECEIVED_AT, RECEIVED_AT, wanted)

    assert capped.due_on == extended(RECEIVED_AT, RECEIVED_AT).due_on
    (step,) = [step for step in capped.steps if step.rule == "two_months_at_most"]
    assert step.text.startswith(f"{wanted} further months")


@pytest.mark.parametrize("wanted", [1, 2])
def test_what_the_law_allows_is_not_called_too_much(wanted: int) -> None:
    """One or two further months are given as wanted."""
    assert "two_months_at_most" not in rules(extended(RECEIVED_AT, RECEIVED_AT, wanted))


@pytest.mark.parametrize(
    ("received", "asked_on", "answered_on", "due", "days"),
    [
        ("2026-03-04", "2026-03-09", "2026-03-19", "2026-04-14", 10),  # 4 April + 10, a Tuesday
        ("2026-03-04", "2026-03-04", "2026-03-05", "2026-04-07", 1),  # 5 April is Easter Sunday
        ("2026-03-04", "2026-03-05", "2026-03-08", "2026-04-07", 3),  # the 7th, as without it
        ("2026-03-04", "2026-03-05", "2026-03-05", "2026-04-07", 0),  # answered the same day
        ("2026-03-03", "2026-03-05", "2026-03-06", "2026-04-07", 1),  # Friday + 1: Saturday
        ("2026-03-04", "2026-03-09", "2026-06-09", "2026-07-06", 92),  # answered after the month
    ],
)
def test_a_pause_is_added_before_the_days_off_are_left_out(
    received: str, asked_on: str, answered_on: str, due: str, days: int
) -> None:
    """Calendar days from question to answer, on the last day as it was before any moving on."""
    deadline = asked(received, asked_on, answered_on)

    assert deadline.due_on == date.fromisoformat(due)
    assert deadline.suspended_days == days
    unpaused = reckon(at(f"{received}T12:00"), WARSAW, "PL").due_on
    assert deadline.unsuspended_due_on == deadline.first_due_on == unpaused


@pytest.mark.parametrize(
    ("received", "last", "late"),
    [
        ("2026-03-04", "2026-03-09", "2026-03-10"),  # a weekend between
        ("2026-04-02", "2026-04-08", "2026-04-09"),  # Easter between
        ("2025-12-23", "2025-12-31", "2026-01-02"),  # 24 December is off
        ("2024-12-23", "2024-12-30", "2024-12-31"),  # 24 December was a working day
    ],
)
def test_a_late_question_gives_no_pause(received: str, last: str, late: str) -> None:
    """Only what was asked within three working days of receipt stops the clock."""
    answered_on = "2026-01-20" if received.startswith("2025") else f"{received[:4]}-12-31"
    in_time, too_late = asked(received, last, answered_on), asked(received, late, answered_on)

    assert in_time.suspended_days > 0
    assert "question_in_time" in rules(in_time)
    assert too_late.suspended_days == 0
    assert too_late.due_on == too_late.unsuspended_due_on
    assert "question_too_late" in rules(too_late)


def test_an_unanswered_question_gives_no_pause_yet() -> None:
    """Who never answers does not stop the clock for ever."""
    deadline = asked("2026-03-04", "2026-03-05", None)

    assert deadline.suspended_days == 0
    assert deadline.due_on == deadline.unsuspended_due_on == date(2026, 4, 7)
    assert "question_unanswered" in rules(deadline)


def test_a_pause_does_not_prolong_the_time_for_a_notice() -> None:
    """The notice is judged by the first month alone, even where the pause ends later."""
    question = IdentityQuestion(date(2026, 3, 5), date(2026, 4, 5))
    late = ExtensionNotice(at("2026-04-08T00:00"))

    deadline = reckon(RECEIVED_AT, WARSAW, "PL", extension=late, question=question)

    assert not deadline.extended
    assert deadline.due_on == date(2026, 5, 5)


def test_extension_and_pause_are_both_told() -> None:
    """4 June + 10 days is a Sunday; the date without the pause stays in sight."""
    deadline = reckon(
        RECEIVED_AT,
        WARSAW,
        "PL",
        extension=ExtensionNotice(at("2026-04-07T16:00")),
        question=IdentityQuestion(date(2026, 3, 9), date(2026, 3, 19)),
    )

    assert deadline.first_due_on == date(2026, 4, 7)
    assert deadline.unsuspended_due_on == date(2026, 6, 5)
    assert deadline.due_on == date(2026, 6, 15)
    assert deadline.due_until == at("2026-06-16T00:00")


def test_two_moments_of_the_hour_that_comes_twice_are_told_apart() -> None:
    """On 25 October 2026 it is half past two twice; only the second is after the first."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=WARSAW)
    second = first.replace(fold=1)

    assert extended(first, second).extended
    with pytest.raises(ValueError, match="older than the receipt"):
        extended(second, first)


@pytest.mark.parametrize(
    ("extension", "question", "problem"),
    [
        (ExtensionNotice(datetime(2026, 3, 5)), None, "zone"),  # noqa: DTZ001 - this is the point
        (ExtensionNotice(at("2026-03-04T11:59:59")), None, "older than the receipt"),
        (ExtensionNotice(RECEIVED_AT, 0), None, "at least one"),
        (ExtensionNotice(RECEIVED_AT, -2), None, "at least one"),
        (None, IdentityQuestion(date(2026, 3, 3), None), "older than the receipt"),
        (None, IdentityQuestion(date(2026, 3, 5), date(2026, 3, 4)), "older than the question"),
        (None, IdentityQuestion(date(2026, 3, 5), date(9999, 12, 31)), "out of range"),
    ],
)
def test_what_cannot_have_happened_is_refused(
    extension: ExtensionNotice | None, question: IdentityQuestion | None, problem: str
) -> None:
    """A mistake in the register is an error, not a date."""
    with pytest.raises(ValueError, match=problem):
        reckon(RECEIVED_AT, WARSAW, "PL", extension=extension, question=question)


def test_a_receipt_without_zone_is_refused() -> None:
    """A naive time names no moment."""
    with pytest.raises(ValueError, match="zone"):
        reckon(datetime(2026, 3, 4, 12), WARSAW, "PL")  # noqa: DTZ001 - this is the point


def test_a_question_on_the_day_of_receipt_in_the_zone_is_no_mistake() -> None:
    """23:30 UTC is the next day in Warsaw: that day is the first on which one can ask."""
    received_at = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    question = IdentityQuestion(date(2026, 3, 5), date(2026, 3, 6))
    assert reckon(received_at, WARSAW, "PL", question=question).suspended_days == 1

    early = IdentityQuestion(date(2026, 3, 4), date(2026, 3, 6))
    with pytest.raises(ValueError, match="older than the receipt"):
        reckon(received_at, WARSAW, "PL", question=early)
