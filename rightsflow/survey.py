"""A survey: what the records of one person in one system are, without what stands in them.

Made from the findings as they stream by. It keeps the names of records, how they hang together,
the dates that periods run from, the person's own identifiers on them, and who received them.
"""

from collections import defaultdict
from collections.abc import Collection as Several
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rightsflow.canonical import canonical_email, canonical_phone
from rightsflow.connector import Finding
from rightsflow.datamap.facts import collection_facts, date_columns, identifying
from rightsflow.datamap.model import Collection, SystemMap
from rightsflow.errors import NeedsPerson
from rightsflow.law.facts import HeldFacts, RecordFacts
from rightsflow.law.ground import Treatment
from rightsflow.law.subject import Identifier, IdentifierKind

MOST_RECORDS = 200_000
"""More than anybody plans over by hand; a person decides how such a one is erased."""

_PROVEN = frozenset({IdentifierKind.email, IdentifierKind.phone, IdentifierKind.pesel})


@dataclass(frozen=True, slots=True)
class Logged:
    """A row of a log of disclosures, with the columns that say who received the data and when."""

    collection: str
    values: Mapping[str, Any] = field(repr=False)


@dataclass(slots=True)
class Survey:
    """The survey of one person in one system, while it is made and when it is read back."""

    system: SystemMap
    _rows: dict[str, list[list[Any]]] = field(default_factory=lambda: defaultdict(list), repr=False)
    _identities: dict[tuple[str, str], None] = field(default_factory=dict, repr=False)
    _names: dict[str, None] = field(default_factory=dict, repr=False)
    _logged: list[list[Any]] = field(default_factory=list, repr=False)
    records: int = 0

    def add(self, finding: Finding) -> None:
        """Note one finding; raises `NeedsPerson` where there are more than anybody can plan."""
        self.records += 1
        if self.records > MOST_RECORDS:
            message = f"System {self.system.system} holds more than {MOST_RECORDS} records."
            raise NeedsPerson(message)
        of = self.system.collections[finding.collection]
        dates = {
            column: day.isoformat()
            for column in date_columns(self.system, of)
            if (day := _day(finding.values.get(column)))
        }
        filled = [duty.if_set for duty in of.duties if finding.values.get(duty.if_set)]
        links = self._links(finding)
        self._rows[finding.collection].append([finding.record, links, dates, filled])
        self._note_identities(finding)
        self._note_names(of, finding)
        self._note_disclosure(of, finding)

    def _links(self, finding: Finding) -> list[Any]:
        """Return the values by which a record hangs on its parent, and children on it."""
        of = self.system.collections[finding.collection]
        up = [_value(of, finding, column) for column in of.parent.on] if of.parent else []
        down = {
            name: [_value(of, finding, column) for column in child.parent.on.values()]
            for name, child in self.system.collections.items()
            if child.parent and child.parent.collection == finding.collection
        }
        return [up, down]

    def _note_identities(self, finding: Finding) -> None:
        for identity in identifying(self.system, finding.collection):
            stored = finding.values.get(identity.column)
            value = _canonical(identity.kind, str(stored), identity.region) if stored else None
            if value:
                self._identities[(identity.kind, value)] = None

    def _note_names(self, of: Collection, finding: Finding) -> None:
        parts = [str(finding.values[one]) for one in of.name if finding.values.get(one)]
        if of.person and parts:
            self._names[" ".join(parts)] = None

    def _note_disclosure(self, of: Collection, finding: Finding) -> None:
        if log := of.discloses:
            columns = [one for one in (log.recipient, log.email, log.disclosed_on) if one]
            values = {column: finding.values.get(column) for column in columns}
            if [finding.collection, values] not in self._logged:
                self._logged.append([finding.collection, values])

    def pack(self) -> dict[str, Any]:
        """Return it as JSON values, for sealing."""
        return {
            "collections": dict(self._rows),
            "identities": [list(one) for one in self._identities],
            "names": list(self._names),
            "logged": self._logged,
        }

    @classmethod
    def unpack(cls, system: SystemMap, packed: Mapping[str, Any]) -> "Survey":
        """Return the survey that `pack` packed."""
        made = cls(system)
        for name, rows in packed["collections"].items():
            if name in system.collections:
                made._rows[name] = rows
                made.records += len(rows)
        made._identities = dict.fromkeys(map(tuple, packed["identities"]))
        made._names = dict.fromkeys(packed["names"])
        made._logged = packed["logged"]
        return made

    @property
    def identities(self) -> tuple[Identifier, ...]:
        """Return the person's own identifiers that stand on the records."""
        return tuple(Identifier(IdentifierKind(kind), value) for kind, value in self._identities)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the person's name as it stands on the records, however often it is spelt."""
        return tuple(self._names)

    @property
    def logged(self) -> tuple[Logged, ...]:
        """Return who received the data; and a row without values where a system has records."""
        found = tuple(Logged(collection, values) for collection, values in self._logged)
        return found or tuple(Logged(name, {}) for name in list(self._rows)[:1])

    def held(self, can: Mapping[str, Several[Treatment]]) -> list[HeldFacts]:
        """Return what is held as the law sees it; `can` are the treatments by collection."""
        return [
            HeldFacts(
                collection_facts(self.system, name, can.get(name, ())), tuple(self._facts(name))
            )
            for name in self.system.collections
        ]

    def _facts(self, name: str) -> Iterator[RecordFacts]:
        parent = self.system.collections[name].parent
        above = self._rows.get(parent.collection, []) if parent else []
        by_link: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for record, (_, down), _, _ in above:
            by_link[tuple(down[name])].append(record)
        everything = tuple(row[0] for row in above)
        for record, (up, _), dates, filled in self._rows.get(name, []):
            known = None not in up and not any(None in key for key in by_link)
            parents = tuple(by_link.get(tuple(up), ())) if known else everything
            days = {column: date.fromisoformat(day) for column, day in dates.items()}
            yield RecordFacts(record, parents, days, frozenset(filled))


def _value(of: Collection, finding: Finding, column: str) -> str | None:
    """Return a linking value as text; None where the map does not let us read it."""
    if column in finding.values:
        return str(finding.values[column])
    return finding.record.partition(":")[2] if column == of.key else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _canonical(kind: IdentifierKind, text: str, region: str) -> str | None:
    if kind is IdentifierKind.email:
        return canonical_email(text)
    if kind is IdentifierKind.phone:
        return canonical_phone(text, region)
    return text.strip() if kind in _PROVEN else None


def joined(surveys: Sequence[Survey]) -> tuple[Identifier, ...]:
    """Return the identifiers of several surveys of one person, each once."""
    return tuple(dict.fromkeys(one for survey in surveys for one in survey.identities))
