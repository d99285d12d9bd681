"""What the board shows: case numbers, rights, dates and counts; nothing about a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome, Right


@dataclass(frozen=True, slots=True)
class BoardCase:
    """An open case; `days_left` is negative after `due_on`."""

    number: str
    rights: tuple[Right, ...]
    due_on: date
    days_left: int
    holds: tuple[HoldKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """How things stand on a day.

    `outcomes` count requests; `on_time` are months (`2026-03`), oldest first, with the number
    of answers and how many of them were in time.
    """

    today_on: date
    open_cases: tuple[BoardCase, ...] = ()
    outcomes: Mapping[Right, Mapping[Outcome, int]] = field(default_factory=dict)
    on_time: tuple[tuple[str, int, int], ...] = ()
