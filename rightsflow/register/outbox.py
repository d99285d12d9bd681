"""The outbox: a letter is a row, its Message-ID fixed, before anything is sent.

A worker takes letters by lease and notes each as `sending`, committed, just before its first
byte leaves. One that dies there leaves that letter in `sending`: without personal data it goes
out again, with data it becomes a hold, for nobody knows whether it arrived. The other letters
that it had taken have surely not left, and are given back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.backoff import LONGEST, delay_s
from rightsflow.register.database import clock, insert_many, insert_new
from rightsflow.register.holds import STOPS
from rightsflow.register.tables import hold, letter
from rightsflow.register.types import Audience, LetterState


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter to queue; `sealed_body` holds recipient, texts and attachments.

    `key_scope` names the key of the body. `once`: of letters with the same word only the first
    is queued. `not_after_at`: from then on it is held instead of being sent.
    """

    case_id: int | None
    key_scope: str
    letter: str
    seq: int
    message_id: str
    language: str
    with_data: bool
    template_version: str
    digest: str
    recipient_index: str
    sealed_body: bytes
    audience: Audience = Audience.requester
    hold_id: int | None = None
    notice_id: int | None = None
    manual_task_id: int | None = None
    once: str | None = None
    not_after_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueuedLetter:
    """A letter taken for sending; one to staff may belong to no case."""

    id: int
    case_id: int | None
    key_scope: str
    audience: Audience
    not_after_at: datetime | None
    letter: str
    message_id: str
    with_data: bool
    tries: int
    queued_at: datetime
    sealed_body: bytes


_COLUMNS = (
    letter.c.id, letter.c.case_id, letter.c.key_scope, letter.c.audience, letter.c.not_after_at,
    letter.c.letter, letter.c.message_id, letter.c.with_data,
    letter.c.tries, letter.c.queued_at, letter.c.sealed_body,
)  # fmt: skip


async def next_seq(connection: AsyncConnection, case_ids: Sequence[int]) -> dict[int, int]:
    """Return the number of the next letter of each case; the caller holds the case rows."""
    rows = await connection.execute(
        select(letter.c.case_id, func.max(letter.c.seq).label("seq"))
        .where(letter.c.case_id.in_(case_ids))
        .group_by(letter.c.case_id)
    )
    last = {row.case_id: row.seq for row in rows}
    return {key: last.get(key, 0) + 1 for key in case_ids}


async def queue(connection: AsyncConnection, letters: Sequence[NewLetter], at: datetime) -> None:
    """Put letters into the outbox."""
    rows = [
        {
            "case_id": new.case_id,
            "key_scope": new.key_scope,
            "audience": new.audience,
            "hold_id": new.hold_id,
            "notice_id": new.notice_id,
            "manual_task_id": new.manual_task_id,
            "once": new.once,
            "not_after_at": new.not_after_at,
            "letter": new.letter,
            "seq": new.seq,
            "message_id": new.message_id,
            "language": new.language,
            "with_data": new.with_data,
            "state": LetterState.queued,
            "tries": 0,
            "queued_at": at,
            "template_version": new.template_version,
            "digest": new.digest,
            "recipient_index": new.recipient_index,
            "sealed_body": new.sealed_body,
        }
        for new in letters
    ]
    await insert_many(connection, letter, [row for row in rows if row["once"] is None])
    for row in rows:
        if row["once"] is not None:
            await connection.execute(insert_new(letter, connection, "once"), [row])


async def take(connection: AsyncConnection, *, limit: int, owner: str) -> list[QueuedLetter]:
    """Lease due letters and return them, the oldest first."""
    now = await clock(connection)
    due = (
        select(letter.c.id)
        .where(letter.c.state == LetterState.queued, letter.c.owner.is_(None))
        .where(or_(letter.c.next_try_at.is_(None), letter.c.next_try_at <= now))
        .order_by(letter.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    rows = await connection.execute(
        update(letter)
        .where(letter.c.id.in_(select(due.c.id)))
        .values(owner=owner, tries=letter.c.tries + 1)
        .returning(*_COLUMNS)
    )
    return sorted((_queued(row) for row in rows), key=lambda row: row.id)


async def begin(connection: AsyncConnection, letter_id: int, owner: str) -> bool:
    """Note that a leased letter is about to leave; committed before its first byte does.

    Return False if the letter is not to be sent: the lease does not hold, or its case was
    stopped while the letter was under way and came back.
    """
    ours = (
        update(letter)
        .where(letter.c.id == letter_id, letter.c.owner == owner)
        .where(letter.c.state == LetterState.queued)
    )
    stopped = exists().where(
        hold.c.case_id == letter.c.case_id, hold.c.kind.in_(STOPS), hold.c.released_at.is_(None)
    )
    begun = await connection.execute(
        ours.where(~(letter.c.with_data & stopped))
        .values(state=LetterState.sending)
        .returning(letter.c.id)
    )
    if begun.first() is not None:
        return True
    await connection.execute(ours.values(state=LetterState.held, owner=None))
    return False


async def inherit(connection: AsyncConnection, dead: str, owner: str) -> list[QueuedLetter]:
    """Give a dead worker's leases back; return what it left in `sending`, now the owner's.

    Of two workers that see one death, only the first gets a letter to settle.
    """
    await connection.execute(
        update(letter)
        .where(letter.c.state == LetterState.queued, letter.c.owner == dead)
        .values(owner=None, next_try_at=None)
    )
    rows = await connection.execute(
        update(letter)
        .where(letter.c.state == LetterState.sending, letter.c.owner == dead)
        .values(owner=owner)
        .returning(*_COLUMNS)
    )
    return sorted((_queued(row) for row in rows), key=lambda row: row.id)


async def owners(connection: AsyncConnection) -> list[str]:
    """Return who has leased letters or is sending them."""
    query = select(letter.c.owner).where(letter.c.owner.is_not(None)).distinct()
    return [str(row.owner) for row in await connection.execute(query)]


async def mark_sent(
    connection: AsyncConnection, letter_id: int, server_reply: str, at: datetime
) -> None:
    """Note that the receiving server has accepted a letter."""
    await _set(
        connection, letter_id, state=LetterState.sent, sent_at=at, server_reply=server_reply[:255]
    )


async def put_back(
    connection: AsyncConnection, letter_id: int, tries: int, wait_s: float = 0
) -> None:
    """Queue a letter again that surely did not leave; the delay doubles up to an hour.

    `wait_s`: seconds that the mail server told us to wait; no letter is tried before.
    """
    now = await clock(connection)
    again = now + timedelta(seconds=max(delay_s(tries), min(wait_s, LONGEST.total_seconds())))
    await _set(connection, letter_id, state=LetterState.queued, next_try_at=again)


async def send_again(connection: AsyncConnection, letter_id: int) -> None:
    """Queue a letter at once that a dead worker may or may not have sent."""
    await _set(connection, letter_id, state=LetterState.queued, next_try_at=None)


async def hold_back(connection: AsyncConnection, letter_id: int, reply: str) -> None:
    """Keep a letter until a person decides."""
    await _set(connection, letter_id, state=LetterState.held, server_reply=reply[:255])


def _queued(row: Row[Any]) -> QueuedLetter:
    key, case_id, key_scope, audience, *rest = row
    return QueuedLetter(key, case_id, key_scope, Audience(audience), *rest)


async def _set(connection: AsyncConnection, letter_id: int, **values: object) -> None:
    await connection.execute(
        update(letter)
        .where(letter.c.id == letter_id, letter.c.owner.is_not(None))
        .values(owner=None, **values)
    )
