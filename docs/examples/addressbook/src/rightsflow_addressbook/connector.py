"""Asking addressbook: who is in it, all that it holds about them, and changing it."""

import os
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from rightsflow.canonical import canonical_email, fold
from rightsflow.connector import Connector, Finding, Health, Incomplete, Located, Subject, Wanted
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability, Expected, Order, Receipt, Residue, capabilities_of
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind, Match

from rightsflow_addressbook.book import Book, Entry
from rightsflow_addressbook.deeds import Fate, KeptAs, fates_of, held_by, receipt_of
from rightsflow_addressbook.records import NOTES, PEOPLE, collection_of, record_of, root_of
from rightsflow_addressbook.settings import AddressbookConnection


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
        entries, known = 0, defaultdict[str, set[str]](set)
        for entry in self._book.entries():
            entries += 1
            known[collection_of(entry)] |= entry.keys()
        problems = [
            f"No entry of {of} has {name}. Take it out of the data map, or correct its spelling."
            for of, there in sorted(known.items())
            for name in sorted(self.system.collections[of].fields.keys() - there)
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
            if collection_of(entry) == NOTES:
                continue
            for case_number, identifier in asked.get(canonical_email(entry["email"] or ""), ()):
                yield Located(case_number, self._match(entry, identifier))

    def _match(self, entry: Entry, identifier: Identifier) -> Match:
        people = self.system.collections[PEOPLE]
        return Match(
            system=self.system.system,
            record=record_of(entry),
            identifier=identifier,
            certainty=Certainty.exact,
            verified=any(one.verified for one in people.identity),
            is_person=people.person,
            name=fold(entry["name"] or ""),
        )

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncIterator[Finding]:
        """Yield the mapped fields of every wanted record and of the notes below, or an error."""
        cases: dict[str, list[str]] = defaultdict(list)
        for one in wanted:
            for record in dict.fromkeys(one.records):
                cases[record].append(one.case_number)
        missing = {(record, number) for record, numbers in cases.items() for number in numbers}
        for entry in self._book.entries():
            of, record = collection_of(entry), record_of(entry)
            for case_number in cases.get(root_of(entry), ()):
                missing.discard((record, case_number))
                values = {name: entry.get(name) for name in self.system.collections[of].fields}
                yield Finding(case_number, of, record, values)
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
        held = held_by(self._book.entries(), fates) if fates else frozenset()

        def change(entry: Entry) -> Entry | None:
            record = record_of(entry)
            if record not in fates:
                return entry
            there.add(record)
            fate = fates[record]
            if record in held:
                return entry
            return None if fate is None else {**entry, **fate}

        if fates:
            self._book.rewrite(change)
        return [receipt_of(order, there, held, now, kept_as) for order in orders]

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Read anew: each record of the orders, then, where all should be gone, the person."""
        self._book.sweep()
        left: dict[str, set[str]] = {one.case_number: set() for one in expected}
        wanted = {one.case_number: fates_of(one.orders) for one in expected}
        for entry in self._book.entries():
            record = record_of(entry)
            for case_number, fates in wanted.items():
                if record in fates and not _is_so(entry, fates[record]):
                    left[case_number].add(record)
        kept = {one.case_number: one.kept for one in expected}
        whole = [Subject(one.case_number, one.identifiers) for one in expected if one.everywhere]
        async for found in self.locate(whole):
            if found.match.record not in kept[found.case_number]:
                left[found.case_number].add(found.match.record)
        return [
            Residue(case, of, count)
            for case, records in left.items()
            for of in (PEOPLE, NOTES)
            if (count := sum(record.startswith(f"{of}:") for record in records))
        ]

    async def close(self) -> None:
        """Let go of connections; a file is closed after each reading."""


def _is_so(entry: Entry, fate: Fate) -> bool:
    return fate is not None and all(entry.get(name) == value for name, value in fate.items())
