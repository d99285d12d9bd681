"""Whether the deeds that a data map asks for can be done: tried out, and nothing is changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Executable, delete, false, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.sql.catalogue import Types
from connectors.sql.database import Database
from connectors.sql.layout import Layout, layout
from connectors.sql.searching import may_search, searched
from connectors.sql.trouble import REMEDY
from rightsflow.connector import Health
from rightsflow.datamap.columns import blanked, deletes, duty_columns, set_columns, table_of
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured, NeedsPerson


async def checked(
    health: Health, system: SystemMap, reading: Database, writing: Database
) -> Health:
    """Add to what a check says whatever stands in the way of erasing, marking and verifying.

    Correcting a field needs `UPDATE` on it, which is not asked for here: nobody knows which.
    """
    try:
        async with reading.connected() as connection:
            made = await connection.run_sync(layout, system, reading.settings.schema_name)
            problems = [*_named(made), *_obligatory(made), *_untransacted(made)]
            problems += await _not_searched(connection, made)
        async with writing.connected() as connection:
            problems += await _refused(connection, made, writing.settings.parsed.username)
            await connection.rollback()
    except (Misconfigured, NeedsPerson) as error:
        remedy = "Correct the role under write, its password or its rights."
        problems = [str(error).replace(REMEDY, remedy)]
    return replace(health, problems=tuple(dict.fromkeys((*health.problems, *problems))))


def _there(types: Types, table: str, columns: Sequence[str]) -> list[str]:
    return [column for column in columns if column in types.get(table, {})]


def _named(made: Layout) -> Iterator[str]:
    """Yield columns that deeds need and the database has not."""
    for name, collection in made.system.collections.items():
        of = table_of(made.system, name)
        for column in (*set_columns(collection), *duty_columns(collection)):
            if of in made.types and column not in made.types[of]:
                yield f"{of}.{column} is not there: a deed would need it. Correct the map."


def _obligatory(made: Layout) -> Iterator[str]:
    for name, collection in made.system.collections.items():
        of = table_of(made.system, name)
        for column in _there(made.types, of, blanked(made.system, name)):
            empty = collection.fields[column].erased_as is None
            if empty and (of, column) not in made.nullable:
                yield (
                    f"{of}.{column} must not be empty, so erasing cannot blank it. Say under "
                    "erased_as what shall stand there."
                )


def _untransacted(made: Layout) -> Iterator[str]:
    """Yield tables whose changes cannot be taken back, so that none is made."""
    for name, collection in made.system.collections.items():
        of = table_of(made.system, name)
        written = deletes(collection) or blanked(made.system, name) or set_columns(collection)
        if written and of in made.stored and not made.stored[of]:
            yield (
                f"{of} takes no part in transactions, so nothing is changed there. "
                f"ALTER TABLE {of} ENGINE=InnoDB."
            )


async def _not_searched(connection: AsyncConnection, made: Layout) -> list[str]:
    """Return the tables in which nobody looks for what is left."""
    refused = [one for one in searched(made) if not await may_search(connection, made, one)]
    return [
        f"{one} may not be read, so nobody looks there after an erasure. Grant SELECT on it, or "
        "name it under ignore and not_searched of the system."
        for one in refused
    ]


async def _refused(connection: AsyncConnection, made: Layout, role: str | None) -> list[str]:
    problems: dict[str, None] = {}
    for name, collection in made.system.collections.items():
        of = table_of(made.system, name)
        if of not in made.types or collection.key not in made.types[of]:
            continue
        wanted = [*blanked(made.system, name), *set_columns(collection)]
        columns = _there(made.types, of, list(dict.fromkeys(wanted)))
        for right, of_columns, probe in _probes(made, name, columns):
            if not await _may(connection, probe):
                problems[_remedy(connection, of, right, of_columns, role)] = None
    return [*problems]


def _probes(
    made: Layout, name: str, columns: list[str]
) -> Iterator[tuple[str, list[str], Executable]]:
    """Yield right, columns and a statement that needs it and touches no row."""
    of, key = made.of(name), made.system.collections[name].key
    collection = made.system.collections[name]
    parent = collection.parent
    read = _there(made.types, of.name, [key, *(parent.where if parent else ()), *columns])
    yield "SELECT", read, select(*(of.c[one] for one in read)).limit(0)
    if deletes(collection):
        yield "DELETE", [], delete(of).where(false())
    for column in columns:
        yield "UPDATE", [column], update(of).where(false()).values({column: of.c[column]})


async def _may(connection: AsyncConnection, probe: Executable) -> bool:
    try:
        async with connection.begin_nested():
            await connection.execute(probe)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return False
    return True


def _remedy(
    connection: AsyncConnection, table: str, right: str, columns: list[str], role: str | None
) -> str:
    what = f"{table}.{columns[0]}" if right == "UPDATE" else table
    verb = {"SELECT": "read", "DELETE": "deleted from", "UPDATE": "changed"}[right]
    if connection.dialect.name == "sqlite":
        return f"{what} cannot be {verb}: the file may only be read. Let this user write it."
    of = f" ({', '.join(columns)})" if columns else ""
    return f"{what} may not be {verb} by the writing role. GRANT {right}{of} ON {table} TO {role}."
