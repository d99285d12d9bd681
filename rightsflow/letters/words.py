"""The words of a language, from `templates/<language>/words.yaml`: names, months, plural forms."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from rightsflow.law.right import Right

FALLBACK = "en"
"""The language of a letter whose own language has no folder."""

_DAYS_IN_YEAR = 365


class Words:
    """The words of one language; a word that is not there raises KeyError."""

    def __init__(self, language: str, words: Mapping[str, Any]) -> None:
        self.language = language
        self._words = words

    def name(self, group: str, code: str) -> str:
        """Return the text of a code, such as a right or a doubt."""
        text: str = self._words[group][code]
        return text

    def right(self, right: Right) -> str:
        """Return the plain name of a right."""
        return self.name("rights", right.value)

    def marks(self, group: str) -> tuple[str, ...]:
        """Return what a letter must contain to be complete, by its name."""
        return tuple(self._words["marks"][group])

    def day(self, day: date) -> str:
        """Return a calendar date in words."""
        month = self._words["months"][day.month - 1]
        text: str = self._words["date"]
        return text.format(day=day.day, month=month, year=day.year)

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """Return date and time of an aware moment, in the zone of the controller."""
        here = at.astimezone(zone)
        text: str = self._words["moment"]
        return text.format(date=self.day(here.date()), time=f"{here:%H:%M}")

    def day_of(self, at: datetime, zone: ZoneInfo) -> str:
        """Return the date of an aware moment, in the zone of the controller."""
        return self.day(at.astimezone(zone).date())

    def count(self, thing: str, number: int) -> str:
        """Return a number of things: the first form whose pattern fits its digits."""
        for pattern, form in self._words["counts"][thing].items():
            if re.search(pattern, str(number)):
                text: str = form
                return text.format(number=number)
        raise KeyError(thing)

    def period(self, days: int) -> str:
        """Return a period given in days; whole years are said in years."""
        if days >= _DAYS_IN_YEAR and days % _DAYS_IN_YEAR == 0:
            return self.count("years", days // _DAYS_IN_YEAR)
        return self.count("days", days)

    def of(self, texts: Mapping[str, str]) -> str:
        """Return a text of the settings in this language, else in English, else any."""
        return texts.get(self.language) or texts.get(FALLBACK) or next(iter(texts.values()))


@cache
def words(language: str) -> Words:
    """Return the words of a language, or of English where it has no folder."""
    known = language if language in languages() else FALLBACK
    text = (folder() / known / "words.yaml").read_text(encoding="utf-8")
    return Words(known, yaml.safe_load(text))


@cache
def languages() -> frozenset[str]:
    """Return the languages that have a folder of templates."""
    return frozenset(entry.name for entry in folder().iterdir() if entry.is_dir())


def folder() -> Traversable:
    """Return the folder of all templates."""
    return files("rightsflow.letters") / "templates"
