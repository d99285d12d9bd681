"""Orders for tests, and what a whole database holds before and after."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import MetaData, select

from connectors.sql import CONNECTOR
from connectors.sql.connector import SqlConnector
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Change, Expected, Order, Receipt, Residue, Value
from rightsflow.law.subject import Identifier, IdentifierKind
from tests.connectors.sql.maps import system_of
from tests.servers.databases import Place

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

ANN = (Identifier(IdentifierKind.email, "ann@example.com"),)


def writing(at: Place, collections: Mapping[str, object], **rest: Any) -> SqlConnector:  # noqa: ANN401 - as in a data map
    """Return a connector that may write; `rest` is said of the whole system."""
    given = system_of(at, collections).model_dump(by_alias=True, mode="json", exclude_unset=True)
    system = SystemMap.model_validate({**given, "connection": at.writing, **rest})
    return CONNECTOR.open(system, CONNECTOR.connection.model_validate(system.connection))


def ordered(
    *records: str, values: Mapping[str, Value] | None = None, case_number: str = "case1"
) -> Order:
    """Return an order for records, each by its name."""
    names = dict.fromkeys(record.partition(":")[0] for record in records)
    changes = (
        Change(name, tuple(one for one in records if one.startswith(f"{name}:")), values)
        for name in names
    )
    return Order(case_number, tuple(changes))


async def erased(connector: SqlConnector, *orders: Order) -> list[Receipt]:
    """Erase, and close."""
    async with connector:
        return await connector.erase(orders, now=NOW)


async def left_of_ann(
    connector: SqlConnector,
    *orders: Order,
    kept: tuple[str, ...] = (),
    identifiers: tuple[Identifier, ...] = ANN,
) -> list[Residue]:
    """Return what is left of Ann, looking everywhere."""
    expected = Expected("case1", identifiers, orders, frozenset(kept), everywhere=True)
    async with connector:
        return await connector.verify([expected])


async def whole(at: Place) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    metadata = MetaData()
    async with at.admin.connect() as connection:
        await connection.run_sync(metadata.reflect)
        return {
            name: sorted((tuple(row) for row in await connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }
