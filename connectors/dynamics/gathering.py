"""Gathering: the wanted records and all below them, level by level, as a stream.

Dataverse joins nothing for us that pages well, so the rows of a level are asked for by the links of
the level above, as many at once as a filter takes. Only one batch of links is in memory.
"""

from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import TypeAlias

from connectors.dynamics.documents import FILE_NAME, document_of
from connectors.dynamics.layout import Layout
from connectors.dynamics.odata import Condition, all_of, equal
from connectors.dynamics.service import Service
from connectors.dynamics.values import read_columns, values_of
from rightsflow.connector import Finding, Wanted
from rightsflow.datamap.columns import leads_to_one, lineage
from rightsflow.datamap.model import Parent
from rightsflow.fates import Record
from rightsflow.web.pages import Row

LINKS = 100
"""Rows of one level by which the next one is asked for."""

Owned: TypeAlias = tuple[frozenset[str], Row]
"""A row, and the keys of the wanted records above it."""

Values: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gathering:
    """One question about several cases."""

    service: Service
    layout: Layout

    async def findings(
        self, wanted: Sequence[Wanted], missing: set[tuple[str, str]]
    ) -> AsyncGenerator[Finding]:
        """Yield what there is; take each wanted record that comes out of `missing`."""
        by_root = _by_root(wanted)
        for name in self.layout.system.collections:
            cases = by_root.get(lineage(self.layout.system, name)[0], {})
            if not cases:
                continue
            async with aclosing(self._of_collection(name, cases)) as findings:
                async for finding in findings:
                    missing.discard((finding.case_number, finding.record))
                    yield finding

    async def _of_collection(
        self, name: str, cases: Mapping[str, Sequence[str]]
    ) -> AsyncGenerator[Finding]:
        table = self.layout.of(name)
        repeats = not leads_to_one(self.layout.system, name)
        seen: set[tuple[str, str]] = set()
        of = self.layout.system.collections[name]
        columns = [*read_columns(of), *([FILE_NAME] if of.document else [])]
        async with aclosing(self.rows(name, sorted(cases), columns)) as rows:
            async for roots, row in rows:
                record = str(Record(name, str(row[table.key])))
                values = values_of(self.layout, name, row)
                document = document_of(self.service, table, of, row)
                for case in sorted({case for root in roots for case in cases[root]}):
                    if repeats and (case, record) in seen:
                        continue
                    if repeats:
                        seen.add((case, record))
                    yield Finding(case, name, record, values, document)

    async def rows(
        self, name: str, roots: Sequence[str], columns: Iterable[str]
    ) -> AsyncGenerator[Owned]:
        """Yield the rows of a collection below these records, or those records themselves."""
        parent = self.layout.system.collections[name].parent
        level = (
            self._below(name, parent, roots, columns)
            if parent
            else self._tops(name, roots, columns)
        )
        async with aclosing(level) as rows:
            async for row in rows:
                yield row

    async def _tops(
        self, name: str, roots: Sequence[str], columns: Iterable[str]
    ) -> AsyncGenerator[Owned]:
        table = self.layout.of(name)
        conditions = _named(table.key, roots)
        async with aclosing(self.service.rows(table, [*columns], conditions)) as rows:
            async for row in rows:
                yield frozenset({str(row[table.key])}), row

    async def _below(
        self, name: str, parent: Parent, roots: Sequence[str], columns: Iterable[str]
    ) -> AsyncGenerator[Owned]:
        table, links = self.layout.of(name), [*parent.on]
        read = [*columns, *links]
        async with aclosing(self._links(parent, roots)) as batches:
            async for owners in batches:
                conditions = self._linked(name, parent, owners)
                async with aclosing(self.service.rows(table, read, conditions)) as rows:
                    async for row in rows:
                        above = owners.get(_values(row, links))
                        if above:
                            yield frozenset(above), row

    def _linked(
        self, name: str, parent: Parent, owners: Mapping[Values, object]
    ) -> Iterable[Condition]:
        fixed = [
            equal(column, value, self.layout.column(name, column).kind)
            for column, value in parent.where.items()
        ]
        kinds = [self.layout.column(name, column).kind for column in parent.on]
        for values in owners:
            with suppress(ValueError):  # what a column cannot hold it does not hold
                links = map(equal, parent.on, values, kinds)
                yield all_of([*links, *fixed])

    async def _links(
        self, parent: Parent, roots: Sequence[str]
    ) -> AsyncGenerator[Mapping[Values, set[str]]]:
        """Yield the values by which children refer to their parents, with the wanted records."""
        columns = [*parent.on.values()]
        above = self.layout.of(parent.collection)
        is_root = self.layout.system.collections[parent.collection].parent is None
        if is_root and columns == [above.key]:
            for at in range(0, len(roots), LINKS):
                yield {(root,): {root} for root in roots[at : at + LINKS]}
            return
        owners: dict[Values, set[str]] = defaultdict(set)
        async with aclosing(self.rows(parent.collection, roots, columns)) as rows:
            async for tops, row in rows:
                values = _values(row, columns)
                if "" not in values:
                    owners[values] |= tops
                if len(owners) == LINKS:
                    yield owners
                    owners = defaultdict(set)
        if owners:
            yield owners


def _values(row: Row, columns: Iterable[str]) -> Values:
    """Return the values of link columns, as Dataverse compares them: without regard to case."""
    return tuple(str(row.get(column) or "").strip().lower() for column in columns)


def _named(key: str, keys: Iterable[str]) -> Iterable[Condition]:
    for one in keys:
        with suppress(ValueError):  # no id, so no record
            yield equal(key, one, "Uniqueidentifier")


def _by_root(wanted: Sequence[Wanted]) -> dict[str, dict[str, list[str]]]:
    by_root: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in wanted:
        for record in dict.fromkeys(one.records):
            collection, _, key = record.partition(":")
            by_root[collection][key.lower()].append(one.case_number)
    return by_root
