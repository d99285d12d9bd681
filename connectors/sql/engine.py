"""Engines of one system: few connections; those for reading can only read."""

from typing import Any
from urllib.parse import quote

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from connectors.sql.quiet import LOGGING_NAME, install
from connectors.sql.settings import SqlConnection
from rightsflow.errors import Misconfigured
from rightsflow.sqlitefile import EndsWhenClosed
from rightsflow.tls import client_context

POOL_SIZE = 2
"""One connection for a batch that is gathered while another is located."""

RECYCLE_S = 1800
"""Shorter than the idle time after which firewalls and servers usually hang up."""

_ON_CONNECT = {
    "sqlite": ("PRAGMA query_only = ON",),
    "postgresql": (
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SET statement_timeout = {statement_ms}",
    ),
    "mariadb": (
        "SET SESSION TRANSACTION READ ONLY",
        "SET SESSION max_statement_time = {statement_s}",
    ),
    "mysql": ("SET SESSION TRANSACTION READ ONLY",),
}
"""Said once on each new connection: read only, and no statement without end."""

_ON_CONNECT_TO_WRITE = {
    # Off unless said: a record would go and leave what refers to it behind.
    "sqlite": ("PRAGMA foreign_keys = ON",),
    "postgresql": (
        "SET statement_timeout = {statement_ms}",
        "SET lock_timeout = {timeout_ms}",
    ),
    "mariadb": (
        "SET SESSION max_statement_time = {statement_s}",
        "SET SESSION innodb_lock_wait_timeout = {whole_s}",
    ),
    "mysql": ("SET SESSION innodb_lock_wait_timeout = {whole_s}",),
}
"""Said once on each new connection that writes."""

_SNAPSHOT = {
    "postgresql": "REPEATABLE READ",
    "mariadb": "REPEATABLE READ",
    "mysql": "REPEATABLE READ",
    "sqlite": "SERIALIZABLE",
}
"""The isolation under which all queries of a batch see one state of the data."""


def make_engine(settings: SqlConnection, *, writing: bool = False) -> AsyncEngine:
    """Return the engine; nothing is connected yet. Unless `writing`, it can only read.

    Raises `Misconfigured` if the secret, the driver or the file of authorities is missing.
    """
    install()
    url = settings.parsed
    backend = url.get_backend_name()
    try:
        engine = create_async_engine(
            _addressed(url, settings),
            connect_args=_connect_args(settings),
            hide_parameters=True,
            logging_name=LOGGING_NAME,
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=settings.timeout_s,
            pool_recycle=RECYCLE_S,
            pool_pre_ping=True,
            **_dialect_args(backend),
        )
    except (ImportError, NoSuchModuleError) as error:
        message = f"The driver {url.drivername} is not installed."
        raise Misconfigured(message) from error
    _harden(engine, backend, settings, writing=writing)
    return engine


def _addressed(url: URL, settings: SqlConnection) -> URL:
    """Add the password; open SQLite so that a missing file is an error, not a new database."""
    if url.get_backend_name() == "sqlite":
        query = {"mode": "rw", "uri": "true"}
        return url.set(database=f"file:{quote(url.database or '')}", query=query)
    if settings.password is None:
        return url
    return url.set(password=settings.password.read().get_secret_value())


def _connect_args(settings: SqlConnection) -> dict[str, Any]:
    backend = settings.parsed.get_backend_name()
    if backend == "sqlite":
        return {"factory": EndsWhenClosed}
    if backend not in _SNAPSHOT:
        return {}
    name = "connect_timeout" if backend in {"mariadb", "mysql"} else "timeout"
    arguments: dict[str, Any] = {name: settings.timeout_s}
    if settings.needs_tls:
        arguments["ssl"] = client_context(settings.cafile)
    return arguments


def _dialect_args(backend: str) -> dict[str, Any]:
    """Set the isolation; keep JSON as text, because reading it would round its numbers."""
    if backend not in _SNAPSHOT:
        return {}
    return {"isolation_level": _SNAPSHOT[backend], "json_deserializer": str}


def _harden(engine: AsyncEngine, backend: str, settings: SqlConnection, *, writing: bool) -> None:
    limits = {
        "statement_s": settings.statement_s,
        "statement_ms": round(settings.statement_s * 1000),
        "timeout_ms": round(settings.timeout_s * 1000),
        "whole_s": max(1, round(settings.timeout_s)),
    }
    said = _ON_CONNECT_TO_WRITE if writing else _ON_CONNECT
    statements = [text.format(**limits) for text in said.get(backend, ())]

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _: object) -> None:
        if backend == "sqlite":
            connection.isolation_level = None
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    if backend == "sqlite":
        # The driver itself begins no transaction before a SELECT: no snapshot without this.
        # Whoever will write says so at once: what was read before a lock may be outdated.
        @event.listens_for(engine.sync_engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
