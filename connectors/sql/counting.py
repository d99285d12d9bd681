"""What is known before a transaction begins, and what must be true before it ends.

The order of deleting, tables that cannot take a change back, and the count of rows: no table may
lose more than the orders name.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.sql.database import Database
from connectors.sql.layout import Layout
from connectors.sql.trouble import sqlstate
from rightsflow.datamap.columns import table_of
from rightsflow.deletion import Circle, Deletion, deletion_order
from rightsflow.errors import NeedsPerson
from rightsflow.fates import Fate, Record


def order_of(layout: Layout, wanted: Mapping[Record, Fate]) -> Deletion:
    """Return the order of deleting; raises `NeedsPerson` if there is none, or a name is unknown."""
    of = {record: _table(layout, record) for record in wanted}
    tables = {of[record] for record, fate in wanted.items() if fate is None}
    try:
        return deletion_order(tables, layout.keys, layout.nullable, layout.links())
    except Circle as circle:
        message = (
            f"{' and '.join(circle.tables)} refer to each other by columns that must not be "
            "empty: no order of deleting them is possible. Let one of these columns be empty."
        )
        raise NeedsPerson(message) from None


def refuse_untransacted(layout: Layout, wanted: Mapping[Record, Fate]) -> None:
    """Refuse tables without transactions (MyISAM): what fails half-way would stay half done."""
    for name in sorted(_reached(layout, {_table(layout, record) for record in wanted})):
        if not layout.stored.get(name, False):
            message = (
                f"{name} of {layout.system.system} takes no part in transactions, so a failure "
                f"half-way could not be undone. ALTER TABLE {name} ENGINE=InnoDB."
            )
            raise NeedsPerson(message)


def counted_tables(layout: Layout, tables: Iterable[str]) -> set[str]:
    """Return the tables to count: those of the map, and those that lose rows with others."""
    return {*layout.mapped(), *_reached(layout, tables)} & layout.stored.keys()


async def counted(
    database: Database, connection: AsyncConnection, layout: Layout, tables: Iterable[str]
) -> dict[str, int]:
    """Return the number of rows by table; raises `NeedsPerson` if one may not be counted."""
    counts = {}
    for name in sorted(tables):
        query = select(func.count()).select_from(layout.table(name))
        try:
            rows = await database.done(connection, query)
        except DBAPIError as error:
            if not sqlstate(error).startswith("42"):
                raise
            message = (
                f"{name} of {layout.system.system} may not be counted by the writing role, so it "
                "is not known whether it loses records. Grant SELECT on it."
            )
            raise NeedsPerson(message) from None
        counts[name] = int(rows[0][0])
    return counts


def refuse_other_losses(
    layout: Layout, before: Mapping[str, int], after: Mapping[str, int], named: Mapping[str, int]
) -> None:
    """Refuse if a table lost more rows than the orders name."""
    more = [name for name in before if before[name] - after[name] > named.get(name, 0)]
    if more:
        message = (
            f"System {layout.system.system}: with the records named, others of "
            f"{', '.join(more)} would go (ON DELETE CASCADE, or a trigger). Nothing was changed. "
            "Map them, so that a plan names them, or take the rule away."
        )
        raise NeedsPerson(message)


def _reached(layout: Layout, tables: Iterable[str]) -> set[str]:
    """Return tables and those whose rows go with theirs."""
    reached = set(tables)
    while (
        more := {one.table for one in layout.keys if one.cascades and one.referred in reached}
        - reached
    ):
        reached |= more
    return reached


def _table(layout: Layout, record: Record) -> str:
    if record.collection not in layout.system.collections:
        message = f"An order names {record.collection}, which {layout.system.system} has not."
        raise NeedsPerson(message)
    return table_of(layout.system, record.collection)
