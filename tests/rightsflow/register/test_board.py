"""How the cases stand, in numbers and closed words."""

from datetime import timedelta

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome, Right
from rightsflow.register import board, case_requests, cases, changes, outbox, waiting
from rightsflow.register.board import OpenHoldOf, Standing
from rightsflow.register.database import Database
from tests.rightsflow.register.rows import (
    DUE,
    NOW,
    asked,
    held,
    letter,
    new_case,
    opened,
    queued,
)

DAY = timedelta(days=1)


async def test_an_open_case_shows_what_is_open_of_it(register: Database) -> None:
    """Its rights without an answer and its open holds; the earliest due comes first."""
    late, soon = await opened(register, new_case(), new_case(due_on=DUE - DAY))
    (access,) = await asked(register, [late])
    await asked(register, [late], Right.erasure)
    (misread,) = await asked(register, [late], Right.restriction)
    (extended,) = await asked(register, [soon], Right.portability, DUE - DAY)
    released = await held(register, late)
    await held(register, late, HoldKind.system_failed, system="crm")
    await held(register, late, HoldKind.right_by_person)
    async with register.write() as connection:
        await case_requests.settle_requests(connection, [access.id], Outcome.granted)
        await changes.drop(connection, [misread.id], NOW)
        await changes.extend(connection, [extended], months=1, at=NOW)
        await waiting.close(connection, released, by="iod", at=NOW)
        found = await board.standing(connection, limit=9)
        assert await board.standing(connection, limit=1) == found[:1]
    waits = (HoldKind.system_failed, HoldKind.right_by_person)
    assert found == [
        Standing(soon.number, DUE - DAY, (Right.portability,), ()),
        Standing(late.number, DUE, (Right.erasure,), waits),
    ]


async def test_an_answered_case_stands_on_no_board(register: Database) -> None:
    """A message that nobody has read does, though it has no right yet."""
    answered, unread = await opened(register, new_case(), new_case())
    (request,) = await asked(register, [answered])
    await held(register, unread, HoldKind.read_message)
    async with register.write() as connection:
        await case_requests.settle_requests(connection, [request.id], Outcome.nothing_held)
        found = await board.standing(connection, limit=9)
    assert found == [Standing(unread.number, DUE, (), (HoldKind.read_message,))]


async def test_open_holds_are_told_with_their_case(register: Database) -> None:
    """Of the kinds asked for, the one wanted first at the head, and not more than asked for."""
    one, other = await opened(register, new_case(), new_case())
    kind = HoldKind.system_unreachable
    await held(register, one, kind, DUE, system="crm")
    await held(register, other, kind, DUE - DAY, system="ats")
    await held(register, other, HoldKind.candidates)
    done = await held(register, one, kind, DUE - 2 * DAY, system="files")
    async with register.write() as connection:
        await waiting.close(connection, done, by="iod", at=NOW)
        found = await board.open_holds(connection, [kind], limit=9)
        assert await board.open_holds(connection, [kind], limit=1) == found[:1]
    assert found == [
        OpenHoldOf(other.number, kind, "ats", NOW, DUE - DAY),
        OpenHoldOf(one.number, kind, "crm", NOW, DUE),
    ]


async def test_outcomes_are_counted_by_right(register: Database) -> None:
    """Of requests received since a moment that nobody had misread."""
    of = await opened(register, *[new_case()] * 4)
    first, second, third, _ = await asked(register, of)
    (erasure,) = await asked(register, of[:1], Right.erasure)
    (misread,) = await asked(register, of[:1], Right.portability)
    async with register.write() as connection:
        await case_requests.settle_requests(connection, [first.id, second.id], Outcome.granted)
        await case_requests.settle_requests(connection, [third.id, erasure.id], Outcome.refused)
        await case_requests.settle_requests(connection, [misread.id], Outcome.granted)
        await changes.drop(connection, [misread.id], NOW)
        assert await board.outcomes(connection, NOW) == {
            Right.access: {Outcome.granted: 2, Outcome.refused: 1},
            Right.erasure: {Outcome.refused: 1},
        }
        assert await board.outcomes(connection, NOW + timedelta(seconds=1)) == {}


async def test_answers_come_with_when_they_were_due(register: Database) -> None:
    """What is not answered is not counted, nor what was before."""
    one, other, _ = await opened(register, *[new_case()] * 3)
    async with register.write() as connection:
        await cases.answered(connection, one.id, NOW + DAY)
        await cases.answered(connection, other.id, NOW - DAY)
        assert await board.answered_since(connection, NOW) == [(NOW + DAY, DUE)]


async def test_a_day_ends_where_the_next_begins(register: Database) -> None:
    """Nothing is counted on two days, and nothing on none: cases, and letters by kind."""
    (case,) = await opened(register)
    await queued(register, *(letter(case.id, seq) for seq in (1, 2, 3)))
    await queued(register, letter(case.id, 4, with_data=True), letter(case.id, 5))
    async with register.write() as connection:
        taken = await outbox.take(connection, limit=4, owner="w")
        moments = [NOW, NOW + DAY - timedelta(seconds=1), NOW + DAY, NOW + DAY]
        for one, at in zip(taken, moments, strict=True):
            await outbox.mark_sent(connection, one.id, "250", at)
        days = [(NOW + n * DAY, NOW + (n + 1) * DAY) for n in (-1, 0, 1)]
        opened_on = [await board.opened_between(connection, *day) for day in days]
        sent_on = [await board.sent_between(connection, *day) for day in days]
    assert opened_on == [0, 1, 0]
    assert sent_on == [[], [("acknowledgement", 2)], [("acknowledgement", 1), ("answer", 1)]]


async def test_letters_that_are_kept_are_told_with_their_age(register: Database) -> None:
    """How many, and since when the oldest is there; none is none."""
    (case,) = await opened(register)
    await queued(register, letter(case.id, 1), at=NOW - DAY)
    await queued(register, letter(case.id, 2), letter(case.id, 3))
    async with register.write() as connection:
        assert await board.kept_letters(connection) == (0, None)
        first, second, _ = await outbox.take(connection, limit=9, owner="w")
        await outbox.hold_back(connection, second.id, "x")
        assert await board.kept_letters(connection) == (1, NOW)
        await outbox.hold_back(connection, first.id, "x")
        assert await board.kept_letters(connection) == (2, NOW - DAY)
