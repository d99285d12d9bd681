"""What a step in the reckoning of a due date says: rule, article, sentence. A table.

1182/71 is Regulation (EEC, Euratom) 1182/71; EDPB Guidelines 01/2022 are those on the right of
access.
"""

from dataclasses import dataclass
from datetime import date

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

_ROWS: tuple[tuple[str, str, str], ...] = (
    ("receipt", "1182/71 Article 3(1)",
     "Received on {on} ({at} in {zone}). The day of receipt is not counted."),
    ("one_month", "Article 12(3) GDPR; 1182/71 Article 3(2)(c)",
     "One month after receipt is {on}, {which}."),
    ("working_day", "1182/71 Article 3(4)",
     "{on} is a working day: the period ends there."),
    ("moved_on", "1182/71 Article 3(4)",
     "No working day: {off}. The period ends on the next working day, {on}."),
    ("notice_in_time", "Article 12(3) GDPR",
     "The notice of extension went out at {at}, before {until}: in time."),
    ("notice_too_late", "Article 12(3) GDPR",
     "The notice of extension went out at {at}, not before {until}: no extension."),
    ("two_months_at_most", "Article 12(3) GDPR",
     "{asked} further months were wanted. Two are the most that the law allows."),
    ("extension", "Article 12(3) GDPR; 1182/71 Article 3(2)(c)",
     "{months} months after receipt, the first included, is {on}, {which}."),
    ("question_in_time", "EDPB Guidelines 01/2022 paragraph 159",
     "Identity was asked about on {on}, by {last}, the third working day after receipt."),
    ("question_too_late", "EDPB Guidelines 01/2022 paragraph 159",
     "Identity was asked about on {on}, after {last}, the third working day: no pause."),
    ("question_unanswered", "EDPB Guidelines 01/2022 paragraph 159",
     "The question of {on} has no answer yet: no pause so far."),
    ("pause", "EDPB Guidelines 01/2022 paragraph 159",
     "Answered on {answered}, {days} later: added to {end}, this gives {on}."),
    ("end", "1182/71 Article 3(2)(c)",
     "{on} ends at 24:00 in {zone}. What is sent before {until} is in time."),
)  # fmt: skip
"""Rows of rule, article, sentence: everything that a step can say."""

_SAYING = {rule: (article, text) for rule, article, text in _ROWS}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the rule's code, its article, the date it speaks of, and an English sentence."""

    rule: str
    article: str
    on: date
    text: str


def step(rule: str, on: date, **facts: str) -> Step:
    """Return the step of a row of the table; `facts` are the words that its sentence leaves open.

    Raises KeyError for a rule or a fact that is missing.
    """
    article, text = _SAYING[rule]
    return Step(rule, article, on, text.format(on=weekday_and_date(on), **facts))


def day_and_month(day: int, month: int) -> str:
    """Return `31 September`, which need not exist, whatever the locale; months count from 1."""
    return f"{day} {_MONTHS[month - 1]}"


def weekday_and_date(day: date) -> str:
    """Return `Tuesday 2026-04-07`, whatever the locale."""
    return f"{_WEEKDAYS[day.weekday()]} {day}"
