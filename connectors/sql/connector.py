"""Any SQL database: located by identity columns, gathered by the joins of the data map."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.sql import check
from connectors.sql.database import Database
from connectors.sql.match import MATCHERS, storable
from connectors.sql.plan import roots
from connectors.sql.query import KEYS, Gathering, Tables, gathering, locating
from connectors.sql.schema import mapped_types, tables
from connectors.sql.settings import SqlConnection
from connectors.sql.values import key_text
from rightsflow.canonical import fold
from rightsflow.connector import (
    Connector,
    Finding,
    Health,
    Incomplete,
    Located,
    Subject,
    Wanted,
)
from rightsflow.datamap.model import Identity, SystemMap
from rightsflow.law.subject import Identifier, IdentifierKind, Match

CHUNK = 500
"""Values in one IN list: every database takes as many."""

Cases = Mapping[str, Sequence[str]]
"""Case numbers by what is looked for."""


class SqlConnector(Connector):
    """One database. It only reads: each connection is told so, whatever its role may do."""

    def __init__(self, system: SystemMap, settings: SqlConnection) -> None:
        """Take map and settings; the database is first asked when something is wanted."""
        self.system = system
        self.database = Database(system.system, settings)
        self._schema = settings.schema_name
        self._tables: Tables | None = None
        self._reflecting = asyncio.Lock()

    async def check(self) -> Health:
        """Ask whether the system answers, allows what is needed, and matches its data map.

        Raises `TryAgain` if it does not answer at all.
        """
        return await check.health(self.system, self._schema, self.database.connected)

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Find records about the subjects: one query for each identity column and 500 values.

        Raises `TryAgain` if the system cannot be asked now, `NeedsPerson` if it refuses.
        """
        wanted = _wanted(subjects)
        async with self._reading() as (connection, known):
            for name in roots(self.system):
                seen: set[tuple[str, str, Identifier]] = set()
                # Verified columns first: a match keeps the best that can be said of it.
                for identity in sorted(self.system.collections[name].identity, key=_unverified):
                    cases = wanted.get(identity.kind, {})
                    matches = self._matches(connection, known, name, identity, cases)
                    async with aclosing(matches):
                        async for found in matches:
                            one = (found.case_number, found.match.record, found.match.identifier)
                            if one not in seen:
                                seen.add(one)
                                yield found

    async def _matches(
        self,
        connection: AsyncConnection,
        known: Tables,
        name: str,
        identity: Identity,
        cases: Cases,
    ) -> AsyncGenerator[Located]:
        matcher = MATCHERS[identity.kind]
        for values in _chunks(sorted(filter(storable, cases))):
            statement = locating(self.system, known, name, identity, values)
            async with aclosing(self.database.rows(connection, statement)) as rows:
                async for key, stored, *names in rows:
                    value = matcher.canonical(str(stored), identity.region)
                    if value is None or value not in cases:
                        continue
                    match = Match(
                        system=self.system.system,
                        record=f"{name}:{key_text(key)}",
                        identifier=Identifier(identity.kind, value),
                        certainty=matcher.certainty,
                        verified=identity.verified,
                        is_person=self.system.collections[name].person,
                        name=fold(" ".join(str(part) for part in names if part is not None)),
                    )
                    for case_number in cases[value]:
                        yield Located(case_number, match)

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Yield the wanted records and all below them, from one snapshot of the data.

        One query for each collection and 500 wanted records. Raises `TryAgain` if the system
        cannot be asked now, `Incomplete` at the end if a wanted record is gone.
        """
        by_root = _by_root(wanted)
        missing = {(one.case_number, record) for one in wanted for record in one.records}
        async with self._reading() as (connection, known):
            for name in self.system.collections:
                query = gathering(self.system, known, name)
                cases = by_root.get(query.root, {})
                async with aclosing(self._findings(connection, query, cases)) as findings:
                    async for finding in findings:
                        missing.discard((finding.case_number, finding.record))
                        yield finding
        if missing:
            message = f"System {self.system.system} no longer has {len(missing)} wanted records."
            raise Incomplete(message, frozenset(case for case, _ in missing))

    async def _findings(
        self, connection: AsyncConnection, query: Gathering, cases: Cases
    ) -> AsyncGenerator[Finding]:
        seen: set[tuple[str, str]] = set()
        for texts in _chunks(sorted(cases)):
            statement = query.statement.params({KEYS: query.keys(texts)})
            async with aclosing(self.database.rows(connection, statement)) as rows:
                async for row in rows:
                    owners = cases.get(key_text(query.root_key(row)), ())
                    if not owners or not query.is_linked(row):
                        continue
                    record = f"{query.collection}:{key_text(query.own_key(row))}"
                    values = query.values(row)
                    for case_number in owners:
                        if query.may_repeat and (case_number, record) in seen:
                            continue
                        if query.may_repeat:
                            seen.add((case_number, record))
                        yield Finding(case_number, query.collection, record, values)

    async def column(self, collection: str, column: str) -> AsyncGenerator[object]:
        """Yield the values of one column of a whole collection, where there are any."""
        async with self._reading() as (connection, known):
            of = known[collection].c[column]
            rows = self.database.rows(connection, select(of).where(of.is_not(None), of != ""))
            async with aclosing(rows):
                async for (value,) in rows:
                    yield value

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[tuple[AsyncConnection, Tables]]:
        async with self.database.connected() as connection:
            async with self._reflecting:
                if self._tables is None:
                    types = await mapped_types(connection, self.system, self._schema)
                    self._tables = tables(self.system, types, self._schema)
            yield connection, self._tables

    async def close(self) -> None:
        """Let go of connections."""
        await self.database.close()


def _unverified(identity: Identity) -> bool:
    return not identity.verified


def _wanted(subjects: Sequence[Subject]) -> dict[IdentifierKind, dict[str, list[str]]]:
    wanted: dict[IdentifierKind, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject in subjects:
        for identifier in dict.fromkeys(subject.identifiers):
            wanted[identifier.kind][identifier.value].append(subject.case_number)
    return wanted


def _by_root(wanted: Sequence[Wanted]) -> dict[str, dict[str, list[str]]]:
    by_root: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in wanted:
        for record in dict.fromkeys(one.records):
            collection, _, key = record.partition(":")
            if one.case_number not in by_root[collection][key]:
                by_root[collection][key].append(one.case_number)
    return by_root


def _chunks(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
