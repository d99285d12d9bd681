"""Scans of identity documents that came with messages: where each is, and until when.

`found`: still part of its message. `apart`: sealed by itself under the case, and no longer in
the message. `deleted`: nowhere any more. Deleting does not depend on setting apart.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.database import insert_new
from rightsflow.register.messages import message_scope
from rightsflow.register.tables import id_scan


class ScanState(StrEnum):
    """Where a scan is."""

    found = "found"
    apart = "apart"
    deleted = "deleted"


@dataclass(frozen=True, slots=True)
class FoundScan:
    """A scan that was found in a message: the number of its part, and until when it may stay."""

    message_id: int
    case_id: int | None
    part: int
    content_type: str
    size_bytes: int
    received_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class IdScan(FoundScan):
    """A scan in the register."""

    id: int
    state: ScanState
    deleted_at: datetime | None

    @property
    def scope(self) -> str:
        """Return the scope of the message that it came with."""
        return message_scope(self.message_id)

    @property
    def item(self) -> str:
        """Return its name in the vault, in the folder of the case."""
        return f"id-scan/{self.message_id:06d}-{self.part:03d}"


_NAMES = (
    "message_id", "case_id", "part", "content_type", "size_bytes", "received_at", "until_at",
)  # fmt: skip


async def add(connection: AsyncConnection, scans: Iterable[FoundScan]) -> None:
    """Note scans; harmless to repeat."""
    rows = [
        {**{name: getattr(scan, name) for name in _NAMES}, "state": ScanState.found}
        for scan in scans
    ]
    if rows:
        await connection.execute(insert_new(id_scan, connection, "message_id", "part"), rows)


async def to_set_apart(connection: AsyncConnection, now: datetime) -> list[IdScan]:
    """Return the scans that are still part of their messages and whose time is not over."""
    query = _query().where(id_scan.c.state == ScanState.found, id_scan.c.until_at > now)
    return [_scan(row) for row in await connection.execute(query)]


async def to_delete(connection: AsyncConnection, now: datetime) -> list[IdScan]:
    """Return the scans whose time is over."""
    query = _query().where(id_scan.c.state != ScanState.deleted, id_scan.c.until_at <= now)
    return [_scan(row) for row in await connection.execute(query)]


async def keep_hash(connection: AsyncConnection, message_id: int, digest: str) -> None:
    """Keep the SHA-256 of a message as it came, before anything is taken out; the first stands."""
    of_it = (id_scan.c.message_id == message_id) & id_scan.c.message_hash.is_(None)
    await connection.execute(update(id_scan).where(of_it).values(message_hash=digest))


async def hashes_of(connection: AsyncConnection, case_id: int) -> dict[int, str]:
    """Return the SHA-256 of messages as they came from which something was taken out."""
    query = select(id_scan.c.message_id, id_scan.c.message_hash).where(
        id_scan.c.case_id == case_id, id_scan.c.message_hash.is_not(None)
    )
    return {row.message_id: row.message_hash for row in await connection.execute(query)}


async def messages_with(connection: AsyncConnection, ids: Collection[int]) -> set[int]:
    """Return which of these messages came with a scan."""
    query = select(id_scan.c.message_id).where(id_scan.c.message_id.in_(ids))
    return set((await connection.execute(query)).scalars())


async def of_case(connection: AsyncConnection, case_id: int) -> list[IdScan]:
    """Return the scans of a case, the deleted ones included, in the order they came."""
    query = _query().where(id_scan.c.case_id == case_id)
    return [_scan(row) for row in await connection.execute(query)]


async def kept_of(connection: AsyncConnection, case_id: int) -> list[IdScan]:
    """Return the scans of a case that are not deleted yet."""
    found = await of_case(connection, case_id)
    return [scan for scan in found if scan.state is not ScanState.deleted]


async def move_on(
    connection: AsyncConnection,
    ids: Sequence[int],
    old: Sequence[ScanState],
    new: ScanState,
    at: datetime,
) -> list[int]:
    """Note where scans are now; return those of which nobody else has noted it meanwhile."""
    values: dict[str, Any] = {"state": new}
    if new is ScanState.deleted:
        values["deleted_at"] = at
    moved = await connection.execute(
        update(id_scan)
        .where(id_scan.c.id.in_(ids), id_scan.c.state.in_(old))
        .values(values)
        .returning(id_scan.c.id)
    )
    return sorted(row.id for row in moved)


def _query() -> Select[Any]:
    return select(id_scan).order_by(id_scan.c.message_id, id_scan.c.part)


def _scan(row: Row[Any]) -> IdScan:
    return IdScan(
        **{name: getattr(row, name) for name in _NAMES},
        id=row.id,
        state=ScanState(row.state),
        deleted_at=row.deleted_at,
    )
