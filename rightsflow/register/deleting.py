"""Deleting cases and messages: the rows at once, the rest by an order that outlives a killed run.

One transaction takes every row of a case away and writes down what is still to be destroyed
outside the register: keys, folders of the vault, mails. From then on nothing in the register leads
to the person, and nothing that is left is unknown. Whoever finds the order carries it out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.database import insert_new
from rightsflow.register.messages import message_scope
from rightsflow.register.metadata import REGISTER
from rightsflow.register.retention_tables import deletion
from rightsflow.register.tables import case, id_scan, letter, message
from rightsflow.register.types import LetterState, MessageState

_OF_CASES = tuple(
    table
    for table in reversed(REGISTER.sorted_tables)
    if "case_id" in table.c and table is not message
)
"""Every table that has rows of cases, what refers to others before those."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it is found again in a folder of the mailbox: when it came, and its digest."""

    scope: str
    received_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be destroyed outside the register; `letters` are Message-IDs of ours."""

    id: int
    name: str
    keys: tuple[str, ...]
    folders: tuple[str, ...]
    mails: tuple[Mail, ...] = ()
    letters: tuple[str, ...] = ()


async def delete_cases(
    connection: AsyncConnection, ids: Sequence[int], until_on: date, at: datetime
) -> int:
    """Delete the rows of cases whose rows the caller holds, and order the rest; return how many.

    `until_on`: so long the proof of it is kept.
    """
    rows = (await connection.execute(select(case).where(case.c.id.in_(ids)))).all()
    mails = await _mails(connection, message.c.case_id.in_(ids))
    letters = await _letters(connection, ids)
    orders = []
    for row in rows:
        mine = [mail for of, mail in mails if of == row.id]
        keys = dict.fromkeys([row.key_scope, *(mail.scope for mail in mine)])
        orders.append(
            {
                "name": row.number,
                "ordered_at": at,
                "until_on": until_on,
                "journal_seq": row.journal_seq,
                "journal_head": row.journal_head,
                "work": _work(keys, [row.number, *(mail.scope for mail in mine)], mine,
                              letters.get(row.id, ())),
            }
        )  # fmt: skip
    await _order(connection, orders)
    for table in _OF_CASES:
        await connection.execute(delete(table).where(table.c.case_id.in_(ids)))
    await _delete_messages(connection, message.c.case_id.in_(ids))
    await connection.execute(delete(case).where(case.c.id.in_(ids)))
    return len(rows)


async def delete_mails(
    connection: AsyncConnection, before: datetime, at: datetime, *, limit: int
) -> int:
    """Delete messages of no case that were received before then, `limit` at most.

    What nobody has read yet stays. Returns how many.
    """
    of_none = select(message.c.id).where(old_mail(before)).order_by(message.c.id).limit(limit)
    ids = list((await connection.execute(of_none)).scalars())
    mails = [mail for _, mail in await _mails(connection, message.c.id.in_(ids))]
    orders = [
        {"name": mail.scope, "ordered_at": at, "work": _work([mail.scope], [mail.scope], [mail])}
        for mail in mails
    ]
    await _order(connection, orders)
    await _delete_messages(connection, message.c.id.in_(ids))
    return len(ids)


async def mails_of(connection: AsyncConnection, message_ids: Sequence[int]) -> list[Mail]:
    """Return messages as they are found again in a folder of the mailbox."""
    return [mail for _, mail in await _mails(connection, message.c.id.in_(message_ids))]


def old_mail(before: datetime) -> ColumnElement[bool]:
    """Return the condition that a message belongs to no case and was received before then."""
    of_none = message.c.case_id.is_(None) & (message.c.state == MessageState.settled)
    repeated = select(message.c.same_as).where(message.c.same_as.is_not(None))
    # One that others repeat goes after them: they point to it.
    return of_none & (message.c.received_at < before) & message.c.id.not_in(repeated)


async def delete_staff_mails(connection: AsyncConnection, before: datetime, *, limit: int) -> int:
    """Delete mails to our own people about no case that left before then; return how many."""
    old = select(letter.c.id).where(old_staff_mail(before)).limit(limit)
    return (await connection.execute(delete(letter).where(letter.c.id.in_(old)))).rowcount


def old_staff_mail(before: datetime) -> ColumnElement[bool]:
    """Return the condition that a mail is about no case and left before then."""
    on_its_way = letter.c.state.in_([LetterState.queued, LetterState.sending])
    last = func.coalesce(letter.c.sent_at, letter.c.queued_at, type_=letter.c.sent_at.type)
    return letter.c.case_id.is_(None) & ~on_its_way & (last < before)


async def open_orders(connection: AsyncConnection, after: int, *, limit: int) -> list[Order]:
    """Return what is ordered and not done, in that order, a page behind `after`."""
    query = select(deletion).where(deletion.c.done_at.is_(None), deletion.c.id > after)
    rows = await connection.execute(query.order_by(deletion.c.id).limit(limit))
    return [_opened(row) for row in rows]


async def done(connection: AsyncConnection, ids: Sequence[int], at: datetime) -> None:
    """Note that everything of orders is gone; of messages of no case not even that is kept."""
    finished = {"done_at": at, "work": {}}
    await connection.execute(update(deletion).where(deletion.c.id.in_(ids)).values(finished))
    await connection.execute(
        delete(deletion).where(deletion.c.id.in_(ids), deletion.c.until_on.is_(None))
    )


async def forget_proofs(connection: AsyncConnection, today_on: date, *, limit: int) -> int:
    """Delete proofs of finished deletions whose time is over; return how many."""
    over = select(deletion.c.id).where(old_proof(today_on)).limit(limit)
    return (await connection.execute(delete(deletion).where(deletion.c.id.in_(over)))).rowcount


def old_proof(today_on: date) -> ColumnElement[bool]:
    """Return the condition that a deletion is done, and its proof has had its time."""
    return deletion.c.done_at.is_not(None) & (deletion.c.until_on <= today_on)


async def heads_of_deleted(
    connection: AsyncConnection, numbers: Iterable[str]
) -> dict[str, tuple[int, str]]:
    """Return number and hash of the last line of the journals of deleted cases."""
    query = select(deletion.c.name, deletion.c.journal_seq, deletion.c.journal_head)
    rows = await connection.execute(query.where(deletion.c.name.in_(list(numbers))))
    return {row.name: (row.journal_seq, row.journal_head) for row in rows}


async def _mails(
    connection: AsyncConnection, which: ColumnElement[bool]
) -> list[tuple[int | None, Mail]]:
    """Return messages with the case of each, also those that only repeat one of them."""
    first = select(message.c.id, message.c.case_id).where(which).subquery()
    original = message.alias()
    digest = func.coalesce(message.c.digest, original.c.digest, "").label("digest")
    query = (
        select(message.c.id, message.c.received_at, first.c.case_id, digest)
        .select_from(message.outerjoin(original, original.c.id == message.c.same_as))
        .join(first, or_(message.c.id == first.c.id, message.c.same_as == first.c.id))
        .order_by(message.c.id)
    )
    return [
        (row.case_id, Mail(message_scope(row.id), row.received_at, row.digest))
        for row in await connection.execute(query)
    ]


async def _letters(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, list[str]]:
    query = select(letter.c.case_id, letter.c.message_id).where(letter.c.case_id.in_(ids))
    found: dict[int, list[str]] = {}
    for row in await connection.execute(query.order_by(letter.c.id)):
        found.setdefault(row.case_id, []).append(row.message_id)
    return found


async def _delete_messages(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    first = select(message.c.id).where(which)
    for of in (message.c.same_as.in_(first), message.c.id.in_(first)):
        mine = select(message.c.id).where(of)
        await connection.execute(delete(id_scan).where(id_scan.c.message_id.in_(mine)))
        await connection.execute(delete(message).where(of))


async def _order(connection: AsyncConnection, orders: Sequence[dict[str, Any]]) -> None:
    if orders:
        blank = {"until_on": None, "journal_seq": 0, "journal_head": ""}
        await connection.execute(
            insert_new(deletion, connection, "name"), [blank | one for one in orders]
        )


def _work(
    keys: Iterable[str], folders: Iterable[str], mails: Sequence[Mail], letters: Iterable[str] = ()
) -> dict[str, Any]:
    told = [{**asdict(mail), "received_at": mail.received_at.isoformat()} for mail in mails]
    return {
        "keys": [*keys], "folders": [*folders], "mails": told, "letters": [*letters],
    }  # fmt: skip


def _opened(row: Any) -> Order:  # noqa: ANN401 - a row of the table
    work = row.work
    return Order(
        row.id, row.name, tuple(work["keys"]), tuple(work["folders"]),
        tuple(
            Mail(one["scope"], datetime.fromisoformat(one["received_at"]), one["digest"])
            for one in work["mails"]
        ),
        tuple(work["letters"]),
    )  # fmt: skip


def tables_of_cases() -> tuple[Table, ...]:
    """Return the tables from which a deleted case is taken."""
    return (*_OF_CASES, message, case)
