"""Messages: every one that the mailbox showed, exactly once, with what became of it.

A row is committed before the message is read, and the number of attempts before each attempt,
so that a message which kills its reader is known by its count.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, UnaryExpression, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.database import insert_new
from rightsflow.register.tables import message
from rightsflow.register.types import MessageState

STAFF = "staff"
"""The kind of a message that one of our own people wrote, for a decision or about a task."""

RECIPIENT = "recipient"
"""The kind of a message by which a recipient of data answers a notice."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the mailbox: where it lies, when the server received it, its digest."""

    uid: str
    received_at: datetime
    size_bytes: int


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message in the register; `scope` names its key and its place in the vault.

    `kind` is what it turned out to be, or None while it has not been read.
    """

    id: int
    uid: str
    received_at: datetime
    attempts: int
    kind: str | None
    state: MessageState

    @property
    def scope(self) -> str:
        """Return the name of its key and of its folder in the vault."""
        return message_scope(self.id)


def message_scope(message_id: int) -> str:
    """Return the scope of a message by its row number."""
    return f"M-{message_id:06d}"


@dataclass(frozen=True, slots=True)
class Settled:
    """What a message turned out to be.

    `same_as` is the row of the message that it repeats; `sender_index` a keyed hash of the
    writer's address; `why_not_answered` the rules that forbade an automatic answer.
    """

    id: int
    kind: str
    digest: str | None = None
    same_as: int | None = None
    case_id: int | None = None
    sender_index: str | None = None
    why_not_answered: tuple[str, ...] = ()
    sealed_reading: bytes | None = None


_STORED = (
    message.c.id, message.c.uid, message.c.received_at, message.c.attempts, message.c.kind,
    message.c.state,
)  # fmt: skip


async def add(
    connection: AsyncConnection, mailbox: str, uidvalidity: str, seen: Sequence[Seen]
) -> list[StoredMessage]:
    """Note messages that are new and return the rows of all of them, in the order given."""
    rows = [
        {
            "mailbox": mailbox,
            "uidvalidity": uidvalidity,
            "uid": item.uid,
            "state": MessageState.arrived,
            "attempts": 0,
            "received_at": item.received_at,
            "size_bytes": item.size_bytes,
            "why_not_answered": [],
        }
        for item in seen
    ]
    if not rows:
        return []
    await connection.execute(insert_new(message, connection), rows)
    found = await connection.execute(
        select(*_STORED)
        .where(message.c.mailbox == mailbox, message.c.uidvalidity == uidvalidity)
        .where(message.c.uid.in_([item.uid for item in seen]))
    )
    by_uid = {row.uid: _stored(row) for row in found}
    return [by_uid[uid] for uid in dict.fromkeys(item.uid for item in seen)]


def _stored(row: Row[Any]) -> StoredMessage:
    return StoredMessage(
        row.id, row.uid, row.received_at, row.attempts, row.kind, MessageState(row.state)
    )


async def attempt(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Count an attempt at reading; committed before the reading begins."""
    statement = update(message).where(message.c.id.in_(ids))
    await connection.execute(statement.values(attempts=message.c.attempts + 1))


async def first_with(connection: AsyncConnection, digests: Sequence[str]) -> dict[str, int]:
    """Return which digests are known already, with the row of their first message."""
    rows = await connection.execute(
        select(message.c.digest, message.c.id).where(message.c.digest.in_(digests))
    )
    return {digest: key for digest, key in rows if digest is not None}


async def unsettled(connection: AsyncConnection, ids: Sequence[int]) -> set[int]:
    """Hold the rows that nobody has settled yet until the transaction ends; return which."""
    query = (
        select(message.c.id)
        .where(message.c.id.in_(ids), message.c.state == MessageState.arrived)
        .order_by(message.c.id)
        .with_for_update()
    )
    return {row.id for row in await connection.execute(query)}


async def newest_reading(connection: AsyncConnection, case_id: int) -> tuple[str, bytes] | None:
    """Return scope and sealed reading of the newest message of the person, or None."""
    return await _reading(connection, case_id, message.c.id.desc())


async def first_reading(connection: AsyncConnection, case_id: int) -> tuple[str, bytes] | None:
    """Return scope and sealed reading of the message that opened a case, or None."""
    return await _reading(connection, case_id, message.c.id.asc())


async def _reading(
    connection: AsyncConnection, case_id: int, order: UnaryExpression[int]
) -> tuple[str, bytes] | None:
    query = (
        select(message.c.id, message.c.sealed_reading)
        .where(message.c.case_id == case_id, message.c.sealed_reading.is_not(None))
        .where(message.c.kind.not_in([STAFF, RECIPIENT]))
        .order_by(order)
        .limit(1)
    )
    row = (await connection.execute(query)).first()
    return (message_scope(row.id), row.sealed_reading) if row else None


async def newest_of_a_case(connection: AsyncConnection) -> str | None:
    """Return the scope of the newest message that belongs to a case, None if there is none."""
    query = (
        select(message.c.id)
        .where(message.c.case_id.is_not(None), message.c.state == MessageState.settled)
        .where(message.c.same_as.is_(None))
        .order_by(message.c.id.desc())
        .limit(1)
    )
    found = (await connection.execute(query)).scalar_one_or_none()
    return None if found is None else message_scope(found)


async def settle(connection: AsyncConnection, rows: Sequence[Settled]) -> None:
    """Note what messages are and which cases they belong to."""
    if not rows:
        return
    names = [field.name for field in fields(Settled) if field.name != "id"]
    await connection.execute(
        update(message)
        .where(message.c.id == bindparam("_id"))
        .values(state=MessageState.settled, **{name: bindparam(f"_{name}") for name in names}),
        [{f"_{name}": value for name, value in asdict(row).items()} for row in rows],
    )
