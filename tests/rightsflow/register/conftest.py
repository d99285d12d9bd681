"""A register and its keys, new for each test, in SQLite files and on a PostgreSQL server."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from rightsflow.register.database import Database
from rightsflow.register.keyring import Keyring, read_master_key
from tests.rightsflow.register.rows import NOW
from tests.servers.databases import ADMIN, answers


@dataclass
class Home:
    """Where a register lies: `open` connects to it again, as another process would."""

    kind: str
    folder: Path
    url: dict[str, str]
    stack: AsyncExitStack = field(repr=False)

    def open(self, store: str = "register") -> Database:
        """Return a database with connections of its own; closed when the test ends."""
        new = Database(self.url[store], store, base=self.folder, password=None)
        self.stack.push_async_callback(new.close)
        return new

    def key_file(self, name: str = "master.key") -> Path:
        """Return the file of a master key, made when first asked for."""
        file = self.folder / name
        if not file.exists():
            file.touch(mode=0o600)
            file.write_bytes(base64.b64encode(secrets.token_bytes(32)))
        return file


async def run(url: str | URL, *statements: str) -> None:
    """Run statements as the owner, each by itself."""
    server = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await server.dispose()


@pytest.fixture(scope="session")
def postgresql_database(require_server: Callable[[str, bool], None]) -> Iterator[str]:
    """Make a database on the server of this machine, and drop it at the end."""
    require_server("postgresql", answers("postgresql"))
    name, admin = f"rf_{secrets.token_hex(6)}", ADMIN["postgresql"]
    asyncio.run(run(admin, f"CREATE DATABASE {name}"))
    yield make_url(admin).set(database=name).render_as_string()
    asyncio.run(run(admin, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def sqlite_home(tmp_path: Path) -> AsyncIterator[Home]:
    """Give a place for two SQLite files."""
    urls = {store: f"sqlite+aiosqlite:///{store}.sqlite" for store in ("register", "keys")}
    async with AsyncExitStack() as stack:
        yield Home("sqlite", tmp_path, urls, stack)


@pytest.fixture
async def postgresql_home(tmp_path: Path, postgresql_database: str) -> AsyncIterator[Home]:
    """Give an empty database on a PostgreSQL server."""
    await run(postgresql_database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    urls = dict.fromkeys(("register", "keys"), postgresql_database)
    async with AsyncExitStack() as stack:
        yield Home("postgresql", tmp_path, urls, stack)


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest) -> Home:
    """Give an empty place of each kind in turn."""
    place: Home = request.getfixturevalue(f"{request.param}_home")
    return place


@pytest.fixture
async def register(home: Home) -> Database:
    """Give an empty register of the newest schema."""
    new = home.open()
    await new.upgrade()
    return new


@pytest.fixture
async def keyring(home: Home, register: Database) -> Keyring:
    """Give the keyring of the register."""
    store = home.open("keys")
    await store.upgrade()
    keys = Keyring(read_master_key(home.key_file()), store)
    await keys.prove(register, NOW)
    return keys
