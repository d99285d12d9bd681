"""What of the runs that Prefect knows is trouble, and that each trouble has one word."""

from datetime import UTC, datetime, timedelta

import pytest

from deployments.watchdog.judging import (
    COMPLETED,
    CRASHED,
    FAILED,
    PENDING,
    RUNNING,
    SCHEDULED,
    Patience,
    Run,
    ended_badly,
    late,
    stuck,
)
from rightsflow.letters.staff.contexts import Trouble
from tasks.trouble import Seen

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
PATIENCE = Patience(stuck_after=timedelta(hours=3), late_after=timedelta(minutes=15))


def ago(minutes: float) -> datetime:
    """Return the moment so long ago."""
    return NOW - timedelta(minutes=minutes)


def ran(key: str, state: str, minutes: float) -> Run:
    """Return a run of the mailbox that began so long ago and has ended."""
    return Run(key, "intake", state, ago(minutes), ago(minutes))


def words(seen: list[Seen]) -> list[str]:
    """Return by what each is told once."""
    return [one.once for one in seen]


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ([COMPLETED, COMPLETED], []),
        ([COMPLETED, FAILED], ["trouble:failed:1"]),
        ([COMPLETED, FAILED, FAILED, CRASHED], ["trouble:failed:1"]),
        ([FAILED, FAILED], ["trouble:failed:0"]),
        ([FAILED, COMPLETED, CRASHED], ["trouble:failed:0", "trouble:crashed:2"]),
    ],
)
def test_a_scheduled_flow_that_goes_on_failing_is_told_once(
    states: list[str], told: list[str]
) -> None:
    """Twelve mails an hour are read by nobody; a new one comes when it begins anew."""
    runs = [ran(str(at), state, 60 - 5 * at) for at, state in enumerate(states)]

    assert words(list(ended_badly(runs, scheduled=True, all_known=True))) == told
    # In whatever order Prefect tells them.
    assert words(list(ended_badly(runs[::-1], scheduled=True, all_known=True))) == told


def test_of_a_long_row_of_failures_the_unseen_beginning_is_not_told_again() -> None:
    """What Prefect gives at once does not reach back to it, and it moves on with the hours."""
    runs = [ran(str(at), FAILED, 200 - at) for at in range(200)]

    assert list(ended_badly(runs, scheduled=True, all_known=False)) == []


def test_what_a_person_started_tells_its_failure_itself() -> None:
    """A wrong code is no trouble of the program; a crash is, each by itself."""
    runs = [ran("0", FAILED, 30), ran("1", CRASHED, 20), ran("2", CRASHED, 10)]
    told = words(list(ended_badly(runs, scheduled=False, all_known=True)))

    assert told == ["trouble:crashed:1", "trouble:crashed:2"]


@pytest.mark.parametrize(
    ("run", "found"),
    [
        (Run("1", "watch", RUNNING, ago(179), ago(179)), False),
        (Run("1", "watch", RUNNING, ago(181), ago(181)), True),
        # It waited long for its turn, and has only just begun.
        (Run("1", "watch", RUNNING, ago(500), ago(1)), False),
        (Run("1", "watch", PENDING, ago(14)), False),
        (Run("1", "watch", PENDING, ago(16)), True),
        (Run("1", "watch", SCHEDULED, ago(500)), False),
    ],
)
def test_a_run_that_does_not_end_is_stuck(run: Run, found: bool) -> None:  # noqa: FBT001
    """And so is one that was taken up and never began."""
    seen = list(stuck([run], PATIENCE, NOW))

    assert [one.trouble for one in seen] == [Trouble.stuck] * found


def test_a_standstill_is_told_by_its_first_run() -> None:
    """With every minute more runs are late; the first of them stays the same."""
    waiting = [Run(str(at), "intake", SCHEDULED, ago(60 - 5 * at)) for at in range(12)]

    (seen,) = late(waiting, PATIENCE, NOW)
    assert seen == Seen(Trouble.late, "intake", ago(60), "0")
    (later,) = late(waiting[::-1], PATIENCE, NOW + timedelta(minutes=30))
    assert later == seen


@pytest.mark.parametrize(
    "running",
    [
        Run("9", "intake", RUNNING, ago(60), ago(40)),
        Run("9", "intake", COMPLETED, ago(60), ago(3)),
        Run("9", "intake", PENDING, ago(60)),
    ],
)
def test_after_a_standstill_the_runs_that_have_their_turn_are_not_late(running: Run) -> None:
    """The flow runs: what waits behind it will be begun, or cancelled because one goes on."""
    waiting = [Run(str(at), "intake", SCHEDULED, ago(60 - at)) for at in range(5)]

    assert list(late([*waiting, running], PATIENCE, NOW)) == []


def test_another_flow_that_runs_does_not_hide_one_that_is_late() -> None:
    """Each flow is judged by itself."""
    runs = [Run("1", "watch", SCHEDULED, ago(20)), Run("2", "intake", RUNNING, ago(1), ago(1))]

    assert words(list(late(runs, PATIENCE, NOW))) == ["trouble:late:1"]
