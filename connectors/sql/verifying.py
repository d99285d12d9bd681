"""Asking again after a deed: by the records noted before, by identity, and in all tables."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.sql.bound import holds
from connectors.sql.database import Database
from connectors.sql.layout import Layout, layout
from connectors.sql.query import chunks, raw
from connectors.sql.searching import hits, sought
from connectors.sql.values import key_text
from rightsflow.connector import Located, Subject
from rightsflow.datamap.columns import table_of
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Expected, Residue
from rightsflow.fates import Fate, Record, expected_of
from rightsflow.law.subject import Certainty, IdentifierKind

Locate = Callable[[Sequence[Subject]], AsyncIterator[Located]]


class Left:
    """What is left, counted so that a row found in several ways counts once."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._counts: dict[tuple[str, str], int] = defaultdict(int)

    def add(self, case_number: str, place: str, records: Iterable[str]) -> None:
        """Count a row, by the names it may have; one without a name is told to us once."""
        names, seen = set(records), self._seen[case_number, place]
        if not names & seen:
            self._counts[case_number, place] += 1
        seen |= names

    def residues(self) -> list[Residue]:
        """Return what is left, by case and place."""
        return [Residue(*where, count) for where, count in sorted(self._counts.items())]


async def left(
    database: Database, system: SystemMap, locate: Locate, expected: Sequence[Expected]
) -> list[Residue]:
    """Return what is left of what should be gone, or is not as it was set."""
    found = Left()
    async with database.connected() as connection:
        made = await connection.run_sync(layout, system, database.settings.schema_name)
        await _by_record(database, connection, made, expected, found)
        await _by_identity(made, locate, expected, found)
        await _everywhere(database, connection, made, expected, found)
    return found.residues()


async def _by_record(
    database: Database,
    connection: AsyncConnection,
    made: Layout,
    expected: Sequence[Expected],
    found: Left,
) -> None:
    """Ask for each record that was named: the deleted, and what was set in the others."""
    wanted = expected_of(expected, made.system.system)
    by_collection: dict[str, list[str]] = defaultdict(list)
    for record in sorted(wanted):
        by_collection[record.collection].append(record.key)
    for collection, keys in by_collection.items():
        names = sorted(
            {
                name
                for key in keys
                for _, fate in wanted[Record(collection, key)]
                for name in fate or ()
            }
        )
        for some in chunks(keys):
            rows = await _rows(database, connection, made, collection, names, some)
            for record, row in rows.items():
                for case_number, fate in wanted.get(record, ()):
                    for place in _wrong(made, collection, row, fate):
                        found.add(case_number, place, [str(record)])


async def _rows(
    database: Database,
    connection: AsyncConnection,
    made: Layout,
    collection: str,
    names: Sequence[str],
    keys: list[str],
) -> Mapping[Record, Mapping[str, object]]:
    """Return the records that are there, with the values of some columns."""
    of = made.of(collection)
    shown = [made.key(of, collection), *(made.column(of, name) for name in names)]
    query = select(*map(raw, shown)).where(made.named(of, collection, keys))
    return {
        Record(collection, key_text(row[0])): dict(zip(names, row[1:], strict=True))
        for row in await database.done(connection, query)
    }


def _wrong(made: Layout, collection: str, row: Mapping[str, object], fate: Fate) -> list[str]:
    """Return the places that are not as they should be."""
    of = made.of(collection)
    if fate is None:
        return [f"{of.name}.{made.system.collections[collection].key}"]
    return [
        f"{of.name}.{name}"
        for name, value in fate.items()
        if not holds(row[name], value, of.c[name].type)
    ]


async def _by_identity(
    made: Layout, locate: Locate, expected: Sequence[Expected], found: Left
) -> None:
    """Look for the person as if for the first time."""
    kept = {one.case_number: one.kept for one in expected if one.everywhere}
    subjects = [Subject(one.case_number, one.identifiers) for one in expected if one.everywhere]
    async for one in locate(subjects):
        match = one.match
        if match.certainty is Certainty.exact and match.record not in kept[one.case_number]:
            place = _place(made.system, match.record.partition(":")[0], match.identifier.kind)
            found.add(one.case_number, place, [match.record])


def _place(system: SystemMap, collection: str, kind: IdentifierKind) -> str:
    columns = [one.column for one in system.collections[collection].identity if one.kind is kind]
    return f"{table_of(system, collection)}.{columns[0]}"


async def _everywhere(
    database: Database,
    connection: AsyncConnection,
    made: Layout,
    expected: Sequence[Expected],
    found: Left,
) -> None:
    """Look through all tables for what names the person; rows that are kept are excused."""
    kept = {one.case_number: one.kept for one in expected}
    async with aclosing(hits(database, connection, made, sought(expected))) as rows:
        async for hit in rows:
            if not hit.records & kept[hit.case_number]:
                found.add(hit.case_number, f"{hit.table}.{hit.column}", hit.records)
