"""How much waits to be taken in hand, and by how many hands: whether more help is wanted."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register import workers
from rightsflow.register.database import clock
from rightsflow.register.tables import work_item
from rightsflow.register.types import ItemState
from rightsflow.register.work_due import is_due


@dataclass(frozen=True, slots=True)
class Backlog:
    """Cases with something due that nobody has in hand, and flow runs that are at work."""

    cases: int
    runs: int


async def backlog(connection: AsyncConnection) -> Backlog:
    """Return what waits now, by the database's clock."""
    now = await clock(connection)
    waiting = select(func.count(work_item.c.case_id.distinct())).where(
        work_item.c.state == ItemState.open, is_due(now)
    )
    at_work = await workers.at_work(connection)
    runs = sum(one.lives and one.run is not None for one in at_work.values())
    return Backlog((await connection.execute(waiting)).scalar_one(), runs)
