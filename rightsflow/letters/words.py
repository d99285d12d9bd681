"""The words of a language, from `templates/<language>/words.yaml`: names, dates, sums, plurals."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from rightsflow.law.right import Right

FALLBACK = "en"
"""The language of a letter whose own language has no folder."""

_DAYS_IN_YEAR = 365
_CENT = Decimal("0.01")


class Words:
    """The words of one language; a word that is not there raises KeyError."""

    def __init__(self, language: str, words: Mapping[str, Any]) -> None:
        self.language = language
        self._words = words

    def name(self, group: str, code: str) -> str:
        """Return the text of a code, such as a right or a doubt."""
        text: str = self._words[group][code]
        return text

    def right(self, right: Right, *, marketing: bool = False) -> str:
        """Return the plain name of a right; of an objection to direct marketing, its own."""
        if marketing and right is Right.objection:
            return self.name("rights", "marketing_objection")
        return self.name("rights", right.value)

    @property
    def page(self) -> str:
        """Return the words for `{page}` of `{pages}`."""
        text: str = self._words["page"]
        return text

    @property
    def never(self) -> tuple[str, ...]:
        """Return patterns of what a letter must not say, where the language has a list of them."""
        return tuple(self._words["never"])

    def several(self, group: str, code: str) -> tuple[str, ...]:
        """Return the texts of a code that has several, such as the ways to say yes."""
        return tuple(self._words[group][code])

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

    def article(self, provision: str) -> str:
        """Return a provision of the GDPR such as `17(3)(e)` as it is cited, or several of them.

        Several are separated by a comma and a space: `21(2), 21(3)`.
        """
        forms: Mapping[str, str] = self._words["article"]
        said = [self._inside(one) for one in provision.split(", ")]
        *first, last = said
        joined = forms["and"].join([*([forms["comma"].join(first)] if first else ()), last])
        return forms["whole"].format(text=joined)

    def _inside(self, provision: str) -> str:
        forms: Mapping[str, str] = self._words["article"]
        number, *inner = re.findall(r"\w+", provision)
        said = forms["number"].format(number=number)
        for part in inner:
            form = forms["paragraph" if part.isdigit() else "point"]
            said += form.format(number=part, letter=part)
        return said

    def change(self, title: str, old: str, new: str) -> str:
        """Return how a field was corrected; `old` empty: nothing stood there before."""
        text: str = self._words["change" if old else "added"]
        return text.format(title=title, old=old, new=new)

    def money(self, amount: Decimal, currency: str) -> str:
        """Return a sum with two decimals, or more where it has more."""
        forms = self._words["money"]
        exact = amount.quantize(_CENT) if amount == amount.quantize(_CENT) else amount
        text: str = forms["text"]
        return text.format(
            amount=f"{exact:f}".replace(".", forms["decimal"]),
            currency=forms["currencies"].get(currency, currency),
        )

    def dates(self, text: str) -> Iterator[tuple[date | None, bool]]:
        """Yield each date in a text, None if there is no such day, and whether it is promised.

        A promised date stands right after words such as "we will answer by".
        """
        for found in self._date.finditer(text):
            month = self._words["months"].index(found["month"]) + 1
            try:
                real = date(int(found["year"]), month, int(found["day"]))
            except ValueError:
                real = None
            yield real, bool(found["promise"])

    @cached_property
    def _date(self) -> re.Pattern[str]:
        months = "|".join(map(re.escape, self._words["months"]))
        said = re.escape(self._words["date"].format(day="DAY", month="MONTH", year="YEAR"))
        for name, form in (("DAY", r"\d{1,2}"), ("MONTH", months), ("YEAR", r"\d{4}")):
            said = said.replace(name, f"(?P<{name.lower()}>{form})")
        promises = "|".join(map(re.escape, self._words["promises"]))
        return re.compile(rf"(?P<promise>\b(?i:{promises})[:\s]+)?\b{said}\b")

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
