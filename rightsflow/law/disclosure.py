"""What Article 15(1) and (2) GDPR wants told about one person's data.

Made from the collections in which the person was found and from nothing else: a purpose, a
recipient or a source that does not concern the person is not told (EDPB Guidelines 01/2022,
tailored answer). Recipients are told by name (C-154/21).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rightsflow.law.deadline import months_later
from rightsflow.law.right import GROUND_ARTICLE, Ground

EEA = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
        "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
"""Countries of the European Economic Area, ISO 3166: nothing sent there is a transfer."""

_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Kept:
    """How long, in words; and the last day, where a period and its beginning are known."""

    criteria: str
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why data is processed (Article 15(1)(a)), on which ground, with which collections."""

    title: str
    ground: Ground
    interest: str
    kept: Kept
    collections: tuple[str, ...]

    @property
    def article(self) -> str:
        """Return the letter of Article 6(1) GDPR that states the ground."""
        return GROUND_ARTICLE[self.ground]


@dataclass(frozen=True, slots=True)
class Category:
    """A category of data held (Article 15(1)(b)) and the fields it has for this person."""

    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who received or receives the data (Article 15(1)(c)).

    `first_on`, `last_on` and `times` come from a log of disclosures and are None and 0 for a
    recipient who receives the data of everybody. An empty name: the log names nobody.
    """

    name: str
    what: str
    role: str = ""
    country: str = ""
    safeguards: str = ""
    first_on: date | None = None
    last_on: date | None = None
    times: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Where data comes from that the person did not give (Article 15(1)(g))."""

    collection: str
    text: str


@dataclass(frozen=True, slots=True)
class Profiling:
    """An automated evaluation, in plain words (Article 15(1)(h))."""

    logic: str
    significance: str
    consequences: str
    solely_automated: bool


@dataclass(frozen=True, slots=True)
class Held:
    """One collection in which the person was found: what the disclosure is made from.

    `since_on` is the latest date from which its retention `period` (ISO 8601) runs.
    """

    collection: str
    purpose: str
    ground: Ground
    interest: str
    criteria: str
    period: str = ""
    since_on: date | None = None
    fields: tuple[tuple[str, str], ...] = ()
    """Category and title of each field that holds something."""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The information of Article 15(1) and (2) GDPR for one person."""

    purposes: tuple[Purpose, ...]
    categories: tuple[Category, ...]
    recipients: tuple[Recipient, ...]
    sources: tuple[Source, ...]
    profiling: tuple[Profiling, ...]
    transfers: tuple[Recipient, ...]


def disclose(
    held: Sequence[Held], recipients: Iterable[Recipient], profiling: Iterable[Profiling]
) -> Disclosure:
    """Draw up the information; recipients and profiling are those of systems with findings."""
    told = tuple(dict.fromkeys(recipients)) if held else ()
    return Disclosure(
        purposes=_purposes(held),
        categories=_categories(held),
        recipients=told,
        sources=tuple(dict.fromkeys(Source(h.collection, s) for h in held for s in h.sources)),
        profiling=tuple(dict.fromkeys(profiling)) if held else (),
        transfers=tuple(r for r in told if r.country and r.country not in EEA),
    )


def kept_until(period: str, since_on: date) -> date:
    """Return the last day of an ISO 8601 period (`P2Y6M`) that begins on a day.

    A day that the month does not have becomes its last day, as in Regulation 1182/71, Article
    3(2)(c). Raises `ValueError` for anything else than years, months and days, and where the
    calendar ends (a date such as 9999-12-31 stands for none).
    """
    parts = _PERIOD.fullmatch(period)
    if parts is None:
        problem = "no period of years, months and days"
        raise ValueError(problem)
    years, months, days = (int(part or 0) for part in parts.groups())
    try:
        return months_later(since_on, years * _MONTHS + months) + timedelta(days=days)
    except OverflowError as error:
        raise ValueError(str(error)) from None


def _purposes(held: Sequence[Held]) -> tuple[Purpose, ...]:
    """Join collections of one purpose; the latest end date speaks for all of them."""
    joined: dict[tuple[str, Ground, str, str], list[Held]] = {}
    for one in held:
        key = (one.purpose, one.ground, one.interest, one.criteria)
        joined.setdefault(key, []).append(one)
    return tuple(
        Purpose(
            title, ground, interest, Kept(criteria, _last(ones)),
            tuple(dict.fromkeys(one.collection for one in ones)),
        )
        for (title, ground, interest, criteria), ones in joined.items()
    )  # fmt: skip


def _last(held: Sequence[Held]) -> date | None:
    """Return the latest end, or None if it is not known for every collection."""
    ends: list[date] = []
    for one in held:
        if not one.period or one.since_on is None:
            return None
        try:
            ends.append(kept_until(one.period, one.since_on))
        except ValueError:
            return None
    return max(ends, default=None)


def _categories(held: Sequence[Held]) -> tuple[Category, ...]:
    fields: dict[str, dict[str, None]] = {}
    for one in held:
        for category, title in one.fields:
            fields.setdefault(category, {})[title] = None
    return tuple(Category(name, tuple(titles)) for name, titles in fields.items())
