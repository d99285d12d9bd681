"""What the answer to a right tells of one system: what was done, what is kept, what is open."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from rightsflow.law.action import WITHOUT_DEED
from rightsflow.law.duty import Duty
from rightsflow.law.ground import Given, Treatment
from rightsflow.law.right import GROUND_ARTICLE, Ground

INTEREST = frozenset({"6(1)(f)", "17(3)(e)"})
"""Provisions that rest on an interest, against which an objection is possible (Article 21(1))."""

_NO_TASK = WITHOUT_DEED - {Treatment.review}


@dataclass(frozen=True, slots=True)
class PurposeTold:
    """A purpose by its title, in the language of the letter, and its legal ground.

    `ends`: what ends for the person with it, in a sentence ("You no longer take part in the
    contest."); empty: nothing beyond the purpose itself.
    """

    title: str
    ground: Ground
    marketing: bool = False
    profiling: bool = False
    ends: str = ""

    @property
    def article(self) -> str:
        """Return the letter of Article 6(1) GDPR that states the ground."""
        return GROUND_ARTICLE[self.ground]


@dataclass(frozen=True, slots=True)
class KeptTold:
    """Why something is kept, and until when (Article 17(3) GDPR).

    `duty` None: for another purpose, by its title. `article` such as `17(3)(b)` or `6(1)(f)`.
    The last day, or else what decides about it, in words.
    """

    duty: Duty | None
    purpose: str
    article: str
    until_on: date | None
    criteria: str = ""

    @property
    def on_interest(self) -> bool:
        """Return whether the person may object to it."""
        return self.article in INTEREST


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """A field that was corrected, by its title; `old` empty: nothing stood there before."""

    title: str
    old: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PartTold:
    """What happened, for one right, to records of collections of one system.

    All names are titles in the language of the letter. `on`: the day on which it was done *and*
    verified. `by_person_on`: a colleague does it by hand, and it is confirmed by this day; of
    the two a deed has exactly one. `fields`: those that it concerns, none: all; `stays`: the
    fields that a cleared record keeps. `given`: how we came by the data, for portability.
    `given_on`: when a consent was given, if known.
    """

    treatment: Treatment
    system: str
    what: tuple[str, ...]
    purposes: tuple[PurposeTold, ...]
    article: str
    records: int
    on: date | None = None
    by_person_on: date | None = None
    fields: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    kept: tuple[KeptTold, ...] = ()
    changes: tuple[ChangeTold, ...] = ()
    given: Given = Given.provided
    given_on: date | None = None

    @property
    def open(self) -> bool:
        """Return whether a person still does it by hand."""
        return self.by_person_on is not None

    @property
    def wants_a_day(self) -> bool:
        """Return whether it is something that is done, and not something that is so."""
        return self.treatment not in _NO_TASK

    @property
    def leaves(self) -> bool:
        """Return whether something about the person stays where erasure was asked for."""
        return self.treatment is Treatment.keep or bool(self.kept)


def together(parts: Iterable[PartTold]) -> tuple[PartTold, ...]:
    """Join parts that say the same of one system: their collections, purposes and records."""
    joined: dict[PartTold, PartTold] = {}
    for part in parts:
        same = replace(part, what=(), purposes=(), records=0)
        so_far = joined.get(same, same)
        joined[same] = replace(
            so_far,
            what=tuple(dict.fromkeys((*so_far.what, *part.what))),
            purposes=tuple(dict.fromkeys((*so_far.purposes, *part.purposes))),
            records=so_far.records + part.records,
        )
    return tuple(joined.values())
