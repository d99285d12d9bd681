"""An alarm stands exactly when its figure is beyond its limit, and says what to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.watching import ALARMS, AlarmKind, Disk, Figures, Limits, alarms, band

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LIMITS = Limits(timedelta(minutes=30), timedelta(hours=1), 0.9, 100)
WELL = Figures(NOW, read_at=NOW - timedelta(minutes=30), used=0.89, late_since=None)
ROOM = Disk("register+vault", 100, 1000)


def kinds(figures: Figures | None, *disks: Disk) -> list[AlarmKind]:
    """Return which alarms stand."""
    return [alarm.row.kind for alarm in alarms(figures, disks, LIMITS)]


def test_each_kind_of_alarm_has_one_row() -> None:
    """Whoever is told what is wrong is told what to do."""
    assert [row.kind for row in ALARMS] == list(AlarmKind)
    assert all(row.meaning and row.remedy for row in ALARMS)


def test_what_is_within_its_limits_is_no_alarm() -> None:
    """A limit that is just met is not beyond."""
    assert kinds(WELL, ROOM) == []


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"read_at": None}, AlarmKind.mailbox_silent),
        ({"read_at": NOW - timedelta(minutes=31)}, AlarmKind.mailbox_silent),
        ({"used": 0.9}, AlarmKind.mailbox_full),
        ({"late_since": NOW - timedelta(minutes=61)}, AlarmKind.letters_late),
        ({"paused_at": NOW}, AlarmKind.sending_paused),
        ({"failing": {"crm": NOW}}, AlarmKind.system_failing),
        ({"open_cases": {"overdue": 1}}, AlarmKind.cases_overdue),
    ],
)
def test_each_figure_beyond_its_limit_is_its_alarm(more: dict[str, Any], kind: AlarmKind) -> None:
    """And no other's."""
    assert kinds(replace(WELL, **more), ROOM) == [kind]


def test_a_register_that_is_away_and_a_full_disk_are_told_together() -> None:
    """Without figures nothing is said of what they would tell."""
    full = replace(ROOM, free_bytes=99)
    assert kinds(None, full) == [AlarmKind.register_away, AlarmKind.disk_full]


def test_an_alarm_names_its_system_and_its_figure() -> None:
    """Two systems are two alarms."""
    failing = {"crm": NOW - timedelta(hours=5), "ats": NOW - timedelta(minutes=3)}
    told = [str(alarm) for alarm in alarms(replace(WELL, failing=failing), [ROOM], LIMITS)]
    assert [line.partition(" (")[2] for line in told] == ["ats): for 3 min.", "crm): for 5 h."]


@given(st.integers(-5000, 5000))
def test_every_number_of_days_has_one_band_and_the_bands_keep_their_order(days: int) -> None:
    """A case that has less time is never counted in a band of more."""
    order = ["overdue", "today", "1-3", "4-7", "8-14", "15+"]
    assert order.index(band(days)) <= order.index(band(days + 1))
    assert (band(days) == "overdue") == (days < 0)
    assert (band(days) == "15+") == (days >= 15)
