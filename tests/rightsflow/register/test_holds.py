"""Holds: what waits for a person, opened once and released once."""

import asyncio
from datetime import timedelta

from rightsflow.law.hold import HoldKind
from rightsflow.register import holds
from rightsflow.register.database import Database
from rightsflow.register.holds import Hold
from rightsflow.register.tables import hold, journal
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import DUE, NOW, new_case, opened, rows_of

AWAY = HoldKind.system_unreachable


async def open_(register: Database, *new: Hold) -> None:
    """Open holds in a transaction of its own."""
    async with register.write() as connection:
        await holds.open_holds(connection, new, NOW)


async def release(register: Database, *ids: int, system: str = "crm", by: str = "dpo") -> None:
    """Release the holds of a system."""
    async with register.write() as connection:
        at = NOW + timedelta(days=1)
        await holds.release(connection, ids, AWAY, system, by=by, at=at)


async def events(register: Database) -> list[tuple[int, str]]:
    """Return what the journals say."""
    return [(row.case_id, row.event) for row in await rows_of(register, journal)]


async def test_a_hold_says_what_why_and_until_when(register: Database) -> None:
    """Kind, system, closed words and the day by which an answer is needed."""
    (case,) = await opened(register)
    await open_(register, Hold(case.id, AWAY, DUE, "crm", ("no_answer",)))
    async with register.read() as connection:
        found = await holds.open_of(connection, [case.id])
    (row,) = await rows_of(register, hold)
    assert found == {case.id: [(row.id, AWAY, "crm", ["no_answer"], DUE)]}
    assert await events(register) == [(case.id, "hold_opened")]


async def test_an_open_hold_is_not_doubled(register: Database) -> None:
    """The same question is asked once, with every reason for it: later, or in one breath."""
    (case,) = await opened(register)
    same = Hold(case.id, AWAY, DUE, "crm", ("first",))
    await open_(register, same, Hold(case.id, AWAY, DUE, "crm", ("second",)))
    await open_(register, same)
    (row,) = await rows_of(register, hold)
    assert (row.reasons, row.version) == (["first", "second"], 1)
    assert await events(register) == [(case.id, "hold_opened")]


async def test_an_open_hold_takes_on_what_is_new(register: Database) -> None:
    """A further right that waits for a person is not lost behind the first one, nor its date."""
    (case,) = await opened(register)
    await open_(register, Hold(case.id, AWAY, DUE, "crm", ("erasure",)))
    sooner = DUE - timedelta(days=1)
    await open_(register, Hold(case.id, AWAY, sooner, "crm", ("rectification",)))
    (row,) = await rows_of(register, hold)
    assert (row.reasons, row.answer_by_on) == (["erasure", "rectification"], sooner)
    assert row.version == 2
    assert await events(register) == [(case.id, "hold_opened"), (case.id, "hold_extended")]


async def test_another_system_kind_or_case_is_another_hold(register: Database) -> None:
    """Each of them has its own person and its own date."""
    one, other = await opened(register, new_case(), new_case())
    await open_(
        register,
        Hold(one.id, AWAY, DUE, "crm"),
        Hold(one.id, AWAY, DUE, "ats"),
        Hold(one.id, HoldKind.identity, DUE),
        Hold(other.id, AWAY, DUE, "crm"),
    )
    assert len(await rows_of(register, hold)) == 4


async def test_workers_that_meet_the_same_trouble_at_once_open_one_hold(
    home: Home, register: Database
) -> None:
    """However many notice it, a person is asked once."""
    (case,) = await opened(register)
    same = Hold(case.id, AWAY, DUE, "crm")
    async with register.write() as connection:
        await holds.open_holds(connection, [same], NOW)
        others = [asyncio.create_task(open_(home.open(), same)) for _ in range(3)]
        await asyncio.sleep(0.2)  # they look now, while the first one is not committed
    await asyncio.gather(*others)
    assert len(await rows_of(register, hold)) == 1


async def test_a_hold_is_released_once(register: Database) -> None:
    """Who released it first, and when, stays; the second release is silent."""
    (case,) = await opened(register)
    await open_(register, Hold(case.id, AWAY, DUE, "crm"))
    await release(register, case.id, by="dpo")
    await release(register, case.id, by="crm")
    (row,) = await rows_of(register, hold)
    assert (row.released_by, row.released_at) == ("dpo", NOW + timedelta(days=1))
    assert await events(register) == [(case.id, "hold_opened"), (case.id, "hold_released")]


async def test_a_release_is_for_the_case_kind_and_system_named(register: Database) -> None:
    """The others go on waiting."""
    one, other = await opened(register, new_case(), new_case())
    await open_(register, *(Hold(c.id, AWAY, DUE, s) for c in (one, other) for s in ("crm", "ats")))
    await release(register, one.id, system="crm")
    await release(register, system="crm")
    async with register.read() as connection:
        left = await holds.open_of(connection, [one.id, other.id])
    assert [entry[2] for entry in left[one.id]] == ["ats"]
    assert [entry[2] for entry in left[other.id]] == ["crm", "ats"]


async def test_a_released_hold_can_be_opened_again(register: Database) -> None:
    """The same trouble on another day is a new question."""
    (case,) = await opened(register)
    for _ in range(2):
        await open_(register, Hold(case.id, AWAY, DUE, "crm"))
        await release(register, case.id)
    assert len(await rows_of(register, hold)) == 2
    async with register.read() as connection:
        assert await holds.open_of(connection, [case.id]) == {}
