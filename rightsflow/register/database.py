"""One SQL database: connections, transactions, and migrations to the newest schema.

SQLite runs in WAL mode; a writing transaction begins IMMEDIATE, so that two writers queue
instead of failing. No transaction spans anything but the database.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from pydantic import SecretStr
from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.register.sqlite import BEGIN, prepare, take_log_back
from rightsflow.sqlitefile import EndsWhenClosed

_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 0x52464C57
"""The number of PostgreSQL's advisory lock under which only one process upgrades."""

_PASSING = {"08", "40", "53", "57", "58"}
"""SQLSTATE classes that waiting cures: connection, deadlock, resources, shutdown, system."""


class Database:
    """A SQL database with a schema of ours: `store` is `register` or `keys`."""

    def __init__(self, url: str, store: str, *, base: Path, password: SecretStr | None) -> None:
        self.store = store
        self._url = _resolved(url, base, password)
        self._engine: AsyncEngine = _engine(self._url)

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is a SQLite file (one machine, one writer at a time)."""
        return self._url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that writes; it commits at the end or not at all.

        Raises `TryAgain` where the database cannot be reached or asks to be tried again.
        """
        async with self._transaction("IMMEDIATE") as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that only reads; raises `TryAgain` like `write`."""
        async with self._transaction("DEFERRED") as connection:
            yield connection

    @asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.connect() as connection:
                await connection.execution_options(**{BEGIN: begin})
                async with connection.begin():
                    yield connection
        except (OperationalError, OSError) as error:
            problem = f"The {self.store} database cannot be used now ({type(error).__name__})."
            raise TryAgain(problem) from None
        except DBAPIError as error:
            if error.connection_invalidated or _sqlstate(error)[:2] in _PASSING:
                problem = f"The {self.store} database asks to be tried again."
                raise TryAgain(problem) from None
            # The driver's own text quotes values; its class is all that may be told.
            problem = f"The {self.store} database refused a statement ({type(error).__name__})."
            raise DatabaseRefused(problem) from None
        except Exception as error:
            # While connecting, SQLAlchemy lets the driver's own errors through, as they are.
            code = _sqlstate(error)
            if not code:
                raise
            if code[:2] in _PASSING:
                problem = f"The {self.store} database asks to be tried again."
                raise TryAgain(problem) from None
            problem = (
                f"The {self.store} database does not let us in (SQLSTATE {code}). Check its url, "
                "role and password."
            )
            raise DatabaseRefused(problem) from None

    async def wipe(self, table: Table) -> None:
        """See to it that rows that were deleted from a table are in no file of it any more.

        SQLite overwrites them (`secure_delete`), but its log has them until it is taken back.
        PostgreSQL leaves them where they were: the table is written anew, and waits for whoever
        uses it. Its log (WAL) and what was archived of it are backups, with a time of their own.
        Raises `TryAgain` if somebody else is reading meanwhile.
        """
        problem = f"The {self.store} database is in use and was not wiped; the next purge does it."
        try:
            async with self._engine.connect() as connection:
                if self.is_sqlite:
                    wiped = await take_log_back(connection)
                else:
                    await connection.execution_options(isolation_level="AUTOCOMMIT")
                    await connection.exec_driver_sql(f'VACUUM FULL "{table.name}"')
                    wiped = True
        except (DBAPIError, OSError):
            wiped = False
        if not wiped:
            raise TryAgain(problem)

    async def upgrade(self) -> None:
        """Bring the schema to the newest version.

        Raises `Misconfigured` if the database is of a newer program than this one.
        """
        async with self.write() as connection:
            if not self.is_sqlite:
                lock = text("SELECT pg_advisory_xact_lock(:key)")
                await connection.execute(lock, {"key": _UPGRADE_LOCK})
            await connection.run_sync(_upgrade, self.store)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


class DatabaseRefused(Misconfigured):
    """The database refused a statement."""


async def clock(connection: AsyncConnection) -> datetime:
    """Return the database's own time: leases of several machines are judged by one clock."""
    if connection.dialect.name == "sqlite":
        text = await connection.scalar(select(func.strftime("%Y-%m-%dT%H:%M:%f", "now")))
        return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    now = await connection.scalar(select(func.clock_timestamp()))
    if not isinstance(now, datetime):
        problem = "The database did not tell its time."
        raise TryAgain(problem)
    return now


def insert_new(
    table: Table, connection: AsyncConnection, *unique: str
) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that leaves rows alone whose unique key is already there.

    `unique` names the columns of that key where no other may be there by accident.
    """
    of = unique or None
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing(index_elements=of)
    return postgresql.insert(table).on_conflict_do_nothing(index_elements=of)


async def insert_many(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]
) -> None:
    """Insert rows; no rows is no statement."""
    if rows:
        await connection.execute(table.insert(), rows)


def _resolved(url: str, base: Path, password: SecretStr | None) -> URL:
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            problem = "The register needs a file: sqlite+aiosqlite:///register.sqlite"
            raise Misconfigured(problem)
        return parsed.set(drivername="sqlite+aiosqlite", database=str(base / parsed.database))
    if parsed.get_backend_name() != "postgresql":
        problem = "The register lies in SQLite or PostgreSQL; no other database is supported."
        raise Misconfigured(problem)
    if parsed.password is not None:
        problem = "A password does not belong into register.url; use register.password."
        raise Misconfigured(problem)
    secret = password.get_secret_value() if password else None
    return parsed.set(drivername="postgresql+asyncpg", password=secret)


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        problem = "The register's url is none; use one like sqlite+aiosqlite:///register.sqlite"
        raise Misconfigured(problem) from None


def _sqlstate(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlstate", None) or "")


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, hide_parameters=True)
    options = {"factory": EndsWhenClosed}
    engine = create_async_engine(url, hide_parameters=True, connect_args=options)
    prepare(engine.sync_engine)
    return engine


def _upgrade(connection: Connection, store: str) -> None:
    config = migrations_of(connection, store)
    _refuse_newer(config, connection, store)
    command.upgrade(config, "head")


def migrations_of(connection: Connection, store: str) -> Config:
    """Return the migrations of a store, to be run on this connection."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS / store).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = f"rightsflow_{store}_version"
    return config


def _refuse_newer(config: Config, connection: Connection, store: str) -> None:
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - only needed here

    options = {"version_table": f"rightsflow_{store}_version"}
    context = MigrationContext.configure(connection, opts=options)
    current = context.get_current_revision()
    try:
        if current is not None:
            ScriptDirectory.from_config(config).get_revision(current)
    except CommandError:
        problem = f"The {store} database is of a newer Rightsflow; install that or a later one."
        raise Misconfigured(problem) from None
