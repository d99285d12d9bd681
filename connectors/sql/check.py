"""Asking a database whether it can be asked: rights are tried out, the map is compared."""

from collections.abc import Iterator, Mapping

from sqlalchemy import column, select, table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.sql.catalogue import References, Types, columns, references
from connectors.sql.database import Database
from connectors.sql.overlooked import overlooked
from connectors.sql.query import Query
from connectors.sql.schema import mapped_types, missing
from connectors.sql.trouble import REMEDY
from rightsflow.connector import Health
from rightsflow.datamap.columns import accounted_columns, read_columns, table_of
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured, NeedsPerson


async def health(system: SystemMap, database: Database) -> Health:
    """Ask whether the database answers, allows what is needed, and matches its data map.

    Raises `TryAgain` if it does not answer at all.
    """
    schema = database.settings.schema_name
    try:
        async with database.connected() as connection:
            types = await mapped_types(connection, system, schema)
            problems = [*_drift(system, types)]
            problems += await _refused(connection, system, schema, types)
            there = await connection.run_sync(columns, schema)
            refers_to = await connection.run_sync(references, schema)
            related = dict(_related(system, there, refers_to))
            problems += related.values()
            problems += await overlooked(database, connection, system, frozenset(related))
    except (Misconfigured, NeedsPerson) as error:
        problem = str(error).replace(REMEDY, "Correct its url, its password or its role's rights.")
        return Health("cannot be asked", (problem,))
    count = len(system.collections)
    noun = "collection answers" if count == 1 else "collections answer"
    return Health(f"{count} {noun}" if not problems else "answers", tuple(problems))


def _drift(system: SystemMap, types: Types) -> Iterator[str]:
    for gone in missing(system, types):
        yield f"{gone} is not there, or its existence is hidden from this role. Correct the map."
    for name, unknown in _unmapped(system, types).items():
        for one in unknown:
            place = f"{table_of(system, name)}.{one}"
            yield f"{place} is not mapped. Add it to fields, or to ignore with a reason."


def _unmapped(system: SystemMap, types: Types) -> Mapping[str, list[str]]:
    """Return by collection the columns of its table that no collection accounts for."""
    accounted: dict[str, set[str]] = {}
    for name, collection in system.collections.items():
        accounted.setdefault(table_of(system, name), set()).update(accounted_columns(collection))
    first = {table_of(system, name): name for name in reversed(system.collections)}
    return {
        name: [one for one in types.get(of, {}) if one not in accounted[of]]
        for of, name in first.items()
    }


async def _refused(
    connection: AsyncConnection, system: SystemMap, schema: str | None, types: Types
) -> list[str]:
    """Try to read no row of every mapped column: what is declared is not always allowed."""
    problems: list[str] = []
    for name in system.collections:
        of = table_of(system, name)
        there = [one for one in read_columns(system, name) if one in types.get(of, {})]
        if not there or await _may_read(connection, schema, of, there):
            continue
        refused = [one for one in there if not await _may_read(connection, schema, of, [one])]
        what = ", ".join(f"{of}.{one}" for one in refused) or of
        problems.append(f"{what} may not be read by this role. Grant SELECT on it.")
    return list(dict.fromkeys(problems))


async def _may_read(
    connection: AsyncConnection, schema: str | None, name: str, wanted: list[str]
) -> bool:
    probe = _probe(schema, name, wanted)
    try:
        async with connection.begin_nested():
            await connection.execute(probe)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return False
    return True


def _probe(schema: str | None, name: str, wanted: list[str]) -> Query:
    one = table(name, *map(column, wanted), schema=schema)
    return select(*one.c).limit(0)


def _related(
    system: SystemMap, there: Types, refers_to: References
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Yield tables with a sentence: they hold an identity of the map, or point to its tables."""
    mapped = {table_of(system, name) for name in system.collections}
    identities = {one.column for all_ in system.collections.values() for one in all_.identity}
    remedy = "Map it, or name it under ignore of the system with a reason."
    for name in sorted(there.keys() - mapped - system.ignore.keys()):
        if leads := sorted(refers_to.get(name, set()) & mapped):
            yield name, f"{name} refers to {leads[0]} but is not mapped. {remedy}"
        elif same := sorted(there[name].keys() & identities):
            yield name, f"{name} has a column {same[0]} but is not mapped. {remedy}"
