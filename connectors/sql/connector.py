"""Any SQL database: located by identity columns, gathered by the joins of the data map, changed."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.sql import check, listing, rights
from connectors.sql.database import Database
from connectors.sql.query import KEYS, Gathering, Tables, chunks, gathering, locating, raw
from connectors.sql.rehearsing import rehearsed
from connectors.sql.schema import mapped_types, tables
from connectors.sql.settings import SqlConnection
from connectors.sql.values import key_text
from connectors.sql.verifying import left
from connectors.sql.writing import carried_out
from rightsflow.canonical import fold
from rightsflow.carrying import CarriesOut
from rightsflow.connector import (
    Connector,
    Finding,
    Health,
    Incomplete,
    Located,
    Subject,
    Wanted,
)
from rightsflow.datamap.columns import as_path, roots
from rightsflow.datamap.model import Identity, SystemMap
from rightsflow.deeds import (
    Capability,
    Expected,
    Listed,
    Order,
    Receipt,
    Rehearsed,
    Residue,
    capabilities_of,
)
from rightsflow.errors import NeedsPerson
from rightsflow.law.subject import Identifier, IdentifierKind, Match
from rightsflow.likeness import LIKENESS, storable

Cases = Mapping[str, Sequence[str]]
"""Case numbers by what is looked for."""


class SqlConnector(CarriesOut, Connector):
    """One database, read by connections that can only read, and changed by others if allowed."""

    def __init__(self, system: SystemMap, settings: SqlConnection) -> None:
        """Take map and settings; the database is first asked when something is wanted."""
        self.system = system
        self.settings = settings
        self.database = Database(system.system, settings)
        self.writing = Database(system.system, settings.writing, writing=True)
        self._schema = settings.schema_name
        self._tables: Tables | None = None
        self._reflecting = asyncio.Lock()

    async def check(self) -> Health:
        """Ask whether the system answers, allows what is needed, and matches its data map.

        Raises `TryAgain` if it does not answer at all.
        """
        health = await check.health(self.system, self.database)
        if not self.settings.write:
            return health
        return await rights.checked(health, self.system, self.database, self.writing)

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
        matcher = LIKENESS[identity.kind]
        for values in chunks(sorted(filter(storable, cases))):
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
        for texts in chunks(sorted(cases)):
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

    async def documents(self, collection: str) -> AsyncGenerator[tuple[str, str]]:
        """Yield name and path for each row of a collection's table that has a document.

        Rows of other kinds (`where`) as well: they may refer to the same document.
        """
        async with self._reading() as (connection, known):
            of, its = known[collection].c, self.system.collections[collection]
            path = [of[column] for column in its.document_path]
            query = select(raw(of[its.key]), *path).where(path[-1].is_not(None), path[-1] != "")
            async with aclosing(self.database.rows(connection, query)) as rows:
                async for key, *parts in rows:
                    yield f"{collection}:{key_text(key)}", as_path(parts)

    async def identities(self) -> AsyncGenerator[Listed]:
        """Yield every address and phone of the identity columns, from one snapshot of the data.

        Raises `TryAgain` if the system cannot be asked now, `NeedsPerson` if it refuses.
        """
        async with self._reading() as (connection, known):
            people = listing.listed(self.database, connection, self.system, known)
            async with aclosing(people) as everybody:
                async for one in everybody:
                    yield one

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[tuple[AsyncConnection, Tables]]:
        async with self.database.connected() as connection:
            async with self._reflecting:
                if self._tables is None:
                    types = await mapped_types(connection, self.system, self._schema)
                    self._tables = tables(self.system, types, self._schema)
            yield connection, self._tables

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Return what may be done: nothing, unless the settings name who may write."""
        return capabilities_of(self) if self.settings.write else frozenset()

    async def carry_out(
        self,
        capability: Capability,
        orders: Sequence[Order],
        now: datetime,
        before_commit: Callable[[], Awaitable[None]] | None = None,
    ) -> list[Receipt]:
        """Carry out orders of any capability in one transaction (see `CarriesOut`).

        What refers to a record goes before it. Raises `TryAgain` or `NeedsPerson`; then nothing
        was changed.

        `before_commit` does what must be done elsewhere before the records are gone for good; if
        it raises, they are not.
        """
        self._may_write()
        return await carried_out(self.writing, self.system, capability, orders, now, before_commit)

    async def rehearse(
        self, capability: Capability, orders: Sequence[Order], *, now: datetime
    ) -> Rehearsed:
        """Do what a deed would do, count, and take all of it back; errors as `erase`."""
        self._may_write()
        return await rehearsed(self.writing, self.system, capability, orders, now)

    def _may_write(self) -> None:
        if not self.settings.write:
            message = f"Nobody may write into system {self.system.system}: its map has no write."
            raise NeedsPerson(message)

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Ask anew what is left: by record, by identity, and in all tables that may be read.

        On connections of its own. Raises `TryAgain` if the system cannot be asked now.
        """
        async with SqlConnector(self.system, self.settings) as fresh:
            return await left(fresh.database, self.system, fresh.locate, expected)

    async def close(self) -> None:
        """Let go of connections."""
        await self.database.close()
        await self.writing.close()


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
