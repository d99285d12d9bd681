"""The figures: counts, moments and names of systems. No case numbers and nobody's data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

OVERDUE: Final = "overdue"
BANDS: Final = ((-1, OVERDUE), (0, "today"), (3, "1-3"), (7, "4-7"), (14, "8-14"))
"""How open cases are counted: by the days that are left, each band up to its number."""

_LATER: Final = "15+"


def band(days_left: int) -> str:
    """Return the band of a case that is due in so many days, negative where it is overdue."""
    return next((name for last, name in BANDS if days_left <= last), _LATER)


@dataclass(frozen=True, slots=True)
class Disk:
    """The room where something lies: `of` is `register`, `vault` or both, joined by `+`."""

    of: str
    free_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How an instance stands at a moment (aware).

    `open_cases` by band, `holds` by kind, `letters` that have not left by state. `late_since`:
    since when the oldest letter that may leave has been due. `read_at`: when the mailbox was last
    read to its end; None before the first time. `used`: the part of the mailbox's quota that is
    used, 0 to 1; None where its server tells none. `failing`: since when a system has not
    answered. `paused_at`: since when nothing is sent because somebody said so. `tried`: for each
    system the work that was tried in vain and waits.
    """

    at: datetime
    open_cases: Mapping[str, int] = field(default_factory=dict)
    holds: Mapping[str, int] = field(default_factory=dict)
    letters: Mapping[str, int] = field(default_factory=dict)
    late_since: datetime | None = None
    read_at: datetime | None = None
    used: float | None = None
    failing: Mapping[str, datetime] = field(default_factory=dict)
    paused_at: datetime | None = None
    tried: Mapping[str, int] = field(default_factory=dict)
