"""Mapped tables as they are written to: all their columns, their keys, what leads where."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, Connection, MetaData, Select, Table, select

from connectors.sql.catalogue import Types, columns, foreign_keys, nullable, stored_tables
from connectors.sql.query import keys_of, raw
from connectors.sql.values import key_text
from rightsflow.datamap.columns import table_of
from rightsflow.datamap.model import SystemMap
from rightsflow.deletion import ForeignKey
from rightsflow.errors import NeedsPerson
from rightsflow.fates import Record

Row: TypeAlias = tuple[str, ...]
"""A row of a table, by the texts of the key columns of all its collections."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The tables of a database as the data map and the database itself describe them."""

    system: SystemMap
    types: Types
    keys: Sequence[ForeignKey]
    nullable: Collection[tuple[str, str]]
    stored: Mapping[str, bool]
    tables: Mapping[str, Table]

    def table(self, name: str) -> Table:
        """Return a table with all its columns; raises `NeedsPerson` if it is not there."""
        if name not in self.tables:
            message = f"System {self.system.system} lacks {name}. Run rightsflow check."
            raise NeedsPerson(message)
        return self.tables[name]

    def of(self, collection: str) -> Table:
        """Return the table of a collection."""
        return self.table(table_of(self.system, collection))

    def column(self, of: Table, name: str) -> ColumnElement[Any]:
        """Return a column; raises `NeedsPerson` if it is not there."""
        if name not in of.c:
            message = f"System {self.system.system} lacks {of.name}.{name}. Run rightsflow check."
            raise NeedsPerson(message)
        return of.c[name]

    def key(self, of: Table, collection: str) -> ColumnElement[Any]:
        """Return the key column of a collection in its table."""
        return self.column(of, self.system.collections[collection].key)

    def named(self, of: Table, collection: str, keys: Iterable[str]) -> ColumnElement[bool]:
        """Return the condition that a row is one of these records of the collection."""
        key = self.key(of, collection)
        condition: ColumnElement[bool] = key.in_(keys_of(key, keys))
        parent = self.system.collections[collection].parent
        for column, value in (parent.where if parent else {}).items():
            condition &= self.column(of, column) == value
        return condition

    def identifying(self, table: str) -> list[str]:
        """Return the key columns of all collections in a table."""
        return list(dict.fromkeys(self.system.collections[one].key for one in self.sharing(table)))

    def sharing(self, table: str) -> list[str]:
        """Return the collections that lie in a table."""
        return [name for name in self.system.collections if table_of(self.system, name) == table]

    def rows(self, collection: str, keys: Iterable[str]) -> Select[Any]:
        """Return the query for the rows of some records: all key columns of their table."""
        of = self.of(collection)
        shown = [self.column(of, name) for name in self.identifying(of.name)]
        return select(*map(raw, shown)).where(self.named(of, collection, keys))

    def row(self, values: Sequence[object]) -> Row:
        """Return a row that such a query gave."""
        return tuple(map(key_text, values))

    def records(self, table: str, values: Sequence[object]) -> Iterable[Record]:
        """Return the records that a row may be, by the key columns of its table."""
        texts = dict(zip(self.identifying(table), map(key_text, values), strict=False))
        return [
            Record(name, texts[self.system.collections[name].key]) for name in self.sharing(table)
        ]

    def links(self) -> list[tuple[str, str]]:
        """Return child and parent tables as the data map links them."""
        return [
            (table_of(self.system, name), table_of(self.system, one.parent.collection))
            for name, one in self.system.collections.items()
            if one.parent
        ]

    def mapped(self) -> list[str]:
        """Return the tables that the data map names."""
        return list(dict.fromkeys(table_of(self.system, name) for name in self.system.collections))


def layout(connection: Connection, system: SystemMap, schema: str | None) -> Layout:
    """Ask the database how its tables are made."""
    mapped = sorted({table_of(system, name) for name in system.collections})
    types = {**columns(connection, schema), **columns(connection, schema, mapped)}
    return Layout(
        system=system,
        types=types,
        keys=foreign_keys(connection, schema),
        nullable=nullable(connection, schema),
        stored=stored_tables(connection, schema),
        tables={
            name: Table(name, MetaData(), *(Column(*one) for one in its.items()), schema=schema)
            for name, its in types.items()
        },
    )
