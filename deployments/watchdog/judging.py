"""What of the runs that Prefect knows is trouble: plain functions over what was read.

A trouble is told once, however long it lasts: its word names the run with which it began.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from rightsflow.letters.staff.contexts import Trouble
from tasks.trouble import Seen

COMPLETED, FAILED, CRASHED = "COMPLETED", "FAILED", "CRASHED"
RUNNING, PENDING, SCHEDULED = "RUNNING", "PENDING", "SCHEDULED"
FINISHED: Final = frozenset({COMPLETED, FAILED, CRASHED})
_WRONG: Final = {FAILED: Trouble.failed, CRASHED: Trouble.crashed}


@dataclass(frozen=True, slots=True)
class Run:
    """A flow run: `state` is Prefect's type of it, `expected_at` when it was to begin."""

    key: str
    flow: str
    state: str
    expected_at: datetime
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """After how long a run is stuck, and one that has not begun is late."""

    stuck_after: timedelta
    late_after: timedelta


def ended_badly(runs: Sequence[Run], *, scheduled: bool, all_known: bool) -> Iterator[Seen]:
    """Yield where the runs of one flow began to fail.

    `runs` have finished. Of a scheduled flow one that fails after another is the same trouble;
    what people start tells them itself why it failed, and each crash is a trouble of its own.
    `all_known`: there was no run before the first of these.
    """
    before = COMPLETED if all_known else None
    for run in sorted(runs, key=lambda one: one.expected_at):
        begins = before == COMPLETED if scheduled else run.state == CRASHED
        if run.state in _WRONG and begins:
            since_at = run.started_at or run.expected_at
            yield Seen(_WRONG[run.state], run.flow, since_at, run.key)
        before = run.state


def stuck(runs: Iterable[Run], patience: Patience, now: datetime) -> Iterator[Seen]:
    """Yield runs that go on too long, or were taken up long ago and have not begun."""
    for run in runs:
        if run.state == RUNNING:
            since_at, after = run.started_at or run.expected_at, patience.stuck_after
        elif run.state == PENDING:
            since_at, after = run.expected_at, patience.late_after
        else:
            continue
        if since_at + after < now:
            yield Seen(Trouble.stuck, run.flow, since_at, run.key)


def late(runs: Sequence[Run], patience: Patience, now: datetime) -> Iterator[Seen]:
    """Yield for each flow the first run that should have begun, unless the flow does run.

    `runs` are those that wait or go on, and those that began of late: after a standstill many
    wait, and each has its turn.
    """
    begun = {
        run.flow
        for run in runs
        if run.state in {RUNNING, PENDING}
        or (run.started_at is not None and run.started_at + patience.late_after > now)
    }
    waiting = sorted(
        (run for run in runs if run.state == SCHEDULED and run.flow not in begun),
        key=lambda one: one.expected_at,
        reverse=True,
    )
    first = {run.flow: run for run in waiting if run.expected_at + patience.late_after < now}
    for run in first.values():
        yield Seen(Trouble.late, run.flow, run.expected_at, run.key)
