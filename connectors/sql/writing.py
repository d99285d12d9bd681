"""Carrying out orders: one transaction for a batch, counted and read back before it ends.

What a statement says of the rows it changed is not trusted: it is silent about rows that went with
others by `ON DELETE CASCADE` or a trigger. Rows are counted before and after instead.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.sql.bound import bound, holds
from connectors.sql.counting import (
    counted,
    counted_tables,
    order_of,
    refuse_other_losses,
    refuse_untransacted,
)
from connectors.sql.database import Database
from connectors.sql.hanging import refuse_orphans
from connectors.sql.layout import Layout, Row, layout
from connectors.sql.query import chunks, raw
from connectors.sql.values import key_text
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability, Order, Receipt, Value
from rightsflow.deletion import Deletion
from rightsflow.errors import NeedsPerson
from rightsflow.fates import Fate, Record, of_all, receipt

Present = Mapping[str, frozenset[str]]
"""By collection the keys of the records that are there."""


def names_of(there: Present) -> frozenset[str]:
    """Return the names of records that are there."""
    return frozenset(str(Record(of, key)) for of, keys in there.items() for key in keys)


async def carried_out(
    database: Database,
    system: SystemMap,
    capability: Capability,
    orders: Sequence[Order],
    now: datetime,
    before_commit: Callable[[], Awaitable[None]] | None = None,
) -> list[Receipt]:
    """Carry out all orders or none; return one receipt for each.

    `before_commit` is what must be done elsewhere before the records are gone for good. Raises
    `TryAgain` or `NeedsPerson`; then nothing was changed.
    """
    wanted = of_all(orders, system.system)
    there: Present = {}
    if wanted:
        async with database.connected() as connection:
            made = await connection.run_sync(layout, system, database.settings.schema_name)
            # What was asked so far is over: the work sees one state of the data, from its locks on.
            await connection.rollback()
            async with connection.begin():
                there = await Work(database, connection, made, wanted).done()
                if before_commit is not None:
                    await before_commit()
    names = names_of(there)
    return [receipt(order, capability, wanted, names, now) for order in orders]


@dataclass(slots=True)
class Work:
    """The changes of one transaction."""

    database: Database
    connection: AsyncConnection
    layout: Layout
    wanted: Mapping[Record, Fate]
    gone: dict[str, set[Row]] = field(default_factory=lambda: defaultdict(set))
    """By table the rows that are deleted."""

    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    """By counted table the number of its rows."""

    async def done(self) -> Present:
        """Change what is wanted and read it back; return what was there before."""
        order = order_of(self.layout, self.wanted)
        if self.connection.dialect.name in {"mariadb", "mysql"}:
            refuse_untransacted(self.layout, self.wanted)
        there = await self._locked()
        deleted = {name: self._keys(name, there, deleted=True) for name in there}
        await refuse_orphans(self.database, self.connection, self.layout, deleted, self.wanted)
        watched = counted_tables(self.layout, order.tables)
        self.before = await counted(self.database, self.connection, self.layout, watched)
        await self._set(there)
        await self._emptied(order, there)
        for table in order.tables:
            for collection in self.layout.sharing(table):
                await self._deleted(collection, self._keys(collection, there, deleted=True))
        await self._read_back(there)
        self.after = await counted(self.database, self.connection, self.layout, watched)
        named = {table: len(rows) for table, rows in self.gone.items()}
        refuse_other_losses(self.layout, self.before, self.after, named)
        return there

    async def _locked(self) -> Present:
        """Lock the rows named, note them, and return the keys that are there.

        On PostgreSQL nothing is locked: its snapshot refuses to change a row that somebody else
        has changed since, and `FOR UPDATE` would need a right that deleting alone does not.
        """
        by_collection: dict[str, list[str]] = defaultdict(list)
        for record in sorted(self.wanted):
            by_collection[record.collection].append(record.key)
        return {
            name: frozenset([key for some in chunks(keys) for key in await self._found(name, some)])
            for name, keys in sorted(by_collection.items())
        }

    async def _found(self, collection: str, keys: list[str]) -> list[str]:
        """Return which records are there; a collation may call other keys equal to theirs."""
        of = self.layout.of(collection)
        at = self.layout.identifying(of.name).index(self.layout.system.collections[collection].key)
        rows = await self._rows(collection, keys, lock=True)
        there = sorted({row[at] for row in rows} & set(keys))
        if len(rows) != len(there):
            rows = await self._rows(collection, there)
        if len(rows) != len(there):
            message = (
                f"{of.name}.{self.layout.system.collections[collection].key} is no key: several "
                f"records of {self.layout.system.system} have the same, or one the database takes "
                "for the same."
            )
            raise NeedsPerson(message)
        self.gone[of.name] |= {
            row for row in rows if self.wanted[Record(collection, row[at])] is None
        }
        return there

    async def _rows(self, collection: str, keys: list[str], *, lock: bool = False) -> list[Row]:
        query = self.layout.rows(collection, keys)
        if lock and self.connection.dialect.name != "postgresql":
            query = query.with_for_update()
        rows = await self.database.done(self.connection, query)
        return [self.layout.row(row) for row in rows]

    def _keys(self, collection: str, there: Present, *, deleted: bool) -> list[str]:
        return sorted(
            key
            for key in there.get(collection, ())
            if (self.wanted[Record(collection, key)] is None) is deleted
        )

    async def _set(self, there: Present) -> None:
        for collection, values, keys in self._settings(there):
            of = self.layout.of(collection)
            set_ = {name: self._bound(of.name, name, value) for name, value in values.items()}
            for some in chunks(keys):
                statement = update(of).where(self.layout.named(of, collection, some)).values(set_)
                await self.database.done(self.connection, statement)

    def _settings(self, there: Present) -> list[tuple[str, Mapping[str, Value], list[str]]]:
        """Return collection, values and keys, together where the values are the same."""
        groups: dict[tuple[str, frozenset[tuple[str, Value, type]]], list[str]] = defaultdict(list)
        for collection in there:
            for key in self._keys(collection, there, deleted=False):
                values = self.wanted[Record(collection, key)] or {}
                same = frozenset((name, one, type(one)) for name, one in values.items())
                groups[collection, same].append(key)
        return [
            (collection, {name: value for name, value, _ in same}, keys)
            for (collection, same), keys in groups.items()
            if same
        ]

    def _bound(self, table: str, column: str, value: Value) -> object:
        kind = self.layout.column(self.layout.table(table), column).type
        try:
            return bound(value, kind)
        except (ValueError, ArithmeticError):
            message = f"{table}.{column} of {self.layout.system.system} takes no such value."
            raise NeedsPerson(message) from None

    async def _emptied(self, order: Deletion, there: Present) -> None:
        """Open the circles of references among the rows that are deleted."""
        for table, columns in order.emptied.items():
            for collection in self.layout.sharing(table):
                of = self.layout.of(collection)
                for some in chunks(self._keys(collection, there, deleted=True)):
                    mine = self.layout.named(of, collection, some)
                    statement = update(of).where(mine).values(dict.fromkeys(columns))
                    await self.database.done(self.connection, statement)

    async def _deleted(self, collection: str, keys: list[str]) -> None:
        of = self.layout.of(collection)
        for some in chunks(keys):
            statement = delete(of).where(self.layout.named(of, collection, some))
            await self.database.done(self.connection, statement)

    async def _read_back(self, there: Present) -> None:
        for collection in there:
            for some in chunks(self._keys(collection, there, deleted=True)):
                if await self._rows(collection, some):
                    self._refuse(f"{self.layout.of(collection).name} keeps what was deleted")
        for collection, values, keys in self._settings(there):
            for some in chunks(keys):
                wrong = await self._differing(collection, values, some)
                if wrong:
                    self._refuse(f"{self.layout.of(collection).name}.{wrong} is not as it was set")

    async def _differing(
        self, collection: str, values: Mapping[str, Value], keys: list[str]
    ) -> str | None:
        """Return a column that does not hold what was set."""
        of = self.layout.of(collection)
        columns = [self.layout.key(of, collection), *(of.c[name] for name in values)]
        query = select(*map(raw, columns)).where(self.layout.named(of, collection, keys))
        rows = await self.database.done(self.connection, query)
        if {key_text(row[0]) for row in rows} != set(keys):
            return self.layout.system.collections[collection].key
        for row in rows:
            for stored, (name, value) in zip(row[1:], values.items(), strict=True):
                if not holds(stored, value, of.c[name].type):
                    return name
        return None

    def _refuse(self, what: str) -> None:
        message = (
            f"System {self.layout.system.system}: {what}, perhaps because of a trigger. "
            "Nothing was changed."
        )
        raise NeedsPerson(message)
