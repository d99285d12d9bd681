"""Trying orders out: all is done in one transaction, compared, and taken back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from connectors.sql.database import Database
from connectors.sql.layout import layout
from connectors.sql.writing import Work, names_of
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability, Order, Rehearsed
from rightsflow.fates import of_all, receipt

_NOW_AND_NOT_AT_THE_END = text("SET CONSTRAINTS ALL IMMEDIATE")


async def rehearsed(
    database: Database,
    system: SystemMap,
    capability: Capability,
    orders: Sequence[Order],
    now: datetime,
) -> Rehearsed:
    """Carry out the orders as `carried_out` does, and take all of it back.

    Rows are locked meanwhile, and sequences go on. Raises `TryAgain` or `NeedsPerson`, as the deed
    itself would; a table without transactions is refused before anything is done.
    """
    wanted = of_all(orders, system.system)
    async with database.connected() as connection:
        made = await connection.run_sync(layout, system, database.settings.schema_name)
        await connection.rollback()
        transaction = await connection.begin()
        work = Work(database, connection, made, wanted)
        try:
            there = await work.done()
            if connection.dialect.name == "postgresql":
                await database.done(connection, _NOW_AND_NOT_AT_THE_END)
        finally:
            await transaction.rollback()
    names = names_of(there)
    return Rehearsed(
        receipts=tuple(receipt(one, capability, wanted, names, now) for one in orders),
        rows={name: (work.before[name], work.after[name]) for name in sorted(work.before)},
    )
