"""Signs of life: who gives none in time is lost, by the database's clock."""

from datetime import timedelta

from rightsflow.register import workers
from rightsflow.register.database import Database

MINUTE = timedelta(minutes=1)


async def beat(register: Database, name: str, lasts: timedelta = MINUTE) -> bool:
    """Give a sign of life in a transaction of its own."""
    async with register.write() as connection:
        return await workers.beat(connection, name, lasts, f"run of {name}")


async def living(register: Database) -> dict[str, bool]:
    """Return who is known, and whether they count as living."""
    async with register.read() as connection:
        return {one.name: one.lives for one in (await workers.at_work(connection)).values()}


async def test_who_gives_no_sign_is_lost_when_the_last_one_has_run_out(register: Database) -> None:
    """The others are not judged by it."""
    await beat(register, "one", -MINUTE)
    await beat(register, "other")
    assert await living(register) == {"one": False, "other": True}
    async with register.read() as connection:
        lost = (await workers.at_work(connection))["one"]
    assert lost.run == "run of one"
    assert 60 <= lost.lost_for_s < 120


async def test_a_worker_learns_that_it_was_taken_for_lost(register: Database) -> None:
    """A sign that comes too late says so; so does one after it was struck off."""
    assert not await beat(register, "one"), "the first is no renewal"
    assert await beat(register, "one", -MINUTE)
    assert not await beat(register, "one")
    assert await beat(register, "one")
    async with register.write() as connection:
        await workers.leave(connection, "one")
    assert await living(register) == {}
    assert not await beat(register, "one")
    assert await living(register) == {"one": True}
