"""The database below the register: transactions, times, and what is told of its errors."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import StatementError

from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.register import cases
from rightsflow.register.database import Database, clock
from rightsflow.register.tables import case, instance, message
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import NOW, new_case, opened, rows_of

PERSONAL = "anna.nowicka@example.com"


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 6, 30, 22, 15, tzinfo=UTC),
        datetime(2026, 6, 30, 22, 15, 0, 123456, tzinfo=ZoneInfo("Europe/Warsaw")),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Warsaw")),
        datetime(1999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-11))),
    ],
)
async def test_a_moment_comes_back_as_the_same_moment(register: Database, moment: datetime) -> None:
    """Times are stored in UTC, to the microsecond, and come back aware."""
    await opened(register, new_case(received_at=moment))
    (row,) = await rows_of(register, case)
    assert row.received_at == moment.astimezone(UTC)
    assert row.received_at.utcoffset() == timedelta(0)


async def test_a_time_without_zone_is_refused(register: Database) -> None:
    """A naive time has no place in the register, whichever statement brings it."""
    naive = datetime(2026, 3, 4, 10)  # noqa: DTZ001 - this is the point
    for statement in (
        insert(instance).values(id=1, proof=b"", made_at=naive),
        update(case).values(opened_at=naive),
        update(case).where(case.c.opened_at < naive).values(language="en"),
    ):
        with pytest.raises(StatementError, match="naive datetime"):
            async with register.write() as connection:
                await connection.execute(statement)
    assert await rows_of(register, instance) == []


async def test_the_databases_clock_is_aware_and_goes_on(register: Database) -> None:
    """One clock judges the leases of all machines."""
    async with register.read() as connection:
        first = await clock(connection)
        await asyncio.sleep(0.01)
        second = await clock(connection)
    assert first < second
    assert abs(datetime.now(UTC) - second) < timedelta(minutes=5)


async def test_a_transaction_that_fails_leaves_nothing(register: Database) -> None:
    """All or nothing: a case without its journal never exists."""

    async def open_and_fail() -> None:
        async with register.write() as connection:
            await cases.reserve(connection, [new_case()], NOW)
            raise LookupError

    with pytest.raises(LookupError):
        await open_and_fail()
    assert await rows_of(register, case) == []


async def test_writers_queue_instead_of_failing(home: Home, register: Database) -> None:
    """Two processes that write at once both succeed, and neither overwrites the other."""
    (one,) = await opened(register)
    registers = [register, home.open()]

    async def count(at: Database) -> None:
        for _ in range(10):
            async with at.write() as connection:
                await cases.lock(connection, [one.id])
                row = (await connection.execute(case.select())).one()
                changed = update(case).values(journal_seq=row.journal_seq + 1)
                await connection.execute(changed)

    await asyncio.gather(*map(count, registers))
    (row,) = await rows_of(register, case)
    assert row.journal_seq == 20


async def test_a_refused_statement_tells_no_value(register: Database) -> None:
    """The driver's own text quotes the values of a row; it stays behind."""
    row = {
        "mailbox": PERSONAL, "uidvalidity": "1", "uid": PERSONAL, "state": "arrived",
        "attempts": 0, "received_at": NOW, "size_bytes": 1, "why_not_answered": [],
    }  # fmt: skip
    with pytest.raises(Misconfigured) as raised:
        async with register.write() as connection:
            await connection.execute(insert(message), [row, row])
    assert PERSONAL not in f"{raised.value} {raised.value!r}"
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    "url",
    [
        "register.sqlite",
        "",
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:",
        "mysql://127.0.0.1/register",
        "postgresql://user:Tr0ub4dor3@127.0.0.1/register",
        "postgresql://127.0.0.1:port/register",
    ],
)
def test_a_place_that_cannot_be_a_register_is_refused(tmp_path: Path, url: str) -> None:
    """A file or PostgreSQL, without a password in it; the password is not repeated."""
    with pytest.raises(Misconfigured) as raised:
        Database(url, "register", base=tmp_path, password=None)
    assert "Tr0ub4dor3" not in str(raised.value)


async def test_a_server_that_is_away_is_tried_again(tmp_path: Path) -> None:
    """Nobody listens at this port: the work goes on when somebody does."""
    away = Database("postgresql://postgres@127.0.0.1:1/x", "register", base=tmp_path, password=None)
    with pytest.raises(TryAgain, match="register"):
        await away.upgrade()
    await away.close()


async def test_a_connection_cut_by_the_server_is_tried_again(postgresql_home: Home) -> None:
    """A restart of the server is no mistake of the settings; the next transaction works."""
    database, other = postgresql_home.open(), postgresql_home.open()

    async def read_on() -> None:
        async with database.read() as connection:
            own = await connection.scalar(text("SELECT pg_backend_pid()"))
            async with other.read() as elsewhere:
                await elsewhere.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
            await connection.execute(text("SELECT 1"))

    with pytest.raises(TryAgain):
        await read_on()
    async with database.read() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1


async def test_a_deadlock_is_tried_again(postgresql_home: Home) -> None:
    """Of two transactions that wait for each other one goes on; the other is tried again."""
    register = postgresql_home.open()
    await register.upgrade()
    one, other = await opened(register, new_case(), new_case())
    met = asyncio.Barrier(2)

    async def lock(first: int, second: int) -> str:
        try:
            async with register.write() as connection:
                await cases.lock(connection, [first])
                await met.wait()
                await cases.lock(connection, [second])
        except TryAgain:
            return "again"
        return "done"

    ends = await asyncio.gather(lock(one.id, other.id), lock(other.id, one.id))
    assert sorted(ends) == ["again", "done"]


async def test_a_new_file_that_another_worker_writes_to_is_waited_for(tmp_path: Path) -> None:
    """SQLite does not wait for a file that still has to be switched to WAL; we do."""
    database = Database("sqlite+aiosqlite:///new.sqlite", "keys", base=tmp_path, password=None)
    with closing(sqlite3.connect(tmp_path / "new.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        upgrading = asyncio.create_task(database.upgrade())
        done, _ = await asyncio.wait([upgrading], timeout=0.5)
        other.execute("COMMIT")
        await upgrading
        assert not done
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    await database.close()
