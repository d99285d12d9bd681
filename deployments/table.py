"""What is deployed: one table, from which `serve`, `deploy` and prefect.yaml are made.

Nothing here needs Prefect: a flow is named by its module path, which a worker imports.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from rightsflow.settings import Controller, Pace

POOL: Final = "rightsflow"
TAG: Final = "rightsflow"
BY_HAND: Final = "by-hand"
SCHEDULED: Final = "scheduled"
ONE_AT_A_TIME: Final = 1
ONE_TOO_MANY: Final = "CANCEL_NEW"
"""A run that would be one too many is cancelled, and the next takes its work."""

ANCHOR: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""From when intervals count where nobody waits for the first run, so that all machines agree."""


@dataclass(frozen=True, slots=True)
class Polling:
    """As often as the mailbox is read (`pace.poll_minutes`)."""


@dataclass(frozen=True, slots=True)
class Every:
    """Again after so many minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day, at a time of the clock where the controller is."""

    hour: int
    minute: int

    @property
    def cron(self) -> str:
        """Return it as five fields of cron."""
        return f"{self.minute} {self.hour} * * *"


Rhythm = Polling | Every | Daily


@dataclass(frozen=True, slots=True)
class Deployed:
    """A flow as it is deployed, under its own name.

    `rhythm` None: run by hand. `after_s`: so long after the beginning of its rhythm, because what
    another one has done is taken further. `shared`: machines of a pool share its backlog, each with
    a run of its own.
    """

    name: str
    entrypoint: str
    rhythm: Rhythm | None = None
    after_s: int = 0
    shared: bool = False

    def at_once(self, side_by_side: int) -> int | None:
        """Return how many of its runs go on at a time; None: any number.

        Of what people start none is cancelled. Work is leased, so that whatever goes on at the same
        time does no deed twice.
        """
        if self.rhythm is None:
            return None
        return side_by_side if self.shared else ONE_AT_A_TIME

    @property
    def tags(self) -> list[str]:
        """Return the tags of its runs."""
        return [TAG, SCHEDULED if self.rhythm else BY_HAND]

    def every(self, poll_minutes: int) -> timedelta | None:
        """Return the interval between two runs, or nothing where there is none."""
        match self.rhythm:
            case Polling():
                return timedelta(minutes=poll_minutes)
            case Every(minutes):
                return timedelta(minutes=minutes)
            case _:
                return None


TABLE: Final = (
    Deployed("intake", "flows.intake.intake", Polling(), after_s=15),
    Deployed("fulfil", "flows.fulfil.fulfil", Polling(), after_s=45, shared=True),
    Deployed("watch", "flows.watch.watch", Every(60), after_s=60),
    Deployed("purge", "flows.purge.purge", Every(360), after_s=120),
    Deployed("access", "flows.access.access"),
    Deployed("open-case", "flows.open_case.open_case"),
    Deployed("decide", "flows.decide.decide"),
)


def prefect_yaml() -> dict[str, object]:
    """Return prefect.yaml for the default pace and time zone."""
    pace, zone = Pace(), Controller.model_fields["timezone"].default
    return {
        "name": TAG,
        "build": None,
        "push": None,
        # The code is installed where the worker runs.
        "pull": [],
        "deployments": [_in_yaml(row, pace, zone) for row in TABLE],
    }


def _in_yaml(row: Deployed, pace: Pace, zone: str) -> dict[str, object]:
    told: dict[str, object] = {"name": row.name, "entrypoint": row.entrypoint, "tags": row.tags}
    if limit := row.at_once(pace.side_by_side):
        told["concurrency_limit"] = {"limit": limit, "collision_strategy": ONE_TOO_MANY}
    told["work_pool"] = {"name": POOL}
    every = row.every(pace.poll_minutes)
    if isinstance(row.rhythm, Daily):
        when: dict[str, object] = {"cron": row.rhythm.cron}
    elif every:
        begin = ANCHOR + timedelta(seconds=row.after_s)
        when = {"interval": int(every.total_seconds()), "anchor_date": begin.isoformat()}
    else:
        return told
    schedule = {"slug": row.name, **when, "timezone": zone, "active": True}
    return told | {"schedules": [schedule]}
