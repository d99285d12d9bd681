"""Cases: opened, listed, moved from stage to stage."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.case_number import as_number
from rightsflow.register.conditions import is_open_request
from rightsflow.register.tables import case, hold, message, request
from rightsflow.register.types import Channel, Stage


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known when a case is opened, before its number."""

    channel: Channel
    language: str
    received_at: datetime
    due_on: date
    rules: str
    key_scope: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case without its personal columns; `key_scope` names its key in the keyring.

    The key is that of the message that opened the case, so that no key has to be made while
    the case is.
    """

    id: int
    number: str
    channel: Channel
    language: str
    stage: Stage
    received_at: datetime
    due_on: date
    key_scope: str


_CASE = (
    case.c.id, case.c.number, case.c.channel, case.c.language, case.c.stage, case.c.received_at,
    case.c.due_on, case.c.key_scope,
)  # fmt: skip


async def reserve(
    connection: AsyncConnection, new: Sequence[NewCase], opened_at: datetime
) -> list[Case]:
    """Insert cases, without their persons yet, and give them their numbers.

    The number carries the year of receipt and counts through, so that nobody types a wrong
    one into another year by habit. `introduce` stores it with the person.
    """
    rows = [
        {
            **asdict(one),
            "stage": Stage.received,
            "opened_at": opened_at,
            "sealed_requester": b"",
            "journal_seq": 0,
            "journal_head": "",
        }
        for one in new
    ]
    if not rows:
        return []
    inserted = await connection.execute(
        case.insert().returning(case.c.id, sort_by_parameter_order=True), rows
    )
    return [
        Case(
            key,
            f"RF-{one.received_at.year}-{key:06d}",
            one.channel,
            one.language,
            Stage.received,
            one.received_at,
            one.due_on,
            one.key_scope,
        )
        for one, key in zip(new, inserted.scalars(), strict=True)
    ]


async def introduce(connection: AsyncConnection, persons: Sequence[tuple[Case, bytes]]) -> None:
    """Store the number of each case, and who wrote, sealed under its key."""
    if persons:
        await connection.execute(
            update(case)
            .where(case.c.id == bindparam("_id"))
            .values(number=bindparam("_number"), sealed_requester=bindparam("_sealed")),
            [{"_id": one.id, "_number": one.number, "_sealed": sealed} for one, sealed in persons],
        )


async def lock(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Hold the rows of cases until the transaction ends, always in the same order."""
    query = select(case.c.id).where(case.c.id.in_(ids)).order_by(case.c.id)
    await connection.execute(query.with_for_update())


async def by_ids(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Case]:
    """Return cases by row number."""
    rows = await connection.execute(select(*_CASE).where(case.c.id.in_(ids)))
    return {row.id: _case(row) for row in rows}


async def by_number(connection: AsyncConnection, number: str) -> Case | None:
    """Return the case of this number, or None; small letters and blanks around it do not matter."""
    query = select(*_CASE).where(case.c.number == as_number(number))
    row = (await connection.execute(query)).first()
    return _case(row) if row else None


async def listed(
    connection: AsyncConnection, *, open_only: bool, limit: int
) -> list[tuple[Case, int]]:
    """Return cases, the earliest due first, each with its number of open holds.

    An answered case is open as long as something of it waits for a person.
    """
    holds = (
        select(func.count())
        .where(hold.c.case_id == case.c.id, hold.c.released_at.is_(None))
        .scalar_subquery()
    )
    query = select(*_CASE, holds.label("holds")).order_by(case.c.due_on, case.c.id).limit(limit)
    if open_only:
        waits = exists().where(hold.c.case_id == case.c.id, hold.c.released_at.is_(None))
        query = query.where(or_(case.c.stage.not_in([Stage.answered, Stage.closed]), waits))
    return [(_case(row), row.holds) for row in await connection.execute(query)]


async def sealed_of(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Any]:
    """Return the sealed columns of cases (`sealed_requester`, `sealed_secret`)."""
    query = select(case.c.id, case.c.sealed_requester, case.c.sealed_secret)
    return {row.id: row for row in await connection.execute(query.where(case.c.id.in_(ids)))}


async def set_secret(connection: AsyncConnection, case_id: int, sealed: bytes) -> None:
    """Store the passphrase of the copy, sealed under the key of the case."""
    await connection.execute(update(case).where(case.c.id == case_id).values(sealed_secret=sealed))


async def answered(connection: AsyncConnection, case_id: int, at: datetime) -> None:
    """Note that the answer was accepted by the receiving server.

    A case of which another right is still open is not answered by the letter about one.
    """
    open_right = select(request.c.id).where(request.c.case_id == case_id, is_open_request())
    await connection.execute(
        update(case)
        .where(case.c.id == case_id, ~exists(open_right))
        .values(stage=Stage.answered, answered_at=at)
    )


async def move(connection: AsyncConnection, ids: Sequence[int], stage: Stage) -> None:
    """Move cases to a stage."""
    if ids:
        await connection.execute(update(case).where(case.c.id.in_(ids)).values(stage=stage))


async def messages_of(connection: AsyncConnection, case_id: int) -> list[int]:
    """Return the row numbers of the messages that belong to a case."""
    query = select(message.c.id).where(message.c.case_id == case_id).order_by(message.c.id)
    return [row.id for row in await connection.execute(query)]


def _case(row: Any) -> Case:  # noqa: ANN401 - a row of whatever query selects these columns
    return Case(
        row.id, row.number, Channel(row.channel), row.language, Stage(row.stage),
        row.received_at, row.due_on, row.key_scope,
    )  # fmt: skip
