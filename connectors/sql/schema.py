"""The mapped tables, typed as the database declares them."""

from collections.abc import Mapping

from sqlalchemy import Column, FromClause, MetaData, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.sql.catalogue import Types, columns
from rightsflow.datamap.columns import read_columns, table_of
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import NeedsPerson


async def mapped_types(connection: AsyncConnection, system: SystemMap, schema: str | None) -> Types:
    """Ask the database for the columns of the mapped tables and views."""
    names = sorted({table_of(system, name) for name in system.collections})
    return await connection.run_sync(columns, schema, names)


def missing(system: SystemMap, types: Types) -> list[str]:
    """Return the mapped tables and columns that are not there, as `table` or `table.column`."""
    gone: list[str] = []
    for name in system.collections:
        table = table_of(system, name)
        there = types.get(table)
        if not there:
            gone.append(table)
        else:
            wanted = read_columns(system, name)
            gone += [f"{table}.{column}" for column in wanted if column not in there]
    return list(dict.fromkeys(gone))


def tables(system: SystemMap, types: Types, schema: str | None) -> Mapping[str, FromClause]:
    """Return for each collection its table under the collection's name, with typed columns.

    Raises `NeedsPerson` if the database and the data map have drifted apart.
    """
    if gone := missing(system, types):
        message = f"System {system.system} lacks {', '.join(gone)}. Run rightsflow check."
        raise NeedsPerson(message)
    return {
        name: Table(
            table_of(system, name),
            MetaData(),
            *(
                Column(column, types[table_of(system, name)][column])
                for column in read_columns(system, name)
            ),
            schema=schema,
        ).alias(name)
        for name in system.collections
    }
