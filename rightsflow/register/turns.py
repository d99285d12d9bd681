"""Turns to ask a system, shared by all workers of an instance: one row for each system.

The moments are those of the database's clock, so machines need not agree on the time.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.limiter import Rate, away_for, next_turn, refuse_beyond
from rightsflow.register.database import Database, clock, insert_new
from rightsflow.register.deed_tables import system_turn

LONGEST_PATIENCE_S = 30
"""No connector waits longer for a turn (`Connection.patience_s`)."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that was given: when it begins by the database's clock, and how long until then."""

    begins_at: datetime
    wait_s: float


class SharedLimiter:
    """Gives turns to ask one system; see `rightsflow.limiter.Limiter`.

    Both methods raise `TryAgain` if the register cannot be reached: nobody asks uncounted.
    """

    def __init__(self, register: Database, system: str, rate: Rate | None) -> None:
        """Take the register and whose turns they are; without a rate, only its word is kept."""
        self._register = register
        self._system = system
        self._rate = rate

    async def turn(self, patience_s: float) -> None:
        """Take the next turn, and wait for it outside any transaction."""
        taken = await self.take(patience_s)
        await asyncio.sleep(taken.wait_s)

    async def take(self, patience_s: float) -> Turn:
        """Take the next turn; raises `TryAgain` if it is too far away, and leaves it to others."""
        patience_s = min(patience_s, LONGEST_PATIENCE_S)
        if self._rate is None:
            return await self._after_its_word(patience_s)
        async with self._register.write() as connection:
            row = await self._locked(connection)
            now = (await clock(connection)).timestamp()
            wait_s, free_at = next_turn(_free_at(row, now, self._rate), now, self._rate)
            refuse_beyond(wait_s, patience_s)
            await self._set(connection, free_at=_moment(free_at))
        return Turn(_moment(now + wait_s), wait_s)

    async def stay_away(self, wait_s: float) -> None:
        """Let nobody ask for so many seconds; never shortens a wait."""
        async with self._register.write() as connection:
            row = await self._locked(connection)
            until = await clock(connection) + timedelta(seconds=away_for(wait_s))
            if row.away_until is None or row.away_until < until:
                await self._set(connection, away_until=until)

    async def _after_its_word(self, patience_s: float) -> Turn:
        query = select(system_turn.c.away_until).where(system_turn.c.system == self._system)
        async with self._register.read() as connection:
            until = await connection.scalar(query)
            now = await clock(connection)
        wait_s = max(0.0, (until - now).total_seconds()) if until else 0.0
        wait_s = away_for(wait_s)
        refuse_beyond(wait_s, patience_s)
        return Turn(now + timedelta(seconds=wait_s), wait_s)

    async def _locked(self, connection: AsyncConnection) -> Any:  # noqa: ANN401 - a row of `system_turn`
        query = select(system_turn).where(system_turn.c.system == self._system).with_for_update()
        row = (await connection.execute(query)).one_or_none()
        if row is not None:
            return row
        new = insert_new(system_turn, connection, "system")
        await connection.execute(new.values(system=self._system))
        return (await connection.execute(query)).one()

    async def _set(self, connection: AsyncConnection, **values: datetime) -> None:
        mine = system_turn.c.system == self._system
        await connection.execute(update(system_turn).where(mine).values(values))


def _free_at(row: Any, now: float, rate: Rate) -> float:  # noqa: ANN401 - a row of `system_turn`
    """Return the moment that the next turn counts from, in seconds.

    One further off than this rate leads to was of another rate, or of a clock since set back:
    then, as after a wait that the system named, turns begin without a burst.
    """
    spent = now + rate.per_s - rate.interval_s
    free_at = row.free_at.timestamp() if row.free_at else 0.0
    if free_at > now + rate.per_s + LONGEST_PATIENCE_S:
        free_at = spent
    away_s = away_for(row.away_until.timestamp() - now) if row.away_until else 0.0
    return max(free_at, spent + away_s) if away_s else free_at


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
