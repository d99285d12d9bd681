"""Which listed people the sweep has seen again in which system, so that each is told of once."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, delete, exists, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.suppression import SuppressionList
from rightsflow.register.database import insert_new
from rightsflow.register.deed_tables import reappearance, suppression

Seen: TypeAlias = tuple[SuppressionList, str]
"""A list and a digest that is on it."""

_KEY = tuple_(reappearance.c.list, reappearance.c.digest)


async def seen_again(
    connection: AsyncConnection, system: str, seen: Collection[Seen], at: datetime
) -> set[Seen]:
    """Note that these are there still, and return those of them that were told of before."""
    if not seen:
        return set()
    there = (reappearance.c.system == system) & _KEY.in_(list(seen))
    rows = await connection.execute(select(reappearance.c.list, reappearance.c.digest).where(there))
    known = {(SuppressionList(of), digest) for of, digest in rows}
    await connection.execute(update(reappearance).where(there).values(seen_at=at))
    return known


async def told(
    connection: AsyncConnection,
    system: str,
    seen: Iterable[tuple[Seen, str]],
    at: datetime,
) -> None:
    """Note who was told of, each with the number of the case; harmless to repeat."""
    rows = [
        {
            "system": system,
            "list": of,
            "digest": digest,
            "found_at": at,
            "seen_at": at,
            "case_number": case_number,
        }
        for (of, digest), case_number in seen
    ]
    if rows:
        await connection.execute(insert_new(reappearance, connection), rows)


async def forget_gone(connection: AsyncConnection, system: str, before: datetime) -> None:
    """Forget who was not seen by a sweep that looked at everybody: their next return is new."""
    gone = reappearance.c.seen_at < before
    await connection.execute(delete(reappearance).where(reappearance.c.system == system, gone))


async def purge(connection: AsyncConnection, *, limit: int) -> int:
    """Forget who is on no list any more, `limit` at most; return how many."""
    over = select(reappearance.c.id).where(is_off_the_lists()).limit(limit)
    gone = delete(reappearance).where(reappearance.c.id.in_(over))
    return (await connection.execute(gone)).rowcount


def is_off_the_lists() -> ColumnElement[bool]:
    """Return the condition that who was seen again is on no list any more."""
    return ~exists().where(suppression.c.digest == reappearance.c.digest)
