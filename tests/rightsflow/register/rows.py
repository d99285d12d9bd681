"""Cases, requests and letters as the tests of the register need them: invented, and short."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Table, select

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.register import case_requests, cases, holds, messages, outbox, waiting
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case, NewCase
from rightsflow.register.database import Database
from rightsflow.register.holds import Hold
from rightsflow.register.messages import Seen, Settled
from rightsflow.register.outbox import NewLetter
from rightsflow.register.types import Channel
from rightsflow.register.waiting import OpenHold

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
DUE = date(2026, 4, 7)


def new_case(received_at: datetime = NOW, due_on: date = DUE, scope: str = "M-000001") -> NewCase:
    """Return what is known of a case before its number."""
    return NewCase(Channel.mail, "en", received_at, due_on, "1182/71-1", scope)


async def opened(register: Database, *new: NewCase) -> list[Case]:
    """Open cases, one if nothing is said, with persons that nobody unseals."""
    async with register.write() as connection:
        reserved = await cases.reserve(connection, new or [new_case()], NOW)
        await cases.introduce(connection, [(one, b"sealed") for one in reserved])
    return reserved


async def asked(
    register: Database, of: Sequence[Case], right: Right = Right.access, due_on: date = DUE
) -> list[Request]:
    """Add a request, for access if nothing is said, to each case."""
    rows = [(case, right, NOW, due_on, None) for case in of]
    async with register.write() as connection:
        return await case_requests.add_requests(connection, rows)


async def held(
    register: Database,
    case: Case,
    kind: HoldKind = HoldKind.plan_approval,
    answer_by_on: date = DUE,
    *,
    system: str = "",
    reasons: tuple[str, ...] = (),
) -> OpenHold:
    """Open a hold of a case and return it as those see it who answer it."""
    async with register.write() as connection:
        await holds.open_holds(
            connection, [Hold(case.id, kind, answer_by_on, system, reasons)], NOW
        )
        return (await waiting.of_cases(connection, [case.id]))[-1]


async def written(
    register: Database, case: Case, sender_index: str, uid: str, kind: str = "request"
) -> None:
    """Store a message of a case that this sender wrote."""
    async with register.write() as connection:
        (mail,) = await messages.add(connection, "in", "1", [Seen(uid, NOW, 1)])
        settled = Settled(mail.id, kind, uid, case_id=case.id, sender_index=sender_index)
        await messages.settle(connection, [settled])


def letter(case_id: int, seq: int = 1, *, with_data: bool = False, to: str = "index") -> NewLetter:
    """Return a letter of a case."""
    return NewLetter(
        case_id=case_id,
        key_scope=f"M-{case_id:06d}",
        letter="answer" if with_data else "acknowledgement",
        seq=seq,
        message_id=f"<{case_id}.{seq}@example.com>",
        language="en",
        with_data=with_data,
        template_version="1",
        digest="d",
        recipient_index=to,
        sealed_body=b"sealed",
    )


async def queued(register: Database, *letters: NewLetter, at: datetime = NOW) -> None:
    """Put letters into the outbox."""
    async with register.write() as connection:
        await outbox.queue(connection, letters, at)


async def rows_of(register: Database, table: Table) -> list[Any]:
    """Return every row of a table, in the order of its key."""
    async with register.read() as connection:
        query = select(table).order_by(*table.primary_key.columns)
        return list(await connection.execute(query))
