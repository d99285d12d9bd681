"""One reading of what was found: counts, the first rows, dates, recipients and sources.

Bounded in memory whatever the number of findings: of rows, sources and recipients only the
first are kept, and how much there is beyond (`left_out` counts disclosures).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from rightsflow.copy.findings import Found, Stored
from rightsflow.copy.job import Redacted
from rightsflow.copy.pile import Pile
from rightsflow.datamap.model import Collection
from rightsflow.deeds import Value
from rightsflow.errors import Damaged, NeedsPerson
from rightsflow.law.third_persons import DOCUMENT, Why

_LONGEST_SHOWN = 4000
_MOST_SOURCES = 50
_MOST_RECEIVERS = 1000


@dataclass(slots=True)
class Received:
    """How often a recipient named in a log received the data, and when."""

    times: int = 0
    first_on: date | None = None
    last_on: date | None = None

    def note(self, on: date | None) -> None:
        """Take one more disclosure."""
        self.times += 1
        if on is not None:
            self.first_on = min(on, self.first_on or on)
            self.last_on = max(on, self.last_on or on)


@dataclass(slots=True)
class Scanned:
    """What is known of one collection after reading its findings once.

    `since_on` is the latest date from which its retention runs, `is_open` says that a record
    has none yet. `filled` counts the values of each column, `redacted` what was left out of it,
    by reason. `shortened`: a text was cut in `shown`, which is for the report alone.
    """

    name: str
    map: Collection
    since: str | None
    limit: int
    count: int = 0
    shown: list[dict[str, Value]] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)
    documents: list[Stored] = field(default_factory=list)
    document_count: int = 0
    since_on: date | None = None
    is_open: bool = False
    receivers: dict[str, Received] = field(default_factory=dict)
    left_out: int = 0
    sources: dict[str, None] = field(default_factory=dict)
    third_party: Counter[str] = field(default_factory=Counter)
    redacted: Counter[tuple[str, Why]] = field(default_factory=Counter)
    shortened: bool = False
    _delicate: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Note the columns that may name another person."""
        self._delicate = [name for name, about in self.map.fields.items() if about.third_party]

    def take(self, found: Found) -> None:
        """Read one finding."""
        self.count += 1
        values = found.values
        self.filled.update(c for c, v in values.items() if v not in (None, ""))
        for column in self._delicate:
            if column not in found.redacted and values.get(column) not in (None, ""):
                self.third_party[column] += 1
        for column, (why, count) in found.redacted.items():
            self.redacted[column, why] += count
        if self.count <= self.limit:
            self.shown.append({column: self._short(value) for column, value in values.items()})
        if found.document:
            self.document_count += 1
            if len(self.documents) < self.limit:
                self.documents.append(found.document)
        self._take_dates(values)
        self._take_source(found)

    @property
    def whys(self) -> frozenset[Why]:
        """Return why anything was left out of the values of this collection."""
        return frozenset(why for column, why in self.redacted if column != DOCUMENT)

    def _short(self, value: Value) -> Value:
        if isinstance(value, str) and len(value) > _LONGEST_SHOWN:
            self.shortened = True
            return value[:_LONGEST_SHOWN] + " …"
        return value

    def _take_dates(self, values: dict[str, Value]) -> None:
        if self.since is not None and self.since in self.map.fields:
            on = day_of(values.get(self.since))
            self.is_open = self.is_open or on is None
            self.since_on = max(on, self.since_on or on) if on else self.since_on
        if log := self.map.discloses:
            name = values.get(log.recipient)
            name = "" if name is None else str(name).strip()
            if name in self.receivers or len(self.receivers) < _MOST_RECEIVERS:
                on = day_of(values.get(log.disclosed_on))
                self.receivers.setdefault(name, Received()).note(on)
            else:
                self.left_out += 1

    def _take_source(self, found: Found) -> None:
        column = self.map.source_column
        source = found.values.get(column) if column else None
        why, _ = found.redacted.get(column or "", (None, 0))
        is_told = source not in (None, "") and why in (None, Why.blacked_out)
        if is_told and len(self.sources) < _MOST_SOURCES:
            self.sources[str(source)] = None


@dataclass(frozen=True, slots=True)
class Heap:
    """A system's findings and what was learnt from reading them; only collections with some."""

    pile: Pile
    collections: dict[str, Scanned]


def scan(pile: Pile, limit: int) -> Heap:
    """Read the findings of a system once; `limit` rows of each collection are kept.

    Raises `Damaged` if there are fewer or more than were noted when they were gathered, and
    `NeedsPerson` if the data map no longer has a collection, or if a passage to be blacked out
    is not found.
    """
    system = pile.system
    scanned = {
        name: Scanned(name, about, system.purposes[about.purpose].retention.since, limit)
        for name, about in system.collections.items()
    }
    total = 0
    for found in pile:
        total += 1
        if found.collection not in scanned:
            problem = f"{system.system}: findings of a collection that its data map has no more."
            raise NeedsPerson(problem)
        scanned[found.collection].take(found)
    if total != pile.asked.records:
        problem = f"{system.system}: {total} findings in the vault, {pile.asked.records} noted."
        raise Damaged(problem)
    pile.redaction.check(name for name, one in scanned.items() if one.count)
    return Heap(pile, {name: one for name, one in scanned.items() if one.count})


def redacted_in(heaps: Sequence[Heap]) -> tuple[Redacted, ...]:
    """Return the log of what was left out for others' sake, in the order of the copy."""
    return tuple(
        Redacted(f"{heap.pile.system.system}.{name}.{column}", why, count)
        for heap in heaps
        for name, one in heap.collections.items()
        for (column, why), count in one.redacted.items()
    )


def day_of(value: Value) -> date | None:
    """Return the date with which a text in ISO 8601 begins; None if it does not."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
