"""What stops a case, and when it counts as answered."""

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome, Right
from rightsflow.register import (
    case_requests,
    cases,
    halting,
    holds,
    kept_letters,
    outbox,
    work,
    written,
)
from rightsflow.register.database import Database
from rightsflow.register.holds import Hold
from rightsflow.register.tables import letter as letters
from rightsflow.register.types import ItemState, Stage, Step
from tests.rightsflow.register.rows import (
    DUE,
    NOW,
    asked,
    letter,
    new_case,
    opened,
    queued,
    rows_of,
)


async def test_a_stopped_case_gives_out_no_work(register: Database) -> None:
    """Somebody denied having asked: no system is asked any further."""
    (case,) = await opened(register)
    (request,) = await asked(register, [case])
    async with register.write() as connection:
        await work.add(connection, [(case.id, request.id, "crm")], Step.gather)
        await halting.stop(connection, case.id)
        claimed = await work.claim(connection, Step.gather, "crm", limit=9, owner="w")
    assert claimed == []


async def test_what_a_worker_had_in_hand_when_its_case_stopped_is_not_recorded(
    register: Database,
) -> None:
    """The claim no longer holds: its epoch has gone on."""
    (case,) = await opened(register)
    (request,) = await asked(register, [case])
    async with register.write() as connection:
        await work.add(connection, [(case.id, request.id, "crm")], Step.gather)
        claimed = await work.claim(connection, Step.gather, "crm", limit=9, owner="w")
    async with register.write() as connection:
        await halting.stop(connection, case.id)
        assert await work.finish(connection, claimed, ItemState.done) == set()


async def test_a_stopped_case_keeps_its_letters_with_data(register: Database) -> None:
    """A letter without data may go; one with data waits for a person."""
    (case,) = await opened(register)
    await queued(register, letter(case.id, 1), letter(case.id, 2, with_data=True))
    async with register.write() as connection:
        await kept_letters.stop(connection, case.id)
        taken = await outbox.take(connection, limit=9, owner="w")
    assert [one.with_data for one in taken] == [False]
    assert sorted(row.state for row in await rows_of(register, letters)) == ["held", "queued"]


async def test_a_case_with_an_open_right_is_not_answered(register: Database) -> None:
    """The copy went out; the erasure that was asked with it still waits."""
    (case,) = await opened(register)
    (access,) = await asked(register, [case])
    async with register.write() as connection:
        rest = [(case, Right.erasure, NOW, DUE, None)]
        (erasure,) = await case_requests.add_requests(connection, rest)
        await case_requests.settle_requests(connection, [access.id], Outcome.granted)
        await cases.answered(connection, case.id, NOW)
        half = (await cases.by_ids(connection, [case.id]))[case.id].stage
        await case_requests.settle_requests(connection, [erasure.id], Outcome.refused)
        await cases.answered(connection, case.id, NOW)
        whole = (await cases.by_ids(connection, [case.id]))[case.id].stage
    assert (half, whole) == (Stage.received, Stage.answered)


async def test_a_letter_that_came_back_after_its_case_stopped_stays(register: Database) -> None:
    """It was being sent when the denial came, and the server said: later."""
    (case,) = await opened(register)
    await queued(register, letter(case.id, 1), letter(case.id, 2, with_data=True))
    async with register.write() as connection:
        for taken in await outbox.take(connection, limit=9, owner="w"):
            assert await outbox.begin(connection, taken.id, "w")
    async with register.write() as connection:
        await holds.open_holds(connection, [Hold(case.id, HoldKind.identity, DUE)], NOW)
        await kept_letters.stop(connection, case.id)
        for one in await rows_of(register, letters):
            await outbox.send_again(connection, one.id)
    async with register.write() as connection:
        again = await outbox.take(connection, limit=9, owner="w")
        begun = [one.with_data for one in again if await outbox.begin(connection, one.id, "w")]
    assert begun == [False]
    states = [(row.state, row.owner) for row in await rows_of(register, letters)]
    assert states == [("sending", "w"), ("held", None)]


async def test_a_stopped_letter_belongs_to_nobody(register: Database) -> None:
    """Else it would count for ever among the letters that are just leaving."""
    (case,) = await opened(register)
    await queued(register, letter(case.id, with_data=True))
    async with register.write() as connection:
        await outbox.take(connection, limit=9, owner="w")
        await kept_letters.stop(connection, case.id)
        assert await outbox.owners(connection) == []
        assert await written.sent_with_data_since(connection, NOW) == 0


async def test_an_answered_case_is_listed_while_something_waits(register: Database) -> None:
    """A letter that came back, a passphrase not handed over: all that comes after the answer."""
    done, waiting = await opened(register, new_case(), new_case())
    async with register.write() as connection:
        await cases.move(connection, [done.id, waiting.id], Stage.answered)
        await holds.open_holds(connection, [Hold(waiting.id, HoldKind.handover, DUE)], NOW)
        listed = await cases.listed(connection, open_only=True, limit=9)
    assert [case.id for case, _ in listed] == [waiting.id]
