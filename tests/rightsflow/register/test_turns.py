"""All workers together ask a system no more often than it allows."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import chain, pairwise
from pathlib import Path

import pytest
from sqlalchemy import update

from rightsflow.errors import TryAgain
from rightsflow.limiter import LONGEST_AWAY_S, Limiter, Rate, next_turn
from rightsflow.register.database import Database
from rightsflow.register.deed_tables import system_turn
from rightsflow.register.turns import SharedLimiter
from tests.rightsflow.register.conftest import Home

RATE = Rate(requests=10, per_s=2)
CLOCK_S = 0.002
"""What a moment may be off: SQLite tells milliseconds."""

WORKER = """
import asyncio, json, sys
from pathlib import Path

from rightsflow.limiter import Rate
from rightsflow.register.database import Database
from rightsflow.register.turns import SharedLimiter

url, base, turns, requests, per_s = sys.argv[1:]


async def work():
    register = Database(url, "register", base=Path(base), password=None)
    limiter = SharedLimiter(register, "crm", Rate(requests=requests, per_s=per_s))
    given = [await limiter.take(30) for _ in range(int(turns))]
    await register.close()
    return [one.begins_at.timestamp() for one in given]


print(json.dumps(asyncio.run(work())))
"""


@pytest.fixture
async def sqlite_register(sqlite_home: Home) -> Database:
    """Give a register for what does not depend on the kind of database."""
    register = sqlite_home.open()
    await register.upgrade()
    return register


def crowded(moments: Sequence[float], rate: Rate) -> list[float]:
    """Return turns that came too early: more than a burst and what refills until then."""
    ordered, burst = sorted(moments), rate.requests
    return [
        later
        for number, later in enumerate(ordered)
        for before in range(number)
        if later - ordered[before] < (number - before + 1 - burst) * rate.interval_s - CLOCK_S
    ]


async def given(register: Database, turns: int) -> list[float]:
    """Take turns, one after the other."""
    limiter = SharedLimiter(register, "crm", RATE)
    return [(await limiter.take(30)).begins_at.timestamp() for _ in range(turns)]


async def refusal(limiter: Limiter, patience_s: float = 1) -> float:
    """Return for how long a turn is refused."""
    with pytest.raises(TryAgain) as refused:
        await limiter.turn(patience_s)
    return refused.value.wait_s


def test_turns_that_nobody_shares_are_too_many() -> None:
    """The measure of the tests below sees workers who count each for themselves."""
    alone = []
    free_at = 0.0
    for _ in range(20):
        wait_s, free_at = next_turn(free_at, 0.0, RATE)
        alone.append(wait_s)
    assert crowded(alone, RATE) == []
    assert crowded(alone * 2, RATE)


async def test_connections_that_compete_share_the_turns(home: Home, register: Database) -> None:
    """Four workers at once: together they keep the rate of one."""
    others = [register, *(home.open() for _ in range(3))]
    told = await asyncio.gather(*(given(one, 20) for one in others))
    moments = list(chain.from_iterable(told))
    assert len(moments) == 80
    assert crowded(moments, RATE) == []


async def test_processes_that_compete_share_the_turns(home: Home, register: Database) -> None:
    """Nothing that counts lies in the memory of one of them."""
    del register
    arguments = [home.url["register"], str(home.folder), "40", str(RATE.requests), str(RATE.per_s)]
    command = [sys.executable, "-c", WORKER, *arguments]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]  # noqa: ASYNC220 - ours; they run while we wait
    told = [json.loads(worker.communicate(timeout=60)[0]) for worker in workers]
    moments = list(chain.from_iterable(told))
    assert len(moments) == 80
    assert crowded(moments, RATE) == []


async def test_a_turn_too_far_away_is_refused_and_stays_free(
    home: Home, register: Database
) -> None:
    """Work comes back by schedule; whoever is refused uses nothing up."""
    rate = Rate(requests=1, per_s=60)
    one, other = SharedLimiter(register, "crm", rate), SharedLimiter(home.open(), "crm", rate)
    await one.turn(1)
    for _ in range(3):
        assert 55 < await refusal(other) <= 60
    assert 55 < await refusal(one) <= 60


async def test_each_system_has_turns_of_its_own(sqlite_register: Database) -> None:
    """A busy system holds up no other."""
    rate = Rate(requests=1, per_s=60)
    await SharedLimiter(sqlite_register, "crm", rate).turn(1)
    await SharedLimiter(sqlite_register, "lists", rate).turn(1)


@pytest.mark.parametrize("rate", [None, RATE], ids=["no rate", "a rate"])
async def test_what_a_system_says_to_one_worker_all_obey(
    home: Home, register: Database, rate: Rate | None
) -> None:
    """A wait that it named goes before everything; a shorter one later does not end it."""
    one, other = SharedLimiter(register, "crm", rate), SharedLimiter(home.open(), "crm", rate)
    await other.turn(0)
    await one.stay_away(120)
    await other.stay_away(1)
    for limiter in (one, other):
        assert 110 < await refusal(limiter, 30) <= 120


async def test_a_wait_is_followed_by_no_burst(sqlite_register: Database) -> None:
    """A system that was overwhelmed is asked evenly at first."""
    limiter = SharedLimiter(sqlite_register, "crm", RATE)
    await limiter.stay_away(5)
    turns = [await limiter.take(30) for _ in range(5)]
    apart = [
        (later.begins_at - sooner.begins_at).total_seconds() for sooner, later in pairwise(turns)
    ]
    assert apart == pytest.approx([RATE.interval_s] * 4, abs=CLOCK_S)


@pytest.mark.parametrize("wait_s", [1e12, float("inf")])
async def test_a_misread_number_silences_nobody_for_good(
    sqlite_register: Database, wait_s: float
) -> None:
    """A day is the longest that a system's word is obeyed."""
    limiter = SharedLimiter(sqlite_register, "crm", None)
    await limiter.stay_away(wait_s)
    assert LONGEST_AWAY_S - 60 < await refusal(limiter) <= LONGEST_AWAY_S


@pytest.mark.parametrize("wait_s", [0, -5, float("nan")])
async def test_no_wait_is_no_wait(sqlite_register: Database, wait_s: float) -> None:
    """A server whose clock is wrong names a moment that has passed."""
    limiter = SharedLimiter(sqlite_register, "crm", RATE)
    await limiter.stay_away(wait_s)
    await limiter.turn(0.5)


async def test_a_corrected_rate_counts_at_once(sqlite_register: Database) -> None:
    """Ten a day was a slip of the pen: nobody waits a day for the correction."""
    slow = SharedLimiter(sqlite_register, "crm", Rate(requests=10, per_s=86_400))
    with suppress(TryAgain):
        for _ in range(11):
            await slow.take(30)
    fast = SharedLimiter(sqlite_register, "crm", RATE)
    assert (await fast.take(30)).wait_s <= RATE.interval_s


async def test_a_clock_that_was_set_back_delays_little(register: Database) -> None:
    """A moment that no turn could have led to is not waited for."""
    limiter = SharedLimiter(register, "crm", RATE)
    first = (await limiter.take(1)).begins_at
    async with register.write() as connection:
        later: datetime = first + timedelta(days=30)
        await connection.execute(update(system_turn).values(free_at=later))
    assert (await limiter.take(30)).wait_s <= RATE.interval_s


async def test_without_the_register_nobody_asks(tmp_path: Path) -> None:
    """A turn that cannot be counted is none; the work is tried again later."""
    gone = Database(
        "sqlite+aiosqlite:///none/register.sqlite", "register", base=tmp_path, password=None
    )
    away = Database(
        "postgresql+asyncpg://nobody@127.0.0.1:1/none", "register", base=tmp_path, password=None
    )
    for register in (gone, away):
        for rate in (None, RATE):
            limiter = SharedLimiter(register, "crm", rate)
            with pytest.raises(TryAgain):
                await limiter.turn(30)
            with pytest.raises(TryAgain):
                await limiter.stay_away(5)
        await register.close()
