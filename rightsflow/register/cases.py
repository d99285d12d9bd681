"""Cases and their requests: opened, listed, moved from stage to stage."""

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.right import STILL_OPEN, AskedRight, Outcome, Right
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


@dataclass(frozen=True, slots=True)
class Request:
    """One right that a case asks for, what became of it, and what moved its date.

    `marketing`: an objection to direct marketing. `question_on` is the day of the question about
    identity; `suspended_by` the approver who chose that the time limit rests meanwhile.
    """

    id: int
    case_id: int
    right: Right
    received_at: datetime
    due_on: date
    outcome: Outcome | None
    marketing: bool = False
    extended_at: datetime | None = None
    extension_months: int | None = None
    question_on: date | None = None
    question_answered_on: date | None = None
    suspended_by: str | None = None

    @property
    def asked(self) -> AskedRight:
        """Return the right as it was asked for."""
        return AskedRight.marketing_objection if self.marketing else AskedRight(self.right.value)

    @property
    def is_open(self) -> bool:
        """Say whether the answer is still to come."""
        return self.outcome is None or self.outcome in STILL_OPEN


_NUMBER = re.compile(r"RF-[0-9]{4}-[0-9]{6,}")

_CASE = (
    case.c.id, case.c.number, case.c.channel, case.c.language, case.c.stage, case.c.received_at,
    case.c.due_on, case.c.key_scope,
)  # fmt: skip
_REQUEST = (
    request.c.id, request.c.case_id, request.c.right, request.c.received_at, request.c.due_on,
    request.c.outcome, request.c.marketing, request.c.extended_at, request.c.extension_months,
    request.c.question_on, request.c.question_answered_on, request.c.suspended_by,
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


async def add_requests(
    connection: AsyncConnection,
    asked: Sequence[tuple[Case, Right, datetime, date, bytes | None]],
    *,
    marketing: Collection[int] = (),
) -> list[Request]:
    """Add rights that cases ask for: case, right, receipt, due date, sealed evidence.

    `marketing`: the cases whose objection is to direct marketing. The cases are dated anew.
    """
    rows = [
        {
            "case_id": of.id,
            "right": right,
            "received_at": received_at,
            "due_on": due_on,
            "sealed_evidence": sealed,
            "marketing": right is Right.objection and of.id in marketing,
        }
        for of, right, received_at, due_on, sealed in asked
    ]
    if not rows:
        return []
    inserted = await connection.execute(
        request.insert().returning(request.c.id, sort_by_parameter_order=True), rows
    )
    keys = list(inserted.scalars())
    await date_anew(connection, keys)
    return [
        Request(
            key,
            of.id,
            right,
            received_at,
            due_on,
            None,
            marketing=right is Right.objection and of.id in marketing,
        )
        for key, (of, right, received_at, due_on, _) in zip(keys, asked, strict=True)
    ]


async def lock(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Hold the rows of cases until the transaction ends, always in the same order."""
    query = select(case.c.id).where(case.c.id.in_(ids)).order_by(case.c.id)
    await connection.execute(query.with_for_update())


async def by_ids(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Case]:
    """Return cases by row number."""
    rows = await connection.execute(select(*_CASE).where(case.c.id.in_(ids)))
    return {row.id: _case(row) for row in rows}


def as_number(text: str) -> str:
    """Return a case number as it is stored, from how somebody typed it."""
    return text.strip().upper()


def numbers_in(text: str) -> list[str]:
    """Return the case numbers that stand in a text, each once."""
    found = re.findall(rf"(?<![\w-]){_NUMBER.pattern}(?![\w-])", text.upper(), re.ASCII)
    return list(dict.fromkeys(found))


def is_number(text: str) -> bool:
    """Say whether a text has the form of a case number, however it was typed."""
    return _NUMBER.fullmatch(as_number(text)) is not None


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


async def requests_of(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, list[Request]]:
    """Return the requests of cases, by the row number of the case."""
    query = (
        select(*_REQUEST)
        .where(request.c.case_id.in_(ids), request.c.dropped_at.is_(None))
        .order_by(request.c.id)
    )
    found: dict[int, list[Request]] = {key: [] for key in ids}
    for row in await connection.execute(query):
        outcome = Outcome(row.outcome) if row.outcome else None
        found[row.case_id].append(
            Request(row.id, row.case_id, Right(row.right), row.received_at, row.due_on, outcome,
                    *row[6:])
        )  # fmt: skip
    return found


async def sealed_of(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Any]:
    """Return the sealed columns of cases (`sealed_requester`, `sealed_secret`)."""
    query = select(case.c.id, case.c.sealed_requester, case.c.sealed_secret)
    return {row.id: row for row in await connection.execute(query.where(case.c.id.in_(ids)))}


async def evidence_of(connection: AsyncConnection, case_id: int) -> list[tuple[Right, bytes]]:
    """Return the sealed sentences by which rights of a case were recognised."""
    query = select(request.c.right, request.c.sealed_evidence).where(
        request.c.case_id == case_id, request.c.sealed_evidence.is_not(None)
    )
    rows = await connection.execute(query.order_by(request.c.id))
    return [(Right(row.right), row.sealed_evidence) for row in rows]


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


async def settle_requests(
    connection: AsyncConnection, ids: Sequence[int], outcome: Outcome
) -> None:
    """Note the outcome of requests by their row numbers; what is left of a case dates it."""
    if ids:
        await connection.execute(
            update(request).where(request.c.id.in_(ids)).values(outcome=outcome)
        )
        await date_anew(connection, ids)


async def date_anew(connection: AsyncConnection, request_ids: Sequence[int]) -> None:
    """Let the cases of requests be due when the first of their open requests is."""
    of_open = (
        select(func.min(request.c.due_on))
        .where(request.c.case_id == case.c.id, is_open_request())
        .scalar_subquery()
    )
    concerned = select(request.c.case_id).where(request.c.id.in_(request_ids))
    await connection.execute(
        update(case)
        .where(case.c.id.in_(concerned))
        .values(due_on=func.coalesce(of_open, case.c.due_on))
    )


async def messages_of(connection: AsyncConnection, case_id: int) -> list[int]:
    """Return the row numbers of the messages that belong to a case."""
    query = select(message.c.id).where(message.c.case_id == case_id).order_by(message.c.id)
    return [row.id for row in await connection.execute(query)]


def _case(row: Any) -> Case:  # noqa: ANN401 - a row of whatever query selects these columns
    return Case(
        row.id, row.number, Channel(row.channel), row.language, Stage(row.stage),
        row.received_at, row.due_on, row.key_scope,
    )  # fmt: skip
