"""What a plan is drawn up from: what is held about one person, as the law sees it.

The data map says what a collection is for; a survey of the person's own records says how many
there are and from which days their periods run. No value of the data is among it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rightsflow.law.duty import Duty
from rightsflow.law.ground import Given, Treatment
from rightsflow.law.right import Ground


class Erasing(StrEnum):
    """What erasing means for a collection: its records go, are blanked, or are not the person's."""

    delete = "delete"
    blank = "blank"
    leave = "leave"


@dataclass(frozen=True, slots=True)
class PurposeFacts:
    """A purpose of a system: its ground, whether it is marketing or profiling, how long it lasts.

    `period` is ISO 8601, counted from the date in the column `since`; empty: criteria in words.
    """

    name: str
    ground: Ground
    marketing: bool = False
    profiling: bool = False
    period: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class AlsoFor:
    """Fields of a collection that a further purpose needs; no fields: all of them.

    Where records kept for that purpose hang on the record, these fields are kept as long. A
    purpose that no collection of the system has for its own lasts until it is ended itself.
    """

    purpose: PurposeFacts
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """A duty on a collection: fields (none: all), the column its period runs from, a condition.

    `if_set`: the duty is on records whose column holds something (an invoice number).
    """

    duty: Duty
    since: str
    fields: tuple[str, ...] = ()
    if_set: str = ""


@dataclass(frozen=True, slots=True)
class CollectionFacts:
    """A collection as the law sees it.

    `fields` are those that may be blanked; `links` those by which records hang together, which
    a kept record keeps. `others`: fields or documents that may be about other people.
    `can` are the treatments that its system can carry out by program; any other is a task for a
    person.
    """

    system: str
    name: str
    purpose: PurposeFacts
    fields: tuple[str, ...]
    links: frozenset[str] = frozenset()
    parent: str = ""
    erasing: Erasing = Erasing.delete
    given: Given = Given.provided
    also: tuple[AlsoFor, ...] = ()
    duties: tuple[DutyFacts, ...] = ()
    stops: tuple[PurposeFacts, ...] = ()
    marked: bool = False
    can: frozenset[Treatment] = frozenset()


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """One record: its name, the record it hangs on, its dates, and which columns hold something.

    `record` names it inside its system; `parents` are the names of the records above it that
    were found, none for one that people are found in.
    """

    record: str = field(repr=False)
    parents: tuple[str, ...] = field(default=(), repr=False)
    dates: Mapping[str, date] = field(default_factory=dict, repr=False)
    filled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HeldFacts:
    """A collection with the person's records in it; none is a finding, too."""

    of: CollectionFacts
    records: tuple[RecordFacts, ...] = field(default=(), repr=False)
