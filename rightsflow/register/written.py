"""Letters of ours, read back: which one a message answers, and what was written in a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.reminding import question_reminded
from rightsflow.register.tables import instance, letter
from rightsflow.register.types import Audience, LetterState


@dataclass(frozen=True, slots=True)
class Known:
    """A letter of ours that somebody answers.

    `named_only`: it is no letter, the writer only names the case. `question`: the kind of letter
    that asked: this one, or for a reminder the one that it repeats.
    """

    case_id: int
    letter: str
    recipient_index: str
    audience: Audience = Audience.requester
    hold_id: int | None = None
    notice_id: int | None = None
    manual_task_id: int | None = None
    named_only: bool = False
    reminds_of: str = ""

    @property
    def question(self) -> str:
        """Return the kind of letter that is answered."""
        return self.reminds_of or self.letter


async def by_message_id(
    connection: AsyncConnection, message_ids: Sequence[str]
) -> dict[str, Known]:
    """Return our letters with these Message-IDs."""
    if not message_ids:
        return {}
    query = select(
        letter.c.message_id, letter.c.case_id, letter.c.letter, letter.c.recipient_index,
        letter.c.audience, letter.c.hold_id, letter.c.notice_id, letter.c.manual_task_id,
        letter.c.once,
    ).where(letter.c.message_id.in_(message_ids), letter.c.case_id.is_not(None))  # fmt: skip
    rows = await connection.execute(query)
    return {
        row.message_id: Known(
            row.case_id,
            row.letter,
            row.recipient_index,
            Audience(row.audience),
            row.hold_id,
            row.notice_id,
            row.manual_task_id,
            reminds_of=question_reminded(row.once),
        )
        for row in rows
    }


async def is_queued(connection: AsyncConnection, once: str) -> bool:
    """Say whether the letter that is queued only once is there."""
    query = select(exists().where(letter.c.once == once))
    return bool((await connection.execute(query)).scalar_one())


async def kinds_to_requester(connection: AsyncConnection, case_id: int) -> list[str]:
    """Return the kinds of the letters to the requester of a case, in their order."""
    query = (
        select(letter.c.letter)
        .where(letter.c.case_id == case_id, letter.c.audience == Audience.requester)
        .order_by(letter.c.id)
    )
    return [str(row.letter) for row in await connection.execute(query)]


async def bodies_to_requester(connection: AsyncConnection, case_id: int) -> Sequence[Row[Any]]:
    """Return `letter`, `sent_at`, `sealed_body` of each letter to the requester, in their order."""
    query = (
        select(letter.c.letter, letter.c.sent_at, letter.c.sealed_body)
        .where(letter.c.case_id == case_id, letter.c.audience == Audience.requester)
        .order_by(letter.c.id)
    )
    return (await connection.execute(query)).all()


async def newest_of(connection: AsyncConnection, case_id: int, name: str) -> Row[Any] | None:
    """Return `sent_at` and `sealed_body` of the newest letter of a kind in a case, or None."""
    query = (
        select(letter.c.sent_at, letter.c.sealed_body)
        .where(letter.c.case_id == case_id, letter.c.letter == name)
        .order_by(letter.c.id.desc())
        .limit(1)
    )
    return (await connection.execute(query)).first()


async def first_of_notice(connection: AsyncConnection, notice_id: int) -> str | None:
    """Return the Message-ID of the letter by which a recipient was told, if it has left."""
    query = (
        select(letter.c.message_id)
        .where(letter.c.notice_id == notice_id, letter.c.state == LetterState.sent)
        .order_by(letter.c.id)
        .limit(1)
    )
    return (await connection.execute(query)).scalar_one_or_none()


async def recent_to(
    connection: AsyncConnection, indexes: Sequence[str], since: datetime
) -> dict[str, int]:
    """Return how many letters were queued to each recipient since a time."""
    rows = await connection.execute(
        select(letter.c.recipient_index, func.count().label("n"))
        .where(letter.c.recipient_index.in_(indexes), letter.c.queued_at >= since)
        .group_by(letter.c.recipient_index)
    )
    return {row.recipient_index: row.n for row in rows}


async def sent_with_data_since(connection: AsyncConnection, since: datetime) -> int:
    """Return how many letters with personal data have left since a time, or are about to."""
    query = (
        select(func.count())
        .where(letter.c.with_data)
        .where(or_(letter.c.owner.is_not(None), letter.c.sent_at >= since))
    )
    return (await connection.execute(query)).scalar_one()


async def in_turn(connection: AsyncConnection) -> None:
    """Wait until no other worker counts and takes letters; holds until the transaction ends."""
    await connection.execute(select(instance.c.id).with_for_update())
