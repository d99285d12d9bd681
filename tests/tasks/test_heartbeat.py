"""A worker at work is known to live; one that ends is struck off at once."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from rightsflow.register import workers
from rightsflow.register.database import Database
from tasks.heartbeat import beating

SHORT = timedelta(seconds=0.3)
LOOKS, EVERY_S = 12, 0.1


@pytest.fixture
async def register(tmp_path: Path) -> Database:
    """Give a register in a file."""
    new = Database("sqlite+aiosqlite:///r.sqlite", "register", base=tmp_path, password=None)
    await new.upgrade()
    return new


async def known(register: Database) -> dict[str, workers.AtWork]:
    """Return who has a row."""
    async with register.read() as connection:
        return await workers.at_work(connection)


async def test_signs_of_life_are_renewed_while_it_works(register: Database) -> None:
    """Work that takes longer than a sign of life holds is not taken away."""
    async with beating(register, "one", timedelta(seconds=2), "run"):
        first = (await known(register))["one"]
        await asyncio.sleep(1)
        later = (await known(register))["one"]
        assert later.lives
        assert later.run == "run"
        assert later.lost_for_s < first.lost_for_s + 0.9, "renewed meanwhile"
    assert await known(register) == {}
    await register.close()


async def test_who_was_struck_off_comes_back_and_says_so(
    register: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """A machine that slept goes on, known to live again; its log says what may have happened."""
    caplog.set_level(logging.WARNING, "rightsflow")
    async with beating(register, "one", SHORT):
        async with register.write() as connection:
            await workers.leave(connection, "one")
        for _ in range(LOOKS):
            await asyncio.sleep(EVERY_S)
            if await known(register) and caplog.text:
                break
        assert (await known(register))["one"].lives
    assert "no sign of life" in caplog.text
    await register.close()


async def test_a_register_that_is_away_ends_nothing(register: Database, tmp_path: Path) -> None:
    """The work goes on, and the signs with it once the register is back."""
    file, aside = tmp_path / "r.sqlite", tmp_path / "aside"
    async with beating(register, "one", SHORT):
        await register.close()
        file.rename(aside)
        await asyncio.sleep(1)
        await register.close()
        file.unlink(missing_ok=True)
        aside.rename(file)
        for _ in range(3 * LOOKS):
            await asyncio.sleep(EVERY_S)
            if (await known(register))["one"].lives:
                break
        assert (await known(register))["one"].lives
    await register.close()
