"""What is counted of cases, so that it says nothing of any one of them. A table.

Counts of a month by one or two closed words: no day, no number, no combination of more. That is
what remains of a case for ever (recital 26 GDPR: anonymous information is nobody's data).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Measure(StrEnum):
    """What is counted, by the month in which the request was received."""

    received = "received"
    language = "language"
    right = "right"
    outcome = "outcome"
    extended = "extended"
    answered = "answered"
    days = "days"
    failure = "failure"


class Timeliness(StrEnum):
    """How an answer stood to its time limit; `open`: it is still to come, `none`: none will."""

    in_time = "in_time"
    late = "late"
    none = "none"
    open = "open"


@dataclass(frozen=True, slots=True)
class Band:
    """Days from receipt to answer, up to `last`; None: however many."""

    name: str
    last: int | None


BANDS: tuple[Band, ...] = (
    Band("0-3", 3),
    Band("4-7", 7),
    Band("8-14", 14),
    Band("15-31", 31),
    # Beyond a month, in the time that an extension or a holiday gives, or too late.
    Band("32-92", 92),
    Band("93+", None),
)
"""Wide enough that none of them tells a day."""

NO_RIGHT = "none"
"""Under what a case without any request is counted: read and found to ask for nothing."""


def band_of(received_on: date, answered_on: date) -> str:
    """Return the band that the days from receipt to answer belong to."""
    days = (answered_on - received_on).days
    return next(one.name for one in BANDS if one.last is None or days <= one.last)


def timeliness_of(answered_on: date | None, due_on: date, *, closed: bool) -> Timeliness:
    """Return whether an answer was in time, or whether there is or will be none."""
    if answered_on is None:
        return Timeliness.none if closed else Timeliness.open
    return Timeliness.in_time if answered_on <= due_on else Timeliness.late
