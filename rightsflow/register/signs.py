"""Signs of life: the last time of what has to happen again and again, and what stands still.

One row for each sign, overwritten; nothing personal, and no history.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.database import insert_new
from rightsflow.register.deed_tables import sign


class Sign(StrEnum):
    """What is noted: the mailbox was read to its end; nothing is sent since then."""

    mailbox_read = "mailbox_read"
    sending_paused = "sending_paused"


@dataclass(frozen=True, slots=True)
class Noted:
    """When a sign was noted (aware), and the part that is used of what it is about, in percent."""

    at: datetime
    percent: int | None


async def note(
    connection: AsyncConnection, name: Sign, at: datetime, percent: int | None = None
) -> None:
    """Note a sign in place of the one before; an earlier moment does not replace a later one."""
    row = {"name": name, "at": at, "percent": percent}
    made = await connection.execute(insert_new(sign, connection, "name"), [row])
    if not made.rowcount:
        newer = update(sign).where(sign.c.name == name, sign.c.at <= at)
        await connection.execute(newer.values(at=at, percent=percent))


async def forget(connection: AsyncConnection, name: Sign) -> bool:
    """Take a sign away; return whether there was one."""
    gone = await connection.execute(delete(sign).where(sign.c.name == name))
    return bool(gone.rowcount)


async def noted(connection: AsyncConnection, name: Sign) -> Noted | None:
    """Return a sign, None if it was never noted."""
    query = select(sign.c.at, sign.c.percent).where(sign.c.name == name)
    row = (await connection.execute(query)).first()
    return Noted(row.at, row.percent) if row else None
