"""Workers at work: each has a row that it renews; who does not renew it in time is lost.

The moments are those of the database's clock, so machines need not agree on the time.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.database import clock, insert_new
from rightsflow.register.deed_tables import worker


@dataclass(frozen=True, slots=True)
class AtWork:
    """A worker; `run` is its flow run in Prefect, `lives` whether its sign of life still holds.

    `lost_for_s`: for how long it has not held any more, negative while it does.
    """

    name: str
    run: str | None
    lost_for_s: float

    @property
    def lives(self) -> bool:
        """Say whether the worker counts as living."""
        return self.lost_for_s <= 0


async def beat(
    connection: AsyncConnection, name: str, lasts: timedelta, run: str | None = None
) -> bool:
    """Give a sign of life that holds for so long; return whether it came in time.

    It did not where the one before had run out, or somebody had struck the worker off as lost:
    then others may have its work in hand.
    """
    now = await clock(connection)
    mine = worker.c.name == name
    before = await connection.scalar(select(worker.c.until_at).where(mine).with_for_update())
    if before is None:
        row = {"name": name, "run": run, "begun_at": now, "until_at": now + lasts}
        await connection.execute(insert_new(worker, connection, "name"), [row])
        return False
    await connection.execute(update(worker).where(mine).values(until_at=now + lasts))
    in_time: bool = before >= now
    return in_time


async def leave(connection: AsyncConnection, name: str) -> None:
    """Strike a worker off: it has ended, or is lost and its work is taken over."""
    await connection.execute(delete(worker).where(worker.c.name == name))


async def at_work(connection: AsyncConnection) -> dict[str, AtWork]:
    """Return who has a row, by name, the living and the lost."""
    now = await clock(connection)
    rows = await connection.execute(select(worker.c.name, worker.c.run, worker.c.until_at))
    return {
        row.name: AtWork(row.name, row.run, (now - row.until_at).total_seconds()) for row in rows
    }
