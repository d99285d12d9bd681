"""How much waits in nobody's hands, and how many runs are at work."""

from datetime import timedelta

from rightsflow.register import work, workers
from rightsflow.register.backlog import Backlog, backlog
from rightsflow.register.database import Database
from rightsflow.register.types import Step
from tests.rightsflow.register.rows import asked, new_case, opened

MINUTE = timedelta(minutes=1)


async def seen(register: Database) -> Backlog:
    """Return the backlog."""
    async with register.read() as connection:
        return await backlog(connection)


async def test_what_somebody_has_in_hand_is_no_backlog(register: Database) -> None:
    """A case counts once, however much is due in it; so does a run that lives."""
    of = await opened(register, *([new_case()] * 5))
    requests = await asked(register, of)
    wanted = [(one.case_id, one.id, system) for one in requests for system in ("ats", "crm")]
    async with register.write() as connection:
        await work.add(connection, wanted, Step.locate)
        await workers.beat(connection, "one", MINUTE, "a run")
        await workers.beat(connection, "lost", -MINUTE, "another")
        await workers.beat(connection, "by hand", MINUTE)
    assert await seen(register) == Backlog(cases=5, runs=1)
    async with register.write() as connection:
        for system in ("ats", "crm"):
            await work.claim(connection, Step.locate, system, limit=2, owner="one")
    assert await seen(register) == Backlog(cases=3, runs=1)
