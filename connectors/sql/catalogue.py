"""What a database says of its tables: columns with their types, and foreign keys.

SQLAlchemy's own reflection serves everywhere but on MariaDB and MySQL: there it reads `SHOW
CREATE TABLE`, which a role that may read single columns is refused. Those are asked by the
views of the SQL standard, which show what the role may read.
"""

import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import Connection, bindparam, inspect, text
from sqlalchemy.engine.reflection import ObjectKind
from sqlalchemy.exc import SAWarning
from sqlalchemy.types import (
    Date,
    DateTime,
    Integer,
    LargeBinary,
    NullType,
    Numeric,
    String,
    Time,
    TypeEngine,
)

from rightsflow.deletion import ForeignKey

Types: TypeAlias = Mapping[str, Mapping[str, TypeEngine[Any]]]
"""Column types by table and column; a table that is not there is not in it."""

References: TypeAlias = Mapping[str, set[str]]
"""The tables that a table's foreign keys lead to."""

_COLUMNS = text(
    "SELECT table_name, column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = coalesce(:schema, database()) ORDER BY ordinal_position"
)
_SOME_COLUMNS = text(
    "SELECT table_name, column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = coalesce(:schema, database()) AND table_name IN :names"
    " ORDER BY ordinal_position"
).bindparams(bindparam("names", expanding=True))
_REFERENCES = text(
    "SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name,"
    " k.referenced_column_name, r.delete_rule FROM information_schema.key_column_usage k"
    " LEFT JOIN information_schema.referential_constraints r"
    " ON r.constraint_schema = k.constraint_schema AND r.table_name = k.table_name"
    " AND r.constraint_name = k.constraint_name"
    " WHERE k.table_schema = coalesce(:schema, database())"
    " AND k.referenced_table_schema = k.table_schema ORDER BY k.ordinal_position"
)
_NULLABLE = text(
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = coalesce(:schema, database()) AND is_nullable = 'YES'"
)
_PRIMARY = text(
    "SELECT table_name, column_name FROM information_schema.key_column_usage"
    " WHERE table_schema = coalesce(:schema, database()) AND constraint_name = 'PRIMARY'"
    " ORDER BY ordinal_position"
)
_BASE_TABLES = text(
    "SELECT t.table_name, e.transactions FROM information_schema.tables t"
    " LEFT JOIN information_schema.engines e ON e.engine = t.engine"
    " WHERE t.table_schema = coalesce(:schema, database()) AND t.table_type = 'BASE TABLE'"
)
_MARIADB = {"mariadb", "mysql"}
_STORED = ObjectKind.TABLE | ObjectKind.MATERIALIZED_VIEW

_MARIADB_TYPES: Mapping[str, type[TypeEngine[Any]]] = {
    **dict.fromkeys(("tinyint", "smallint", "mediumint", "int", "bigint", "year"), Integer),
    **dict.fromkeys(("decimal", "float", "double"), Numeric),
    **dict.fromkeys(("char", "varchar", "enum", "set", "uuid", "inet4", "inet6"), String),
    **dict.fromkeys(("tinytext", "text", "mediumtext", "longtext"), String),
    **dict.fromkeys(("binary", "varbinary", "tinyblob", "blob"), LargeBinary),
    **dict.fromkeys(("mediumblob", "longblob"), LargeBinary),
    **dict.fromkeys(("datetime", "timestamp"), DateTime),
    "date": Date,
    "time": Time,
}
"""What decides how a key is compared and a value is set; any other type is as it comes."""


def columns(
    connection: Connection, schema: str | None, names: Sequence[str] | None = None
) -> Types:
    """Return the columns of the named tables and views; of all that hold rows if none are named."""
    if connection.dialect.name in _MARIADB:
        return _standard_columns(connection, schema, names)
    with _unknown_types():
        found = inspect(connection).get_multi_columns(
            schema=schema,
            filter_names=names,
            kind=_STORED if names is None else ObjectKind.ANY,
        )
    return {
        table: {column["name"]: column["type"] for column in its}
        for (_, table), its in found.items()
    }


def foreign_keys(connection: Connection, schema: str | None) -> list[ForeignKey]:
    """Return the foreign keys of all tables that lead to tables of the same schema."""
    if connection.dialect.name in _MARIADB:
        return _standard_keys(connection, schema)
    with _unknown_types():
        keys = inspect(connection).get_multi_foreign_keys(schema=schema, kind=ObjectKind.TABLE)
    return [
        ForeignKey(
            table=table,
            columns=tuple(one["constrained_columns"]),
            referred=one["referred_table"],
            cascades=_cascades((one.get("options") or {}).get("ondelete")),
            to=tuple(one["referred_columns"]),
        )
        for (_, table), its in keys.items()
        for one in its
        if one["referred_schema"] in {None, schema}
    ]


def references(connection: Connection, schema: str | None) -> References:
    """Return for each table the tables that its foreign keys lead to."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in foreign_keys(connection, schema):
        found[one.table].add(one.referred)
    return found


def nullable(connection: Connection, schema: str | None) -> set[tuple[str, str]]:
    """Return the columns that may be empty, as table and column."""
    if connection.dialect.name in _MARIADB:
        return {(row[0], row[1]) for row in connection.execute(_NULLABLE, {"schema": schema})}
    with _unknown_types():
        found = inspect(connection).get_multi_columns(schema=schema, kind=ObjectKind.ANY)
    return {
        (table, column["name"])
        for (_, table), its in found.items()
        for column in its
        if column["nullable"]
    }


def stored_tables(connection: Connection, schema: str | None) -> dict[str, bool]:
    """Return what holds rows of its own, and whether a change of it can be taken back.

    A materialised view holds rows; a view shows those of others.
    """
    if connection.dialect.name in _MARIADB:
        found = connection.execute(_BASE_TABLES, {"schema": schema})
        return {table: transactions == "YES" for table, transactions in found}
    asked = inspect(connection)
    names = [*asked.get_table_names(schema)]
    if connection.dialect.name == "postgresql":
        names += asked.get_materialized_view_names(schema)
    return dict.fromkeys(names, True)


def primary_keys(connection: Connection, schema: str | None) -> dict[str, tuple[str, ...]]:
    """Return the columns of each table's primary key; a table without one is not in it."""
    if connection.dialect.name in _MARIADB:
        found: dict[str, tuple[str, ...]] = {}
        for table, column in connection.execute(_PRIMARY, {"schema": schema}):
            found[table] = (*found.get(table, ()), column)
        return found
    keys = inspect(connection).get_multi_pk_constraint(schema=schema, kind=ObjectKind.TABLE)
    return {
        table: tuple(its["constrained_columns"])
        for (_, table), its in keys.items()
        if its["constrained_columns"]
    }


def _cascades(rule: str | None) -> bool:
    return (rule or "").upper() == "CASCADE"


def _standard_keys(connection: Connection, schema: str | None) -> list[ForeignKey]:
    found: dict[tuple[str, str], ForeignKey] = {}
    for table, name, column, referred, to, rule in connection.execute(
        _REFERENCES, {"schema": schema}
    ):
        so_far = found.get((table, name), ForeignKey(table, (), referred))
        # MariaDB hides the rule from a role that may only read: then it may be any.
        cascades = rule is None or _cascades(rule)
        columns_, to_ = (*so_far.columns, column), (*so_far.to, to)
        found[table, name] = ForeignKey(table, columns_, referred, cascades, to_)
    return list(found.values())


def _standard_columns(
    connection: Connection, schema: str | None, names: Sequence[str] | None
) -> Types:
    found: dict[str, dict[str, TypeEngine[Any]]] = defaultdict(dict)
    query = _COLUMNS if names is None else _SOME_COLUMNS
    values = {"schema": schema} if names is None else {"schema": schema, "names": list(names)}
    for table, column, kind in connection.execute(query, values):
        found[table][column] = _MARIADB_TYPES.get(kind.lower(), NullType)()
    return found


@contextmanager
def _unknown_types() -> Iterator[None]:
    """Let types pass that SQLAlchemy does not know: they are read as they come."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield
