"""When an answer is due: one month from receipt, Regulation (EEC, Euratom) 1182/71.

| rule | source |
|---|---|
| one month from receipt at the latest | Article 12(3) GDPR |
| the day of receipt is not counted | 1182/71 Article 3(1) |
| a month ends on the same date of the next month, or its last day | 1182/71 Article 3(2)(c) |
| it ends with the last hour of that day | 1182/71 Article 3(2)(c) |
| a last day on a Saturday, Sunday or public holiday moves on | 1182/71 Article 3(4) |
| days off inside a period count, unless it is one of working days | 1182/71 Article 3(3) |
| a working day is no Saturday, Sunday or public holiday | 1182/71 Article 2(2) |
| whose holidays: of the state where the controller acts | 1182/71 Article 2(1) |
| the server's receipt time in the controller's zone says which day it is | 1182/71 Article 2(1) |
| a notice of extension goes out inside the first month, moved on as above | Article 12(3) GDPR |

`prolonging` has the rules of extension and pause, `reckoning` adds them and tells every step.
"""

import calendar
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

RULES = "1182/71-1"
"""The version of these rules, noted with every case."""

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def received_on(received_at: datetime, zone: ZoneInfo) -> date:
    """Return the day of receipt in the controller's zone; raises ValueError if naive."""
    if received_at.utcoffset() is None:
        problem = "a time of receipt must have a zone"
        raise ValueError(problem)
    return received_at.astimezone(zone).date()


def months_later(day: date, months: int) -> date:
    """Return the same date `months` later, or that month's last day if there is none."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def working_day_from(day: date, country: str) -> date:
    """Return `day`, or the next day that is no Saturday, Sunday or public holiday."""
    while day.weekday() >= _SATURDAY or day in _holidays(country):
        day += _ONE_DAY
    return day


def working_days_later(day: date, count: int, country: str) -> date:
    """Return the last day of a period of `count` working days; `day` itself is not counted."""
    for _ in range(count):
        day = working_day_from(day + _ONE_DAY, country)
    return day


def due_on(received_at: datetime, zone: ZoneInfo, country: str) -> date:
    """Return the last day for an answer; it is in time until that day's 24:00 in `zone`."""
    return working_day_from(months_later(received_on(received_at, zone), 1), country)


def due_until(day: date, zone: ZoneInfo) -> datetime:
    """Return the aware end of `day` in `zone`: 24:00, written as 00:00 of the next day.

    Exclusive: what is sent at this moment is late.
    """
    return datetime.combine(day + _ONE_DAY, time(), zone)


def extension_possible_until(received_at: datetime, zone: ZoneInfo, country: str) -> datetime:
    """Return the moment (aware, exclusive) before which a notice of extension has to go out.

    A pause does not prolong this window: Article 12(3) GDPR ties the notice to receipt.
    """
    return due_until(due_on(received_at, zone, country), zone)


def knows(country: str) -> bool:
    """Say whether the public holidays of this country (ISO 3166-1 alpha-2) are known."""
    return country in holidays.list_supported_countries(include_aliases=False)


@cache
def _holidays(country: str) -> holidays.HolidayBase:
    if not knows(country):
        problem = "no country whose holidays are known"
        raise ValueError(problem)
    return holidays.country_holidays(country)
