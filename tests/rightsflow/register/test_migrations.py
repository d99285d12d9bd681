"""Migrations lead to exactly the tables of the program, and only forward."""

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from rightsflow.errors import Misconfigured
from rightsflow.register.metadata import KEYS, REGISTER
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import opened

STORES = {"register": REGISTER, "keys": KEYS}


def differences(connection: Connection, store: str) -> list[object]:
    """Return what autogeneration would still change."""
    others = {table for other, data in STORES.items() if other != store for table in data.tables}

    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or not (name in others or str(name).startswith("rightsflow_"))

    options = {
        "version_table": f"rightsflow_{store}_version",
        "compare_type": True,
        "include_name": ours,
    }
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, STORES[store]))


@pytest.mark.parametrize("store", STORES)
async def test_the_newest_schema_is_that_of_the_tables(home: Home, store: str) -> None:
    """After all migrations nothing is left to generate, in either store."""
    database = home.open(store)
    await database.upgrade()
    async with database.read() as connection:
        assert await connection.run_sync(differences, store) == []
        names = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
    assert set(STORES[store].tables) <= set(names)


@pytest.mark.parametrize("store", STORES)
async def test_a_difference_would_be_seen(home: Home, store: str) -> None:
    """The comparison is no empty one: a column more shows."""
    database = home.open(store)
    await database.upgrade()
    table = next(iter(STORES[store].tables))
    async with database.write() as connection:
        await connection.execute(text(f'ALTER TABLE "{table}" ADD COLUMN extra INTEGER'))
    async with database.read() as connection:
        assert await connection.run_sync(differences, store)


@pytest.mark.parametrize("store", STORES)
async def test_a_database_of_a_newer_program_is_refused(home: Home, store: str) -> None:
    """An older program does not touch tables that it does not know."""
    database = home.open(store)
    await database.upgrade()
    async with database.write() as connection:
        newer = f"UPDATE rightsflow_{store}_version SET version_num = '9999'"  # noqa: S608 - a constant
        await connection.execute(text(newer))
    with pytest.raises(Misconfigured, match=f"The {store} database is of a newer Rightsflow"):
        await database.upgrade()


async def test_upgrading_again_changes_nothing(home: Home) -> None:
    """Every start upgrades; what is there stays."""
    database = home.open()
    await database.upgrade()
    (case,) = await opened(database)
    await database.upgrade()
    (later,) = await opened(database)
    assert later.id > case.id


async def test_several_workers_may_upgrade_at_once(home: Home) -> None:
    """Started together after an update, one of them migrates and the others find it done."""
    databases = [home.open() for _ in range(4)]
    await asyncio.gather(*(database.upgrade() for database in databases))
    assert await opened(databases[0])
