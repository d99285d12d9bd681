"""What the morning mail tells in lists: case numbers, codes, dates; nothing about a person."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.letters.staff.facts import aware

_CASE_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")


def numbered(case_number: str) -> None:
    """Refuse what is no case number, such as a person's name; raises `ValueError`."""
    if not _CASE_NUMBER.fullmatch(case_number):
        problem = "no case number"
        raise ValueError(problem)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """An open case; `days_left` is negative after `due_on`."""

    number: str
    rights: tuple[Right, ...]
    due_on: date
    days_left: int
    holds: tuple[HoldKind, ...] = ()

    def __post_init__(self) -> None:
        """Let nothing but a case number into the digest."""
        numbered(self.number)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A hold that an approver can answer; `system` is a title, or empty."""

    case_number: str
    hold: HoldKind
    since_on: date
    answer_by_on: date
    system: str = ""

    def __post_init__(self) -> None:
        """Let nothing but a case number into the digest."""
        numbered(self.case_number)


class Asked(StrEnum):
    """What was asked of somebody outside, and is not answered."""

    confirmation = "confirmation"
    fee_quote = "fee_quote"
    scope_query = "scope_query"
    task = "task"
    notice = "notice"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question without an answer; `system` is the title of who has the task, or empty."""

    asked: Asked
    case_number: str
    since_on: date
    system: str = ""

    def __post_init__(self) -> None:
        """Let nothing but a case number into the digest."""
        numbered(self.case_number)


@dataclass(frozen=True, slots=True)
class Failing:
    """A system that cannot be asked, since an aware moment, and how many cases wait for it."""

    title: str
    since_at: datetime
    cases: int

    def __post_init__(self) -> None:
        """Refuse a moment whose day cannot be known."""
        aware(self.since_at)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest line of a case's journal: its number, and the hash in hexadecimal."""

    case_number: str
    seq: int
    hash: str

    def __post_init__(self) -> None:
        """Let nothing through that `journal verify --against` could not read."""
        numbered(self.case_number)
        if not _HASH.fullmatch(self.hash):
            problem = "no SHA-256 in hexadecimal"
            raise ValueError(problem)
