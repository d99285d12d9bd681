"""Databases to ask: an SQLite file, and new databases on the servers of this machine.

`RIGHTSFLOW_TEST_POSTGRESQL` and `RIGHTSFLOW_TEST_MARIADB` name other servers, as URLs of a
role that may create databases and roles.
"""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

PASSWORD_VARIABLE = "RIGHTSFLOW_TEST_READER_PASSWORD"
"""Under this name the environment holds the password of the reading roles."""

ADMIN = {
    "postgresql": os.environ.get(
        "RIGHTSFLOW_TEST_POSTGRESQL", "postgresql+asyncpg://postgres@127.0.0.1:5432/postgres"
    ),
    "mariadb": os.environ.get(
        "RIGHTSFLOW_TEST_MARIADB", "mariadb+asyncmy://root@127.0.0.1:3306/mysql"
    ),
}
KINDS = ("sqlite", *ADMIN)


@dataclass(frozen=True)
class Place:
    """A new, empty database: `url` is its reader's, without password; `admin` may do all."""

    kind: str
    url: URL
    admin: AsyncEngine
    password: str

    @property
    def connection(self) -> dict[str, object]:
        """Return what a data map says of it."""
        found: dict[str, object] = {
            "url": self.url.render_as_string(),
            "patience_s": 1,
            "timeout_s": 5,
        }
        if self.password:
            found["password"] = {"env": PASSWORD_VARIABLE}
        return found

    @property
    def writing(self) -> dict[str, object]:
        """Return what a data map says of it that may be written to, by a role of its own."""
        if self.kind == "sqlite":
            return self.connection | {"write": True}
        role = {"username": self.writer, "password": {"env": PASSWORD_VARIABLE}}
        return self.connection | {"write": role}

    @property
    def writer(self) -> str:
        """Return the name of the role that may write."""
        return f"{self.url.username}_w"

    @property
    def file(self) -> Path:
        """Return the file of an SQLite database."""
        return Path(self.url.database or "")

    async def run(self, *statements: str) -> None:
        """Run statements as the owner."""
        async with self.admin.begin() as connection:
            for statement in statements:
                await connection.execute(text(statement))

    async def run_alone(self, statement: str) -> None:
        """Run a statement as the owner outside any transaction."""
        async with self.admin.execution_options(isolation_level="AUTOCOMMIT").connect() as own:
            await own.execute(text(statement))

    async def grant(self, *tables: str) -> None:
        """Let the reader read tables; on SQLite everybody may."""
        await self._grant("SELECT", str(self.url.username), tables)

    async def grant_writing(self, *tables: str, rights: str = "SELECT, UPDATE, DELETE") -> None:
        """Let the writer change tables, and the reader read them; on SQLite everybody may."""
        await self.grant(*tables)
        await self._grant(rights, self.writer, tables)

    async def _grant(self, rights: str, role: str, tables: Sequence[str]) -> None:
        if self.kind != "sqlite":
            quoted = f"'{role}'@'%'" if self.kind == "mariadb" else role
            await self.run(*(f"GRANT {rights} ON {table} TO {quoted}" for table in tables))


@cache
def answers(kind: str) -> bool:
    """Tell whether the server lets us in, by a driver that is installed; asked once."""
    if kind == "sqlite":
        return True

    async def ask() -> bool:
        try:
            engine = create_async_engine(ADMIN[kind])
            async with engine.connect():
                pass
            await engine.dispose()
        except (SQLAlchemyError, ImportError, OSError):
            return False
        return True

    # In a thread of its own: this one may have a loop already.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, ask()).result()


@asynccontextmanager
async def place(kind: str, folder: Path) -> AsyncIterator[Place]:
    """Make a database with a reading and a writing role, and drop all."""
    if kind == "sqlite":
        url = make_url(f"sqlite+aiosqlite:///{folder / 'people.db'}")
        admin = create_async_engine(url)
        yield Place(kind, url.set(drivername="sqlite"), admin, "")
        await admin.dispose()
        return
    name = f"rf_{secrets.token_hex(6)}"
    password = os.environ.setdefault(PASSWORD_VARIABLE, secrets.token_hex(8))
    names = (name, f"{name}_w")
    roles = [f"'{one}'@'%'" if kind == "mariadb" else one for one in names]
    identified = "IDENTIFIED BY" if kind == "mariadb" else "LOGIN PASSWORD"
    server = create_async_engine(ADMIN[kind], isolation_level="AUTOCOMMIT")
    admin = create_async_engine(make_url(ADMIN[kind]).set(database=name))
    try:
        async with server.connect() as connection:
            await connection.execute(text(f"CREATE DATABASE {name}"))
            for role in roles:
                await connection.execute(text(f"CREATE USER {role} {identified} '{password}'"))
        reader = make_url(ADMIN[kind]).set(drivername=kind, username=name, database=name)
        yield Place(kind, reader, admin, password)
    finally:
        await admin.dispose()
        async with server.connect() as connection:
            force = " WITH (FORCE)" if kind == "postgresql" else ""
            await connection.execute(text(f"DROP DATABASE {name}{force}"))
            for role in roles:
                await connection.execute(text(f"DROP USER {role}"))
        await server.dispose()
