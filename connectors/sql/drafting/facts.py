"""What a database says of each of its tables, and what its values look like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from connectors.sql.catalogue import Types, columns, foreign_keys, primary_keys, stored_tables
from connectors.sql.database import Database
from connectors.sql.sample import Shape, sampled, text_columns
from rightsflow.deletion import ForeignKey


@dataclass(frozen=True, slots=True)
class TableFacts:
    """One table: its columns, its key, where its foreign keys lead, what its values look like."""

    name: str
    kinds: Mapping[str, TypeEngine[Any]]
    key: tuple[str, ...]
    keys: Sequence[ForeignKey]
    shapes: Mapping[str, Shape]

    @property
    def addressed(self) -> list[str]:
        """Return the columns in which sampled values name an e-mail address."""
        return [name for name, shape in self.shapes.items() if shape.inside]


@dataclass(frozen=True, slots=True)
class _Declared:
    types: Types
    keys: Sequence[ForeignKey]
    primary: Mapping[str, tuple[str, ...]]
    stored: Mapping[str, bool]


def table_like(name: str, kinds: Mapping[str, TypeEngine[Any]], schema: str | None) -> Table:
    """Return a table with these columns."""
    return Table(name, MetaData(), *(Column(*one) for one in kinds.items()), schema=schema)


async def read_facts(
    database: Database, connection: AsyncConnection, schema: str | None
) -> dict[str, TableFacts]:
    """Ask for all tables and look at some rows of each; nothing is changed."""
    declared = await connection.run_sync(_declared, schema)
    facts = {}
    for name in sorted(declared.stored.keys() & declared.types.keys()):
        kinds = declared.types[name]
        table = table_like(name, kinds, schema)
        facts[name] = TableFacts(
            name=name,
            kinds=kinds,
            key=declared.primary.get(name, ()),
            keys=[one for one in declared.keys if one.table == name],
            shapes=await sampled(database, connection, table, text_columns(kinds)),
        )
    return facts


def _declared(connection: Connection, schema: str | None) -> _Declared:
    return _Declared(
        columns(connection, schema),
        foreign_keys(connection, schema),
        primary_keys(connection, schema),
        stored_tables(connection, schema),
    )


def bare_names(names: Sequence[str]) -> dict[str, str]:
    """Return tables by their names without the prefix that all of them share (`wp_`, `rt_`)."""
    first = min(names, default="").split("_")[0] + "_"
    prefix = first if len(names) > 1 and all(name.startswith(first) for name in names) else ""
    return {name: name[len(prefix) :] or name for name in names}
