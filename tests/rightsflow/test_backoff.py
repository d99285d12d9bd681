"""A server that wants to be left alone is, by the next process as well."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rightsflow.backoff import LONGEST, Backoff, delay_s
from rightsflow.errors import TryAgain

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def at(file: Path, moment: datetime) -> Backoff:
    """Return what a process that starts at that moment makes of the file."""
    return Backoff(file, "The mail server", lambda: moment)


def test_nobody_asks_before_the_time_that_was_told(tmp_path: Path) -> None:
    """Not a second before, and then at once."""
    file = tmp_path / "run" / "x.backoff"
    at(file, NOON).note(300)
    with pytest.raises(TryAgain, match=r"until 2026-11-02 12:05:00 UTC") as caught:
        at(file, NOON + timedelta(seconds=299)).check()
    assert caught.value.wait_s == 1
    at(file, NOON + timedelta(seconds=300)).check()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_shorter_wait_does_not_take_back_a_longer_one(tmp_path: Path) -> None:
    """Two answers at once: the stricter one holds."""
    file = tmp_path / "x.backoff"
    for wait_s in (300, 10, 0):
        at(file, NOON).note(wait_s)
    with pytest.raises(TryAgain):
        at(file, NOON + timedelta(seconds=200)).check()


@pytest.mark.parametrize("told", [1e5, 1e300])
def test_no_word_silences_us_for_longer_than_a_day(tmp_path: Path, told: float) -> None:
    """A number that was misread must not let deadlines pass."""
    file = tmp_path / "x.backoff"
    at(file, NOON).note(told)
    with pytest.raises(TryAgain):
        at(file, NOON + LONGEST - timedelta(seconds=1)).check()
    at(file, NOON + LONGEST).check()


@pytest.mark.parametrize(
    "content", ["", "soon", "2026-11-02T12:05:00", "2027-11-02T12:05:00+00:00"]
)
def test_a_file_that_cannot_be_meant_holds_nobody_up(tmp_path: Path, content: str) -> None:
    """Broken, without a zone, or further off than any wait: the clock was set back."""
    file = tmp_path / "x.backoff"
    file.write_text(content)
    at(file, NOON).check()


def test_tries_come_further_apart_up_to_an_hour() -> None:
    """A minute after the first, then twice that, however many there were."""
    assert [delay_s(tries) for tries in (0, 1, 2, 3, 6, 7, 10_000)] == [
        60, 60, 120, 240, 1920, 3600, 3600
    ]  # fmt: skip
