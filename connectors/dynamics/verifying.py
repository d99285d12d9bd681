"""Asking again after a deed: by record, by identity, in all texts, in history and recycle bin."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from connectors.dynamics import history, recycle
from connectors.dynamics.deeds import present
from connectors.dynamics.finding import located
from connectors.dynamics.layout import Layout
from connectors.dynamics.odata import TEXTS
from connectors.dynamics.searching import hits, sought
from connectors.dynamics.service import Service
from connectors.dynamics.values import differing
from rightsflow.connector import Subject
from rightsflow.datamap.columns import roots, table_of
from rightsflow.deeds import Expected, Residue
from rightsflow.fates import Fate, Record, expected_of
from rightsflow.law.subject import Certainty, IdentifierKind
from rightsflow.left import Left
from rightsflow.likeness import LIKENESS, email_spellings


@dataclass(frozen=True, slots=True)
class Verifying:
    """One question about several cases, on connections of its own."""

    service: Service
    layout: Layout
    expected: Sequence[Expected]
    found: Left = field(default_factory=Left)

    async def left(self) -> list[Residue]:
        """Return what is left of what should be gone, or is not as it was set."""
        wanted = expected_of(self.expected, self.layout.system.system)
        await self._by_record(wanted)
        await self._in_history(wanted)
        await self._in_bin(wanted)
        await self._by_identity()
        await self._everywhere()
        return self.found.residues()

    async def _by_record(self, wanted: Mapping[Record, Sequence[tuple[str, Fate]]]) -> None:
        columns = {
            record: {name: None for _, fate in cases for name in fate or ()}
            for record, cases in wanted.items()
        }
        rows = await present(self.service, self.layout, columns)
        for record, row in rows.items():
            table = self.layout.of(record.collection)
            for case_number, fate in wanted[record]:
                if fate is None:
                    self.found.add(case_number, f"{table.name}.{table.key}", record.key)
                for name in differing(self.layout, record.collection, row, fate or {}):
                    self.found.add(case_number, f"{table.name}.{name}", record.key)

    async def _in_history(self, wanted: Mapping[Record, Sequence[tuple[str, Fate]]]) -> None:
        """Look for old values of what was deleted; without the right to look, check says so."""
        places = {
            (self.layout.of(record.collection).name, record.key): cases
            for record in wanted
            if (cases := _deleted(wanted[record]))
        }
        for place in await history.with_history(self.service, self.layout, places) or ():
            for case_number in places[place]:
                self.found.add(case_number, f"{history.AUDIT}.{place[0]}", place[1])

    async def _in_bin(self, wanted: Mapping[Record, Sequence[tuple[str, Fate]]]) -> None:
        enabled = await recycle.enabled(self.service)
        by_table: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for record in wanted:
            if cases := _deleted(wanted[record]):
                by_table[self.layout.of(record.collection).name][record.key] = cases
        for name, keys in by_table.items():
            table = self.layout.table(name)
            if enabled is None or name in enabled:
                for row in await recycle.kept(self.service, table, table.key, keys):
                    for case_number in keys.get(row[table.key], ()):
                        self.found.add(case_number, f"bin.{name}", row[table.key])
        await self._people_in_bin(enabled)

    async def _people_in_bin(self, enabled: frozenset[str] | None) -> None:
        """Look for the addresses themselves: somebody may have deleted the person before us."""
        cases = self._emails()
        for name in roots(self.layout.system) if cases else ():
            table = self.layout.of(name)
            if enabled is not None and table.name not in enabled:
                continue
            for one in self.layout.system.collections[name].identity:
                column = self.layout.column(name, one.column)
                if one.kind is not IdentifierKind.email or column.kind not in TEXTS:
                    continue
                spellings = (form for email in cases for form in email_spellings(email))
                for row in await recycle.kept(self.service, table, one.column, spellings):
                    email = LIKENESS[one.kind].canonical(row[column.logical], one.region) or ""
                    for case_number in cases.get(email, ()):
                        self.found.add(case_number, f"bin.{table.name}", row[table.key])

    def _emails(self) -> dict[str, list[str]]:
        cases: dict[str, list[str]] = defaultdict(list)
        for one in self.expected:
            for each in one.identifiers if one.everywhere else ():
                if each.kind is IdentifierKind.email:
                    cases[each.value].append(one.case_number)
        return cases

    async def _by_identity(self) -> None:
        """Look for the person as if for the first time."""
        kept = {one.case_number: one.kept for one in self.expected if one.everywhere}
        subjects = [
            Subject(one.case_number, one.identifiers) for one in self.expected if one.everywhere
        ]
        async with aclosing(located(self.service, self.layout, subjects)) as people:
            async for one in people:
                match = one.match
                if match.certainty is Certainty.exact and match.record not in kept[one.case_number]:
                    collection, _, key = match.record.partition(":")
                    place = _place(self.layout, collection, match.identifier.kind)
                    self.found.add(one.case_number, place, key)

    async def _everywhere(self) -> None:
        """Look through all texts; rows that are kept are excused."""
        kept = {one.case_number: one.kept for one in self.expected}
        async with aclosing(hits(self.service, self.layout, sought(self.expected))) as found:
            async for hit in found:
                if not self.layout.names(hit.table, hit.key) & kept[hit.case_number]:
                    self.found.add(hit.case_number, f"{hit.table}.{hit.column}", hit.key)


def _deleted(cases: Sequence[tuple[str, Fate]]) -> list[str]:
    return [case_number for case_number, fate in cases if fate is None]


def _place(layout: Layout, collection: str, kind: IdentifierKind) -> str:
    columns = [
        one.column for one in layout.system.collections[collection].identity if one.kind is kind
    ]
    return f"{table_of(layout.system, collection)}.{columns[0]}"
