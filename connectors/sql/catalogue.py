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
from sqlalchemy.types import Integer, LargeBinary, NullType, Numeric, String, TypeEngine

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
    "SELECT table_name, referenced_table_name FROM information_schema.key_column_usage"
    " WHERE table_schema = coalesce(:schema, database())"
    " AND referenced_table_schema = table_schema"
)

_MARIADB_TYPES: Mapping[str, type[TypeEngine[Any]]] = {
    **dict.fromkeys(("tinyint", "smallint", "mediumint", "int", "bigint", "year"), Integer),
    **dict.fromkeys(("decimal", "float", "double"), Numeric),
    **dict.fromkeys(("char", "varchar", "enum", "set", "uuid", "inet4", "inet6"), String),
    **dict.fromkeys(("tinytext", "text", "mediumtext", "longtext"), String),
    **dict.fromkeys(("binary", "varbinary", "tinyblob", "blob"), LargeBinary),
    **dict.fromkeys(("mediumblob", "longblob"), LargeBinary),
}
"""Only what decides how a key is compared; any other type is read as it comes."""


def columns(
    connection: Connection, schema: str | None, names: Sequence[str] | None = None
) -> Types:
    """Return the columns of the named tables and views; of all tables if none are named."""
    if connection.dialect.name in {"mariadb", "mysql"}:
        return _standard_columns(connection, schema, names)
    with _unknown_types():
        found = inspect(connection).get_multi_columns(
            schema=schema,
            filter_names=names,
            kind=ObjectKind.TABLE if names is None else ObjectKind.ANY,
        )
    return {
        table: {column["name"]: column["type"] for column in its}
        for (_, table), its in found.items()
    }


def references(connection: Connection, schema: str | None) -> References:
    """Return for each table the tables that its foreign keys lead to."""
    found: dict[str, set[str]] = defaultdict(set)
    if connection.dialect.name in {"mariadb", "mysql"}:
        for table, referred in connection.execute(_REFERENCES, {"schema": schema}):
            found[table].add(referred)
        return found
    with _unknown_types():
        keys = inspect(connection).get_multi_foreign_keys(schema=schema, kind=ObjectKind.TABLE)
    for (_, table), its in keys.items():
        found[table].update(one["referred_table"] for one in its)
    return found


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
