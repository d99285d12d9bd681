"""What a map overlooks: rows that no identity leads to, and tables in which addresses stand.

Some rows of each table are looked at, read only; what is found is told in counts.
"""

from collections.abc import AsyncIterator

from sqlalchemy import and_, exists, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.sql.database import Database
from connectors.sql.layout import Layout, layout
from connectors.sql.sample import ROWS, sampled, text_columns
from connectors.sql.trouble import sqlstate
from rightsflow.datamap.columns import table_of
from rightsflow.datamap.model import Parent, SystemMap


async def overlooked(
    database: Database, connection: AsyncConnection, system: SystemMap, told: frozenset[str]
) -> list[str]:
    """Return a sentence with its remedy for each thing that the map overlooks.

    `told`: tables of which it is known already that they are not mapped.
    """
    made = await connection.run_sync(layout, system, database.settings.schema_name)
    unreached = [one async for one in _unreached(database, connection, made)]
    return unreached + [one async for one in _addressed(database, connection, made, told)]


async def _unreached(
    database: Database, connection: AsyncConnection, made: Layout
) -> AsyncIterator[str]:
    """Yield collections none of whose rows has a parent: the link is wrong, or the fixed kind."""
    for name, collection in made.system.collections.items():
        parent = collection.parent
        if parent is None or not _is_there(made, name, parent):
            continue
        of = table_of(made.system, name)
        rows, theirs, reached = await _counts(database, connection, made, name, parent)
        if rows and not theirs:
            kind = ", ".join(f"{column} {value}" for column, value in parent.where.items())
            yield (
                f"No identity leads to {name}: no row of {of} has {kind}. "
                "Correct where of its parent."
            )
        elif theirs and not reached:
            on = ", ".join(parent.on)
            yield (
                f"No identity leads to {name}: of the {theirs} rows of {of} looked at, {on} of "
                f"none is found in {table_of(made.system, parent.collection)}. Correct its parent."
            )


def _is_there(made: Layout, name: str, parent: Parent) -> bool:
    """Tell whether all columns of a link exist; the check names those that do not."""
    low = made.types.get(table_of(made.system, name), {})
    high = made.types.get(table_of(made.system, parent.collection), {})
    return {*parent.on, *parent.where} <= low.keys() and {*parent.on.values()} <= high.keys()


async def _counts(
    database: Database, connection: AsyncConnection, made: Layout, name: str, parent: Parent
) -> tuple[int, int, int]:
    """Return how many rows there are, of the fixed kind, and with a parent: `ROWS` at most."""
    low, high = made.of(name), made.of(parent.collection).alias("above")
    linked = [low.c[column] for column in parent.on]
    fixed = [low.c[column] == value for column, value in parent.where.items()]
    # A link that is empty leads nowhere by right: the row is nobody's.
    theirs = select(*linked).where(*fixed, *(one.is_not(None) for one in linked)).limit(ROWS)
    some = theirs.subquery("below")
    pairs = zip(parent.on.values(), some.c, strict=True)
    has_parent = exists().where(and_(*(high.c[to] == own for to, own in pairs)))
    queries = [
        select(func.count()).select_from(select(*linked).limit(ROWS).subquery()),
        select(func.count()).select_from(some),
        select(func.count()).select_from(some).where(has_parent),
    ]
    counts = [int((await database.done(connection, query))[0][0]) for query in queries]
    return counts[0], counts[1], counts[2]


async def _addressed(
    database: Database, connection: AsyncConnection, made: Layout, told: frozenset[str]
) -> AsyncIterator[str]:
    """Yield the tables that the map does not mention and in which e-mail addresses stand."""
    unmentioned = made.stored.keys() - {*made.mapped(), *made.system.ignore, *told}
    for name in sorted(unmentioned & made.tables.keys()):
        table = made.table(name)
        try:
            async with connection.begin_nested():
                shapes = await sampled(database, connection, table, text_columns(made.types[name]))
        except DBAPIError as error:
            # A table that may not be read is named where it matters: after an erasure.
            if not sqlstate(error).startswith("42"):
                raise
            continue
        for column in (one for one, shape in shapes.items() if shape.inside):
            yield (
                f"{name} is not mapped, and {shapes[column].inside} of {shapes[column].filled} "
                f"values of {column} looked at hold e-mail addresses. Map it, or name it under "
                "ignore of the system with a reason."
            )
            break
