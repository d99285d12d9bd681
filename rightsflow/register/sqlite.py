"""How a connection to a SQLite file is set up, and how its transactions begin."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import ConnectionPoolEntry
from tenacity import AsyncRetrying, retry_if_exception, stop_after_delay
from tenacity.wait import wait_random_exponential

BEGIN = "rightsflow_begin"
"""The execution option that says how a transaction begins: DEFERRED or IMMEDIATE."""

_BUSY_TIMEOUT_S = 30


def prepare(engine: Engine) -> None:
    """Set up each connection that the engine opens, and begin its transactions by `BEGIN`."""
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)


async def take_log_back(connection: AsyncConnection) -> bool:
    """Write the log (WAL) into the file and empty it; return False if somebody reads it still.

    It goes past SQLAlchemy, which would begin a transaction: in one this is refused.
    """
    driver: Any = (await connection.get_raw_connection()).driver_connection
    try:
        async with driver.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
            busy, *_ = await cursor.fetchone()
    except sqlite3.OperationalError:
        return False
    return not busy


def _set_up(
    connection: Any,  # noqa: ANN401 - the driver's own class, which has no public type
    _: ConnectionPoolEntry,
) -> None:
    connection.isolation_level = None
    connection.run_async(_use_wal)
    cursor = connection.cursor()
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        f"busy_timeout = {_BUSY_TIMEOUT_S * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


async def _use_wal(
    connection: Any,  # noqa: ANN401 - the driver's own class, which has no public type
) -> None:
    # While another connection writes to a file that is not in WAL mode yet, SQLite refuses the
    # switch at once, whatever its busy_timeout: https://sqlite.org/c3ref/busy_handler.html
    retrying = AsyncRetrying(
        retry=retry_if_exception(_is_busy),
        stop=stop_after_delay(_BUSY_TIMEOUT_S),
        wait=wait_random_exponential(0.01, max=0.5),
        reraise=True,
    )
    await retrying(_switch, connection)


async def _switch(
    connection: Any,  # noqa: ANN401 - the driver's own class, which has no public type
) -> None:
    async with connection.execute("PRAGMA journal_mode = WAL"):
        pass


def _is_busy(error: BaseException) -> bool:
    if not isinstance(error, sqlite3.OperationalError):
        return False
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get(BEGIN, "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {begin}")
