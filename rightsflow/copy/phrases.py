"""The words of the report, by language, from `texts/<language>.yaml`."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

_FOLDER = Path(__file__).resolve().parent / "texts"


class Phrases:
    """The phrases of one language; a phrase that is not there raises KeyError."""

    def __init__(self, language: str, phrases: dict[str, Any]) -> None:
        self.language = language
        self._phrases = phrases

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase, its names filled in."""
        phrase: str = self._phrases[key]
        return phrase.format(**values) if values else phrase

    def many(self, key: str, **values: object) -> list[str]:
        """Return the phrases of a list, their names filled in."""
        return [phrase.format(**values) for phrase in self._phrases[key]]

    def category(self, name: str) -> str:
        """Return the title of a category of the data map, or its name in plain letters."""
        known: dict[str, str] = self._phrases["categories_known"]
        return known.get(name, name.replace("_", " ").capitalize())

    def country(self, code: str) -> str:
        """Return the name of a country, or its ISO 3166 code."""
        names: dict[str, str] = self._phrases["countries"]
        return names.get(code, code)

    def day(self, day: date) -> str:
        """Return a date in words."""
        month = self._phrases["months"][day.month - 1]
        return self("date", day=day.day, month=month, year=day.year)

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """Return the date of a moment, where the controller is."""
        return self.day(at.astimezone(zone).date())

    def of(self, texts: dict[str, str]) -> str:
        """Return a text of the data map in this language, or in English."""
        return texts.get(self.language) or texts["en"]

    def size(self, count: int) -> str:
        """Return a number of bytes for people."""
        for unit, key in ((1_000_000, "size_mb"), (1_000, "size_kb")):
            if count >= unit:
                return self(key, count=round(count / unit))
        return self("size_bytes", count=count)


@cache
def phrases(language: str) -> Phrases:
    """Return the phrases of a language; raises KeyError if there is no such folder of texts."""
    if language not in languages():
        raise KeyError(language)
    text = (_FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    return Phrases(language, yaml.safe_load(text))


@cache
def languages() -> frozenset[str]:
    """Return the languages for which there are texts."""
    return frozenset(file.stem for file in _FOLDER.glob("*.yaml"))
