"""How a due date was reckoned: one month, extension, pause, days off, step by step.

Each rule stands in a table: those of the month in `deadline`, those of extension and pause in
`prolonging`, and what a step says in `steps`. Here is only their order:

| step | gives |
|---|---|
| one month from receipt, moved on from days off | `first_due_on` |
| with a notice in time: two or three months from receipt, moved on | `unsuspended_due_on` |
| with a pause: the same months and its days, moved on | `due_on` |
| 24:00 of that day | `due_until` |

The date without the pause is always told too: no text of law knows the pause, only EDPB
Guidelines 01/2022, paragraph 159, so it is the one to work towards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rightsflow.law.deadline import due_until, months_later, received_on, working_day_from
from rightsflow.law.prolonging import (
    ExtensionNotice,
    IdentityQuestion,
    granted_days,
    granted_months,
    refuse_impossible,
)
from rightsflow.law.steps import Step, day_and_month, step, weekday_and_date

_SATURDAY = 5
_IN_ALL = {2: "Two", 3: "Three"}


@dataclass(frozen=True, slots=True)
class Deadline:
    """When an answer is due, and why.

    `first_due_on` knows neither extension nor pause, `unsuspended_due_on` no pause; the three
    due dates are working days. `due_until` is the aware, exclusive end of `due_on`.
    """

    received_on: date
    first_due_on: date
    due_on: date
    unsuspended_due_on: date
    due_until: datetime
    extended: bool
    suspended_days: int
    steps: tuple[Step, ...]


def reckon(
    received_at: datetime,
    zone: ZoneInfo,
    country: str,
    *,
    extension: ExtensionNotice | None = None,
    question: IdentityQuestion | None = None,
) -> Deadline:
    """Return the deadline of one request, with every step.

    `country` (ISO 3166-1 alpha-2) and `zone` are the controller's. Raises ValueError for naive
    times, an unknown country, a notice or a question before receipt, an answer before its
    question, less than one further month, and dates beyond the calendar.
    """
    try:
        refuse_impossible(received_at, zone, extension, question)
        return _Reckoning(received_at, zone, country).with_all(extension, question)
    except OverflowError as error:
        raise ValueError(str(error)) from None


class _Reckoning:
    """The deadline as it grows; `end` is its last day before any moving on from days off."""

    def __init__(self, received_at: datetime, zone: ZoneInfo, country: str) -> None:
        self._zone, self._country = zone, country
        self._received_on = received_on(received_at, zone)
        at = received_at.astimezone(zone).isoformat()
        self._steps = [step("receipt", self._received_on, at=at, zone=str(zone))]
        self._end = months_later(self._received_on, 1)
        self._steps.append(step("one_month", self._end, which=self._which()))
        self._first_due_on = self._moved_on()

    def with_all(
        self, extension: ExtensionNotice | None, question: IdentityQuestion | None
    ) -> Deadline:
        months = self._extend(extension) if extension else 0
        unsuspended = self._moved_on() if months else self._first_due_on
        days = self._suspend(question) if question else None
        due = unsuspended if days is None else self._moved_on()
        until = due_until(due, self._zone)
        self._steps.append(step("end", due, zone=str(self._zone), until=until.isoformat()))
        return Deadline(
            received_on=self._received_on,
            first_due_on=self._first_due_on,
            due_on=due,
            unsuspended_due_on=unsuspended,
            due_until=until,
            extended=months > 0,
            suspended_days=days or 0,
            steps=tuple(self._steps),
        )

    def _extend(self, extension: ExtensionNotice) -> int:
        until = due_until(self._first_due_on, self._zone)
        months, told = granted_months(extension, until, self._zone)
        self._steps += told
        if months:
            self._end = months_later(self._received_on, 1 + months)
            facts = {"months": _IN_ALL[1 + months], "which": self._which()}
            self._steps.append(step("extension", self._end, **facts))
        return months

    def _suspend(self, question: IdentityQuestion) -> int | None:
        days, told = granted_days(question, self._received_on, self._end, self._country)
        self._steps += told
        self._end += timedelta(days=days or 0)
        return days

    def _which(self) -> str:
        if self._end.day == self._received_on.day:
            return "the same date"
        missing = day_and_month(self._received_on.day, self._end.month)
        return f"the last day of its month, for there is no {missing}"

    def _moved_on(self) -> date:
        due = working_day_from(self._end, self._country)
        if due == self._end:
            self._steps.append(step("working_day", due))
        else:
            self._steps.append(step("moved_on", due, off=", ".join(_days(self._end, due))))
        return due


def _days(first: date, stop: date) -> Iterator[str]:
    """Yield each day off before `stop` in words; what is no weekend is a public holiday."""
    for days in range((stop - first).days):
        day = first + timedelta(days=days)
        off = "" if day.weekday() >= _SATURDAY else " (public holiday)"
        yield f"{weekday_and_date(day)}{off}"
