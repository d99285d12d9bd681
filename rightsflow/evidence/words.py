"""The words of the evidence, by language, from `texts/<language>.yaml`."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from rightsflow.letters.recipients.render import recipient_words
from rightsflow.letters.words import words as words_of_letters

_FOLDER = Path(__file__).resolve().parent / "texts"


class Words:
    """The words of one language, where the controller is; a phrase not there raises KeyError."""

    def __init__(self, language: str, texts: Mapping[str, Any], zone: ZoneInfo) -> None:
        self.language = language
        self._texts = texts
        self._zone = zone
        self._letters = words_of_letters(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase, its names filled in."""
        phrase: str = self._texts[key]
        return phrase.format(**values) if values else phrase

    def code(self, group: str, code: str | None, or_else: str = "") -> str:
        """Return the text of a code, from its group or another one.

        A code that a later version made is returned in plain letters.
        """
        if not code:
            return self("none")
        known: dict[str, str] = {**self._texts.get(or_else, {}), **self._texts[group]}
        return known.get(str(code), str(code).replace("_", " "))

    def right(self, code: str) -> str:
        """Return the plain name of a right."""
        return self._of_letters("rights", code)

    def ground(self, code: str) -> str:
        """Return the plain name of a ground on which something is refused."""
        return self._of_letters("grounds", code)

    def letter(self, code: str) -> str:
        """Return the title of a letter."""
        with suppress(KeyError):
            return recipient_words(self.language).name("titles", code)
        return self._of_letters("titles", code)

    def day(self, iso: str | None) -> str:
        """Return a date in words; what is none, as by a hand in the journal, as it stands."""
        if not iso:
            return self("none")
        try:
            return self._letters.day(date.fromisoformat(iso))
        except ValueError:
            return iso

    def moment(self, iso: str | None) -> str:
        """Return a moment in words, to the minute, where the controller is."""
        if not iso:
            return self("none")
        return self._letters.moment(datetime.fromisoformat(iso), self._zone)

    def instant(self, iso: str) -> str:
        """Return a moment in figures, to the second, where the controller is."""
        return f"{datetime.fromisoformat(iso).astimezone(self._zone):%Y-%m-%d\n%H:%M:%S}"

    def day_of(self, iso: str) -> date:
        """Return the date of a moment, where the controller is."""
        return datetime.fromisoformat(iso).astimezone(self._zone).date()

    def _of_letters(self, group: str, code: str) -> str:
        try:
            return self._letters.name(group, code)
        except KeyError:
            return code.replace("_", " ")


@cache
def words(language: str, zone: ZoneInfo) -> Words:
    """Return the words of a language; raises KeyError if there is no file of texts."""
    if language not in languages():
        raise KeyError(language)
    text = (_FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    return Words(language, yaml.safe_load(text), zone)


@cache
def languages() -> frozenset[str]:
    """Return the languages for which there are texts."""
    return frozenset(file.stem for file in _FOLDER.glob("*.yaml"))
