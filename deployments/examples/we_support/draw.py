"""Drawing by lot, the same for the same seed: numbers, dates and words."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml

T = TypeVar("T")

FIRST_ON = date(2022, 1, 10)
LAST_ON = date(2026, 9, 30)
"""All records date from between these days, whenever they are made."""
PLANTED_BY = date(2023, 6, 30)
"""Planted people came early enough for everything to have happened to them since."""

_OFFICE_OPENS = 8
_OFFICE_HOURS = 9
_MINUTES = 60
_CERTAIN = 100


@cache
def words() -> dict[str, Any]:
    """Return the words of `words.yaml`."""
    text = files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


class Draw:
    """Lots drawn from one seed, in one order."""

    def __init__(self, seed: int) -> None:
        """Start from a seed; equal seeds draw equal lots."""
        self._random = random.Random(seed)  # noqa: S311 - invented people, no secret

    def one(self, of: Sequence[T]) -> T:
        """Return one item."""
        return self._random.choice(of)

    def some(self, of: Sequence[T], count: int) -> list[T]:
        """Return `count` different items."""
        return self._random.sample(of, count)

    def number(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return self._random.randint(low, high)

    def happens(self, percent: int) -> bool:
        """Return True in so many of a hundred cases."""
        return self._random.randrange(_CERTAIN) < percent

    def times(self, most: int, *, sure: bool) -> int:
        """Return a count up to `most`; where it must be sure, at least one."""
        return self.number(1 if sure else 0, most)

    def day(self, since: date = FIRST_ON, until: date = LAST_ON) -> date:
        """Return a day, both ends included; `since` itself if `until` lies before it."""
        return since + timedelta(days=self.number(0, max(0, (until - since).days)))

    def moment(self, since: date = FIRST_ON, until: date = LAST_ON) -> str:
        """Return a local time in office hours as databases write it."""
        minutes = self.number(0, _OFFICE_HOURS * _MINUTES - 1)
        opens = datetime.combine(self.day(since, until), time(_OFFICE_OPENS))
        return (opens + timedelta(minutes=minutes)).isoformat(" ")

    def token(self, digits: int) -> str:
        """Return a random hexadecimal text."""
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"
