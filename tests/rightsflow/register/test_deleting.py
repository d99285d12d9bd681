"""Deleting cases: every row of theirs, no row of others, and an order for what lies elsewhere."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text, update

from rightsflow.law.hold import HoldKind
from rightsflow.law.retention import Dispute
from rightsflow.law.right import Outcome, Right
from rightsflow.register import (
    case_requests,
    cases,
    deleting,
    endings,
    heads,
    holds,
    leftover,
    messages,
    statistics,
)
from rightsflow.register.cases import Case
from rightsflow.register.database import Database
from rightsflow.register.heads import Told
from rightsflow.register.journal import Entry, note
from rightsflow.register.keyring import Keyring
from rightsflow.register.messages import Seen, Settled
from rightsflow.register.metadata import REGISTER
from rightsflow.register.retention_tables import deletion, statistic
from rightsflow.register.tables import case as case_table
from rightsflow.register.tables import case_key, journal, message
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import (
    NOW,
    asked,
    held,
    letter,
    new_case,
    opened,
    queued,
    rows_of,
    written,
)

UNTIL = date(2031, 1, 1)
WARSAW = ZoneInfo("Europe/Warsaw")
TOMORROW = NOW + timedelta(days=1)
OF_NOBODY = {"instance", "approver", "statistic", "deletion", "system_turn", "sign", "worker"}
OUTLIVES = {"suppression", "erasure", "reappearance", "earlier_answer"}


def test_every_table_is_of_a_case_or_has_an_end_of_its_own() -> None:
    """A table that is made later is deleted with the case, or this test asks what ends it."""
    of_cases = {table.name for table in deleting.tables_of_cases()}
    assert of_cases | OF_NOBODY | OUTLIVES == set(REGISTER.tables)
    assert not of_cases & (OF_NOBODY | OUTLIVES)


async def over(register: Database, case: Case, outcome: Outcome = Outcome.granted) -> None:
    """Let a case be answered, with a message, a letter and lines in its journal."""
    (request,) = await asked(register, [case])
    await written(register, case, "sender", f"uid-{case.id}")
    async with register.write() as connection:
        await note(connection, [Entry(case.id, "opened")], NOW)
        await case_requests.settle_requests(connection, [request.id], outcome)
        await cases.answered(connection, case.id, NOW + timedelta(days=5))


async def closed(register: Database, before: datetime = TOMORROW) -> list[str]:
    """Close what is over and return the numbers."""
    async with register.write() as connection:
        await endings.close_quiet(connection, before, TOMORROW)
    async with register.read() as connection:
        return [one.number for one in await endings.closed_after(connection, before, 0, limit=9)]


async def test_a_case_is_deleted_with_all_its_rows_and_no_others(register: Database) -> None:
    """The order names its keys, its folders, its messages and letters."""
    one, other = await opened(register, new_case(scope="M-000001"), new_case(scope="M-000002"))
    for each in (one, other):
        await over(register, each)
        await held(register, each)
    await queued(register, letter(one.id), letter(other.id))
    async with register.write() as connection:
        (again,) = await messages.add(connection, "in", "2", [Seen("9", TOMORROW, 1)])
        await messages.settle(connection, [Settled(again.id, "redelivery", same_as=1)])
        assert await deleting.delete_cases(connection, [one.id], UNTIL, TOMORROW) == 1

    for table in deleting.tables_of_cases():
        rows = await rows_of(register, table)
        of = {row.id if table is case_table else row.case_id for row in rows}
        assert of <= {other.id}, table.name
    async with register.read() as connection:
        (order,) = await deleting.open_orders(connection, 0, limit=9)
    assert order.name == one.number
    assert order.keys == ("M-000001", again.scope)
    assert order.folders == (one.number, "M-000001", again.scope)
    assert [mail.received_at for mail in order.mails] == [NOW, TOMORROW]
    assert len({mail.digest for mail in order.mails}) == 1
    assert order.letters == (f"<{one.id}.1@example.com>",)


async def test_a_finished_order_says_nothing_but_that_it_is_done(register: Database) -> None:
    """Number, moments, the journal's head; of a message of no case not even that."""
    (one,) = await opened(register)
    await over(register, one)
    async with register.write() as connection:
        (spam,) = await messages.add(connection, "in", "2", [Seen("9", NOW, 1)])
        await messages.settle(connection, [Settled(spam.id, "not_a_request", digest="d")])
        await deleting.delete_cases(connection, [one.id], UNTIL, TOMORROW)
        assert await deleting.delete_mails(connection, NOW, TOMORROW, limit=9) == 0
        assert await deleting.delete_mails(connection, TOMORROW, TOMORROW, limit=9) == 1
        orders = await deleting.open_orders(connection, 0, limit=9)
        await deleting.done(connection, [order.id for order in orders], TOMORROW)

    (row,) = await rows_of(register, deletion)
    assert (row.name, row.work, row.journal_seq) == (one.number, {}, 1)
    async with register.write() as connection:
        assert await deleting.forget_proofs(connection, UNTIL - timedelta(days=1), limit=9) == 0
        assert await deleting.forget_proofs(connection, UNTIL, limit=9) == 1


async def test_what_nobody_has_read_is_not_deleted(register: Database) -> None:
    """However old: a message that stopped its reader is still to become a case."""
    async with register.write() as connection:
        await messages.add(connection, "in", "2", [Seen("9", NOW, 1)])
        assert await deleting.delete_mails(connection, TOMORROW, TOMORROW, limit=9) == 0
    assert len(await rows_of(register, message)) == 1


async def test_a_message_goes_after_those_that_repeat_it(register: Database) -> None:
    """They point to it: first they go, then it does, in the same night."""
    async with register.write() as connection:
        first, again = await messages.add(
            connection, "in", "2", [Seen("8", NOW, 1), Seen("9", NOW, 1)]
        )
        await messages.settle(connection, [Settled(first.id, "not_a_request", digest="d")])
        await messages.settle(connection, [Settled(again.id, "redelivery", same_as=first.id)])
        deleted = [
            await deleting.delete_mails(connection, TOMORROW, TOMORROW, limit=9) for _ in range(3)
        ]
        orders = await deleting.open_orders(connection, 0, limit=9)
    assert deleted == [1, 1, 0]
    assert [mail.digest for one in orders for mail in one.mails] == ["d", "d"]


async def test_a_case_is_closed_once_nothing_is_open_and_a_day_was_quiet(
    register: Database,
) -> None:
    """As of the last thing that happened; looking at it is none."""
    one, waits, busy = await opened(register, *[new_case()] * 3)
    for each in (one, waits):
        await over(register, each)
    await asked(register, [busy])
    hold = await held(register, waits, HoldKind.no_address)
    async with register.write() as connection:
        await note(connection, [Entry(one.id, "revealed")], TOMORROW)
    assert await closed(register, NOW) == []
    assert await closed(register) == [one.number]
    (row, *_) = await rows_of(register, case_table)
    assert (row.stage, row.closed_at) == ("closed", NOW)
    assert await closed(register) == [one.number]
    assert [line.event for line in await rows_of(register, journal)].count("closed") == 1

    async with register.write() as connection:
        told = await endings.open_ones(connection, limit=9)
        await holds.release(
            connection, [waits.id], hold.kind, "", by="lead", at=NOW + timedelta(hours=1)
        )
    assert told == [(waits.number, ["hold"]), (busy.number, ["request"])]
    assert await closed(register) == [one.number, waits.number]


async def test_a_case_that_is_open_again_has_all_its_time_before_it(register: Database) -> None:
    """A later message is the last thing that happened then."""
    (one,) = await opened(register)
    await over(register, one)
    assert await closed(register) == [one.number]
    (request,) = await asked(register, [one], Right.erasure)
    async with register.write() as connection:
        await note(connection, [Entry(one.id, "message_joined")], TOMORROW)
        assert await endings.reopen_busy(connection, TOMORROW) == 1
        assert await endings.still_closed(connection, TOMORROW, [one.id]) == []
        await case_requests.settle_requests(connection, [request.id], Outcome.granted)
    (row,) = await rows_of(register, case_table)
    assert (row.closed_at, row.stage) == (None, "answered")
    later = TOMORROW + timedelta(days=1)
    assert await closed(register, later) == [one.number]
    (row,) = await rows_of(register, case_table)
    assert row.closed_at == TOMORROW


async def test_a_dispute_is_noted_with_its_reason(register: Database) -> None:
    """In the case and in its journal; a number that nobody knows is no case."""
    (one,) = await opened(register)
    async with register.write() as connection:
        assert await endings.keep(connection, one.number, UNTIL, Dispute.complaint, NOW)
        assert not await endings.keep(connection, "RF-2026-999999", UNTIL, Dispute.audit, NOW)
    (row,) = await rows_of(register, case_table)
    (line,) = await rows_of(register, journal)
    assert (row.kept_until_on, row.kept_for) == (UNTIL, "complaint")
    assert (line.event, line.detail) == ("kept", {"until": "2031-01-01", "for": "complaint"})


async def test_a_month_says_the_same_before_and_after_its_cases_go(register: Database) -> None:
    """Deleted one after the other, of two months, with a failure and a case without a right."""
    march, april = datetime(2026, 3, 1, tzinfo=WARSAW), datetime(2026, 4, 1, tzinfo=WARSAW)
    some = await opened(register, *[new_case()] * 3, new_case(received_at=april.astimezone(UTC)))
    for one, outcome in zip(some[:2], (Outcome.granted, Outcome.refused), strict=True):
        await over(register, one, outcome)
    await held(register, some[0], HoldKind.system_failed, system="crm")

    async def counted() -> Counter[statistics.Cell]:
        async with register.read() as connection:
            return await statistics.of_months(connection, march, april, WARSAW)

    before = await counted()
    told = {(cell.measure, cell.name, cell.part): number for cell, number in before.items()}
    assert told["received", "mail", ""] == 3
    assert told["right", "access", ""] == 2
    assert told["right", "none", ""] == 1
    assert told["outcome", "access", "refused"] == told["failure", "crm", "system_failed"] == 1
    assert told["answered", "in_time", ""] == told["days", "4-7", ""] == 2
    for one in some:
        async with register.write() as connection:
            await statistics.count_in(connection, [one.id], WARSAW)
            await deleting.delete_cases(connection, [one.id], UNTIL, TOMORROW)
        assert await counted() == before
    assert {row.month for row in await rows_of(register, statistic)} == {"2026-03", "2026-04"}
    assert not {"id", "case_id"} & {column.name for column in statistic.columns} - {"id"}


async def test_the_journal_of_a_deleted_case_is_not_taken_for_one_cut_off(
    register: Database,
) -> None:
    """A digest told of it; what was never written there, or another hash, is still missed."""
    (one,) = await opened(register)
    await over(register, one)
    async with register.write() as connection:
        await note(connection, [Entry(one.id, "again")], NOW)
        (head,) = await heads.heads(connection)
        await deleting.delete_cases(connection, [one.id], UNTIL, TOMORROW)
        earlier = Told(one.number, 1, "a" * 64)
        beyond = Told(one.number, head.seq + 1, "b" * 64)
        forged = Told(one.number, head.seq, "c" * 64)
        found = await heads.lost(connection, [head, earlier, beyond, forged])
    assert [missing.told for missing in found] == [beyond, forged]


async def test_only_what_the_register_once_knew_is_a_leftover(register: Database) -> None:
    """An empty register, or an older one of a backup, calls nothing of others its own."""
    late, early = NOW + timedelta(days=9), NOW - timedelta(days=9)
    made = dict.fromkeys(["RF-2026-000001", "RF-2026-000009", "M-000001", "M-000009"], early)
    made |= {"P-0f": early, "P-1f": late}

    async def found() -> list[str]:
        async with register.read() as connection:
            known = await leftover.knows(connection)
            strange = await leftover.strangers(connection, made)
        return leftover.leftovers(strange, made, known, late)

    assert await found() == []
    one, *_ = await opened(register, *[new_case(scope="M-000002")] * 3)
    await written(register, one, "sender", "u")
    async with register.write() as connection:
        await connection.execute(update(message).values(id=3))
        await deleting.delete_cases(connection, [one.id + 1], UNTIL, NOW)
    made["RF-2026-000002"] = made["M-000002"] = early
    assert await found() == ["M-000001", "P-0f", "RF-2026-000002"]
    made["RF-2026-000002"] = late
    assert "RF-2026-000002" not in await found()


_FILE = text("SELECT relfilenode FROM pg_class WHERE relname = 'case_key'")


async def test_a_dropped_key_is_in_no_file_of_its_store(home: Home, keyring: Keyring) -> None:
    """SQLite: neither in the file nor in its log. PostgreSQL: the table lies in a new file."""
    await keyring.make(["M-000001", "M-000002"], NOW)
    store = keyring.store
    wrapped = {row.scope: row.wrapped for row in await rows_of(store, case_key)}
    await keyring.drop(["M-000001"])
    if home.kind == "postgresql":
        async with store.read() as connection:
            before = await connection.scalar(_FILE)
    await keyring.wipe()
    assert [row.scope for row in await rows_of(store, case_key)] == ["M-000002"]
    if home.kind == "postgresql":
        async with store.read() as connection:
            assert await connection.scalar(_FILE) != before
        return
    stored = b"".join(path.read_bytes() for path in home.folder.glob("keys.sqlite*"))
    assert wrapped["M-000001"] not in stored
    assert wrapped["M-000002"] in stored
