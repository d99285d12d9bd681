"""What lies in vault and key store and belongs to nothing in the register: left by killed runs.

Only what this register must have known is taken for a leftover. A register that is newly made, or
older than vault and keys because it was restored, knows too little to say so: whatever is newer
than its newest row stays.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.messages import message_scope
from rightsflow.register.tables import case, message

_SCOPE = re.compile(r"(RF-\d{4}|M)-(\d{6,12})")


@dataclass(frozen=True, slots=True)
class Knows:
    """How far a register knows: its newest case and message, and when the newest case came."""

    case_id: int
    message_id: int
    opened_at: datetime | None

    def must_know(self, scope: str) -> bool:
        """Say whether a case or message of this name is one that the register once had."""
        found = _SCOPE.fullmatch(scope)
        if found is None:
            return False
        return int(found[2]) <= (self.message_id if found[1] == "M" else self.case_id)


async def knows(connection: AsyncConnection) -> Knows:
    """Return how far the register knows."""
    newest = select(func.max(case.c.id), func.max(case.c.opened_at, type_=case.c.opened_at.type))
    case_id, opened_at = (await connection.execute(newest)).one()
    message_id = await connection.scalar(select(func.max(message.c.id)))
    return Knows(case_id or 0, message_id or 0, opened_at)


async def strangers(connection: AsyncConnection, scopes: Iterable[str]) -> set[str]:
    """Return which names of folders and keys belong to no case and no message."""
    asked = set(scopes)
    numbers = select(case.c.number).where(case.c.number.in_(asked))
    keys = select(case.c.key_scope).where(case.c.key_scope.in_(asked))
    ids = {int(one.partition("-")[2]) for one in asked if re.fullmatch(r"M-\d{6,12}", one)}
    known = {*(await connection.execute(numbers)).scalars()}
    known |= {*(await connection.execute(keys)).scalars()}
    there = select(message.c.id).where(message.c.id.in_(ids))
    known |= {message_scope(one) for one in (await connection.execute(there)).scalars()}
    return asked - known


def leftovers(
    strange: Collection[str], made_at: dict[str, datetime], known: Knows, before: datetime
) -> list[str]:
    """Return what may be destroyed: of nothing, older than `before`, and surely once known.

    A key of a name that is no number is judged by when it was made.
    """
    found = []
    for scope in sorted(strange):
        at = made_at[scope]
        numbered = _SCOPE.fullmatch(scope) is not None
        older = known.opened_at is not None and at < known.opened_at
        if at < before and (known.must_know(scope) if numbered else older):
            found.append(scope)
    return found
