"""Cases: numbered once, listed by their date, moved from stage to stage."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome, Right
from rightsflow.register import case_number, case_requests, cases, holds
from rightsflow.register.database import Database
from rightsflow.register.holds import Hold
from rightsflow.register.tables import case
from rightsflow.register.types import Channel, Stage
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import DUE, NOW, asked, new_case, opened


async def test_a_number_tells_year_and_count(register: Database) -> None:
    """RF, the year of receipt, and a count that goes on over the years."""
    late = datetime(2027, 1, 2, tzinfo=UTC)
    first, second = await opened(register, new_case(), new_case(received_at=late))
    assert (first.number, second.number) == ("RF-2026-000001", "RF-2027-000002")


async def test_cases_come_back_in_the_order_given(register: Database) -> None:
    """Each number belongs to the message that was given at its place."""
    scopes = [f"M-{number:06d}" for number in range(50, 0, -1)]
    reserved = await opened(register, *(new_case(scope=scope) for scope in scopes))
    assert [one.key_scope for one in reserved] == scopes
    assert [one.id for one in reserved] == sorted({one.id for one in reserved})
    async with register.read() as connection:
        stored = await cases.by_ids(connection, [one.id for one in reserved])
    assert list(stored.values()) == reserved


async def test_numbers_are_unique_however_many_open_cases_at_once(
    home: Home, register: Database
) -> None:
    """Two workers never give one number to two people."""
    registers = [register, *(home.open() for _ in range(3))]
    batches = [opened(at, *([new_case()] * 5)) for at in registers for _ in range(2)]
    numbers = [one.number for batch in await asyncio.gather(*batches) for one in batch]
    assert len(set(numbers)) == len(numbers) == 40


async def test_a_deleted_cases_number_is_never_given_again(register: Database) -> None:
    """Letters name cases: a number means one case for ever, and so does its key."""
    _, gone = await opened(register, new_case(), new_case())
    async with register.write() as connection:
        await connection.execute(delete(case).where(case.c.id == gone.id))
    (later,) = await opened(register)
    assert later.id > gone.id


async def test_a_case_is_found_by_its_number_alone(register: Database) -> None:
    """A number that was never given finds nothing."""
    (one,) = await opened(register)
    async with register.read() as connection:
        assert await cases.by_number(connection, one.number) == one
        assert await cases.by_number(connection, "RF-2026-999999") is None
        assert await cases.by_number(connection, "") is None


@pytest.mark.parametrize("typed", ["rf-2026-000001", " RF-2026-000001\n", "Rf-2026-000001 "])
async def test_a_number_is_found_however_it_is_typed(register: Database, typed: str) -> None:
    """Small letters, and the blanks that come with copying."""
    (one,) = await opened(register)
    async with register.read() as connection:
        assert await cases.by_number(connection, typed) == one


def test_a_text_has_the_form_of_a_number_or_not() -> None:
    """Year and count; a name, a bare count or digits of another script are none."""
    assert [case_number.is_number(text) for text in ("rf-2026-000007 ", "RF-2026-1234567")] == [
        True
    ] * 2
    others = ("", "7", "Kowalska", "RF-2026-7", "RF-2026-000007-x", "RF-٢٠٢٦-000007")
    assert [text for text in others if case_number.is_number(text)] == []


async def test_a_case_remembers_how_it_came(register: Database) -> None:
    """Channel, language, receipt and due day are what was noted."""
    (one,) = await opened(register)
    assert (one.channel, one.stage, one.language) == (Channel.mail, Stage.received, "en")
    assert (one.received_at, one.due_on) == (NOW, DUE)


async def test_the_earliest_due_is_listed_first(register: Database) -> None:
    """What is due first is done first; what is answered is no longer open."""
    days = [date(2026, 4, 9), date(2026, 4, 7), date(2026, 4, 8)]
    late, soon, done = await opened(register, *(new_case(due_on=day) for day in days))
    async with register.write() as connection:
        await cases.answered(connection, done.id, NOW)
        held = Hold(late.id, HoldKind.identity, DUE)
        await holds.open_holds(connection, [held], NOW)
    async with register.read() as connection:
        still_open = await cases.listed(connection, open_only=True, limit=10)
        every = await cases.listed(connection, open_only=False, limit=10)
        first = await cases.listed(connection, open_only=False, limit=1)
    assert [(one.id, count) for one, count in still_open] == [(soon.id, 0), (late.id, 1)]
    assert [one.id for one, _ in every] == [soon.id, done.id, late.id]
    assert [one.id for one, _ in first] == [soon.id]


async def test_requests_belong_to_their_case_with_their_own_clock(register: Database) -> None:
    """A right asked for later is due later; each has its own outcome."""
    one, other = await opened(register, new_case(), new_case())
    later = NOW + timedelta(days=9)
    async with register.write() as connection:
        rows = [
            (one, Right.access, NOW, DUE, None),
            (one, Right.erasure, later, date(2026, 4, 13), b"sealed"),
            (other, Right.access, NOW, DUE, None),
        ]
        first, second, third = await case_requests.add_requests(connection, rows)
        await case_requests.settle_requests(connection, [first.id], Outcome.granted)
    async with register.read() as connection:
        found = await case_requests.requests_of(connection, [one.id, other.id])
    assert [(r.right, r.outcome, r.due_on) for r in found[one.id]] == [
        (Right.access, Outcome.granted, DUE),
        (Right.erasure, None, date(2026, 4, 13)),
    ]
    assert [r.id for r in found[other.id]] == [third.id]
    assert second.id not in {first.id, third.id}


async def test_a_case_without_requests_has_an_empty_list(register: Database) -> None:
    """Nothing asked is told as nothing, not as a case that is missing."""
    (one,) = await opened(register)
    async with register.read() as connection:
        assert await case_requests.requests_of(connection, [one.id]) == {one.id: []}


async def test_moving_some_cases_leaves_the_others(register: Database) -> None:
    """A stage is set for the cases named and for none when none is named."""
    one, other = await opened(register, new_case(), new_case())
    await asked(register, [one, other])
    async with register.write() as connection:
        await cases.move(connection, [one.id], Stage.located)
        await cases.move(connection, [], Stage.closed)
    async with register.read() as connection:
        found = await cases.by_ids(connection, [one.id, other.id])
    assert [found[key].stage for key in (one.id, other.id)] == [Stage.located, Stage.received]
