"""Asking addressbook: who is in it, all that it holds about them, and changing it."""

import os
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from rightsflow.canonical import canonical_email, fold
from rightsflow.connector import Connector, Finding, Health, Incomplete, Located, Subject, Wanted
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability, Expected, Order, Receipt, Residue, capabilities_of
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind, Match

from rightsflow_addressbook.book import Book, Entry
from rightsflow_addressbook.deeds import Fate, KeptAs, fates_of, receipt_of
from rightsflow_addressbook.settings import AddressbookConnection

PEOPLE = "people"
"""The one collection."""


class AddressbookConnector(Connector):
    """Looks at the system for each question anew; remembers nothing."""

    def __init__(self, system: SystemMap, settings: AddressbookConnection) -> None:
        self.system = system
        self._settings = settings
        self._book = Book(settings.file)

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Return what the methods say, where the data map lets it write."""
        return capabilities_of(self) if self._settings.write else frozenset()

    async def check(self) -> Health:
        """Read everything, and compare what is there with the data map."""
        entries, known = 0, set[str]()
        for entry in self._book.entries():
            entries += 1
            known |= entry.keys()
        wanted = self.system.collections[PEOPLE].fields.keys()
        problems = [
            f"No entry has {name}. Take it out of the data map, or correct its spelling."
            for name in sorted(wanted - known if entries else ())
        ]
        if self._settings.write and not os.access(self._settings.file.parent, os.W_OK):
            problems.append("The file cannot be replaced. Let this user write its folder.")
        return Health(f"{entries} entries", tuple(problems))

    async def locate(self, subjects: Sequence[Subject]) -> AsyncIterator[Located]:
        """Compare canonical addresses, all people in one reading."""
        asked: dict[str | None, list[tuple[str, Identifier]]] = defaultdict(list)
        for subject in subjects:
            for identifier in subject.identifiers:
                if identifier.kind is IdentifierKind.email:
                    asked[identifier.value].append((subject.case_number, identifier))
        for entry in self._book.entries():
            for case_number, identifier in asked.get(canonical_email(entry["email"] or ""), ()):
                yield Located(case_number, self._match(entry, identifier))

    def _match(self, entry: Entry, identifier: Identifier) -> Match:
        people = self.system.collections[PEOPLE]
        return Match(
            system=self.system.system,
            record=_record(entry),
            identifier=identifier,
            certainty=Certainty.exact,
            verified=any(one.verified for one in people.identity),
            is_person=people.person,
            name=fold(entry["name"] or ""),
        )

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncIterator[Finding]:
        """Yield the mapped fields of every wanted record, or say whose is gone."""
        missing = {(record, one.case_number) for one in wanted for record in one.records}
        columns = self.system.collections[PEOPLE].fields
        for entry in self._book.entries():
            record = _record(entry)
            for case_number in sorted(number for of, number in missing if of == record):
                missing.discard((record, case_number))
                values = {column: entry.get(column) for column in columns}
                yield Finding(case_number, PEOPLE, record, values)
        if missing:
            problem = f"Records of {self.system.system} are gone."
            raise Incomplete(problem, frozenset(number for _, number in missing))

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Leave out what goes, blank what is blanked."""
        return self._carried_out(orders, now, "anonymised")

    async def rectify(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Set columns to their right values."""
        return self._carried_out(orders, now, "changed")

    def _carried_out(
        self, orders: Sequence[Order], now: datetime, kept_as: KeptAs
    ) -> list[Receipt]:
        fates, there = fates_of(orders), set[str]()

        def change(entry: Entry) -> Entry | None:
            record = _record(entry)
            if record not in fates:
                return entry
            there.add(record)
            fate = fates[record]
            return None if fate is None else {**entry, **fate}

        if fates:
            self._book.rewrite(change)
        return [receipt_of(order, there, now, kept_as) for order in orders]

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Read anew: each record of the orders, then, where all should be gone, the person."""
        left: dict[str, set[str]] = {one.case_number: set() for one in expected}
        wanted = {one.case_number: fates_of(one.orders) for one in expected}
        for entry in self._book.entries():
            record = _record(entry)
            for case_number, fates in wanted.items():
                if record in fates and not _is_so(entry, fates[record]):
                    left[case_number].add(record)
        kept = {one.case_number: one.kept for one in expected}
        whole = [Subject(one.case_number, one.identifiers) for one in expected if one.everywhere]
        async for found in self.locate(whole):
            if found.match.record not in kept[found.case_number]:
                left[found.case_number].add(found.match.record)
        return [Residue(case, PEOPLE, len(records)) for case, records in left.items() if records]

    async def close(self) -> None:
        """Let go of connections; a file is closed after each reading."""


def _record(entry: Mapping[str, object]) -> str:
    """Return the name of a record: collection and key, nothing personal."""
    return f"{PEOPLE}:{entry['id']}"


def _is_so(entry: Entry, fate: Fate) -> bool:
    return fate is not None and all(entry.get(name) == value for name, value in fate.items())
