"""Counts over cases: what makes one complicated, and whom we owe an answer."""

from datetime import timedelta

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome, Right
from rightsflow.register import case_requests, cases, changes, measures, results, waiting
from rightsflow.register.cases import Case
from rightsflow.register.database import Database
from rightsflow.register.journal import Entry, note
from rightsflow.register.messages import STAFF
from rightsflow.register.results import Found
from rightsflow.register.types import Stage
from tests.rightsflow.register.rows import DUE, NOW, asked, held, new_case, opened, written

DAY = timedelta(days=1)


async def open_requests(register: Database, case: Case) -> int:
    """Count the open requests of a case's writer."""
    async with register.read() as connection:
        return await measures.open_requests(connection, case.id)


async def unanswered(register: Database, on: int = 0, limit: int = 99) -> list[int]:
    """Return the cases without an answer, so many days after the due date."""
    async with register.read() as connection:
        return await measures.unanswered_by(connection, DUE + on * DAY, limit=limit)


async def test_open_requests_of_one_writer_are_counted_over_cases(register: Database) -> None:
    """Article 12(3), number of the requests: of this person, whatever case they came in."""
    one, same, stranger = await opened(register, *[new_case()] * 3)
    await asked(register, [one, same, stranger])
    await asked(register, [one], Right.erasure)
    for uid, (case, sender) in enumerate([(one, "anna"), (same, "anna"), (stranger, "beata")]):
        await written(register, case, sender, str(uid))
    await written(register, one, "anna", "again")
    assert await open_requests(register, one) == 3
    assert await open_requests(register, same) == 3
    assert await open_requests(register, stranger) == 1


async def test_what_is_answered_or_misread_is_no_open_request(register: Database) -> None:
    """One that was extended is."""
    (case,) = await opened(register)
    (access,) = await asked(register, [case])
    (erasure,) = await asked(register, [case], Right.erasure)
    (portability,) = await asked(register, [case], Right.portability)
    async with register.write() as connection:
        await changes.extend(connection, [access], months=2, at=NOW)
        await case_requests.settle_requests(connection, [erasure.id], Outcome.refused)
        await changes.drop(connection, [portability.id], NOW)
    assert await open_requests(register, case) == 1


async def test_what_staff_writes_makes_no_writer(register: Database) -> None:
    """An approver who answered in two cases does not make them one person's."""
    one, other = await opened(register, new_case(), new_case())
    await asked(register, [one, other])
    await written(register, one, "anna", "1")
    await written(register, other, "beata", "2")
    await written(register, one, "iod", "3", STAFF)
    await written(register, other, "iod", "4", STAFF)
    assert await open_requests(register, one) == 1


async def test_a_system_counts_if_it_holds_something_or_perhaps_does(register: Database) -> None:
    """Each once, however many requests it was asked for; one that holds nothing does not."""
    one, other = await opened(register, new_case(), new_case())
    (access,) = await asked(register, [one])
    (erasure,) = await asked(register, [one], Right.erasure)
    (theirs,) = await asked(register, [other])
    counted = [("crm", 2, 0), ("ats", 0, 1), ("files", 0, 0)]
    found = [
        Found(one.id, request.id, name, exact, perhaps, None)
        for request in (access, erasure)
        for name, exact, perhaps in counted
    ]
    async with register.write() as connection:
        elsewhere = Found(other.id, theirs.id, "mailman", 1, 0, None)
        await results.record_found(connection, [*found, elsewhere], NOW)
        assert await measures.systems_holding(connection, one.id) == 2
        assert await measures.systems_holding(connection, other.id) == 1


async def test_a_case_is_unanswered_from_its_last_day_on(register: Database) -> None:
    """On the last day there is still time to tell; the one that is due first comes first."""
    late = new_case(due_on=DUE - DAY)
    one, earlier = await opened(register, new_case(), late)
    await asked(register, [one])
    await asked(register, [earlier], due_on=DUE - DAY)
    assert await unanswered(register, -2) == []
    assert await unanswered(register, -1) == [earlier.id]
    assert await unanswered(register) == [earlier.id, one.id]
    assert await unanswered(register, 9, limit=1) == [earlier.id]


async def test_whoever_was_told_or_answered_is_not_told_again(register: Database) -> None:
    """Nor is one of whose case no request is left, or whose time was prolonged."""
    told, answered, misread, extended = await opened(register, *[new_case()] * 4)
    requests = await asked(register, [told, answered, misread, extended])
    async with register.write() as connection:
        await note(
            connection, [Entry(told.id, measures.OVERDUE, {"told": True})], NOW + (DUE - NOW.date())
        )
        await case_requests.settle_requests(connection, [requests[1].id], Outcome.granted)
        await changes.drop(connection, [requests[2].id], NOW)
        await changes.extend(connection, [requests[3]], months=2, at=NOW)
        await changes.set_dates(connection, {requests[3].id: DUE + 60 * DAY})
    assert await unanswered(register) == []
    assert await unanswered(register, 60) == [extended.id]


async def test_one_right_of_two_being_answered_makes_nobody_late(register: Database) -> None:
    """The erasure was asked for later, and is late only on its own day."""
    (case,) = await opened(register)
    (access,) = await asked(register, [case])
    await asked(register, [case], Right.erasure, DUE + 20 * DAY)
    async with register.write() as connection:
        await case_requests.settle_requests(connection, [access.id], Outcome.granted)
    assert await unanswered(register) == []
    assert await unanswered(register, 20) == [case.id]


async def test_a_message_that_nobody_has_read_is_owed_an_answer(register: Database) -> None:
    """It may be a request: read or closed, it is owed no more."""
    unread, closed, other = await opened(register, *[new_case()] * 3)
    hold = await held(register, unread, HoldKind.read_message)
    await held(register, closed, HoldKind.read_message)
    await held(register, other, HoldKind.handover)
    async with register.write() as connection:
        await cases.move(connection, [closed.id], Stage.closed)
    assert await unanswered(register) == [unread.id]
    async with register.write() as connection:
        await waiting.close(connection, hold, by="iod", at=NOW)
    assert await unanswered(register) == []


async def test_cases_that_fall_due_are_found_by_their_days(register: Database) -> None:
    """First and last day included; a case without an open request is not due."""
    made = [new_case(due_on=DUE + day * DAY) for day in (3, 0, 1, 2)]
    third, first, second, done = await opened(register, *made)
    for case, day in ((third, 3), (first, 0), (second, 1), (done, 2)):
        (request,) = await asked(register, [case], due_on=DUE + day * DAY)
    async with register.write() as connection:
        await case_requests.settle_requests(connection, [request.id], Outcome.granted)
        last = DUE + 3 * DAY
        found = await measures.due_between(connection, DUE, last, limit=9)
        assert found == [first.id, second.id, third.id]
        assert await measures.due_between(connection, DUE, last, limit=1) == [first.id]
        assert await measures.due_between(connection, DUE + DAY, last - DAY, limit=9) == [second.id]


async def test_what_a_case_has_seen_is_known(register: Database) -> None:
    """Entries of its journal, and holds whether open or released; each case by itself."""
    one, other = await opened(register, new_case(), new_case())
    hold = await held(register, one, HoldKind.repeated)
    async with register.write() as connection:
        await waiting.close(connection, hold, by="iod", at=NOW)
        await note(connection, [Entry(one.id, "extended", {})], NOW)
        for case, expected in ((one, True), (other, False)):
            assert await measures.had_hold(connection, case.id, HoldKind.repeated) is expected
            assert await measures.has_event(connection, case.id, "extended", NOW.date()) is expected
            assert not await measures.has_event(connection, case.id, "extended", DUE)
        assert not await measures.had_hold(connection, one.id, HoldKind.extension)
        assert not await measures.has_event(connection, one.id, "pause_counted", NOW.date())
