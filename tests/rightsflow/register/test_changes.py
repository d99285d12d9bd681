"""What changes a request after it was added, and with it the date of its case."""

from datetime import date, timedelta

from rightsflow.law.refusal import RefusalGround
from rightsflow.law.right import Outcome, Right
from rightsflow.register import case_requests, cases, changes
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case
from rightsflow.register.database import Database
from rightsflow.register.tables import request as table
from tests.rightsflow.register.rows import DUE, NOW, asked, new_case, opened, rows_of

LATER, LATEST = DUE + timedelta(days=20), DUE + timedelta(days=60)
LATE_AT = NOW + timedelta(days=9)


async def case_with_two(register: Database) -> tuple[Case, Request, Request]:
    """Open a case with access, and erasure that was asked for later."""
    (case,) = await opened(register)
    (access,) = await asked(register, [case])
    (erasure,) = await asked(register, [case], Right.erasure, LATER)
    return case, access, erasure


async def due_on(register: Database, case: Case) -> date:
    """Return when a case is due."""
    async with register.read() as connection:
        return (await cases.by_ids(connection, [case.id]))[case.id].due_on


async def requests_of(register: Database, case: Case) -> list[Request]:
    """Return the requests of a case."""
    async with register.read() as connection:
        return (await case_requests.requests_of(connection, [case.id]))[case.id]


async def test_a_case_is_due_when_the_first_of_its_open_requests_is(register: Database) -> None:
    """Dates move, and whoever looks at the case sees the one that comes first."""
    case, access, erasure = await case_with_two(register)
    (other,) = await opened(register)
    await asked(register, [other])
    assert await due_on(register, case) == DUE
    async with register.write() as connection:
        await changes.set_dates(connection, {access.id: LATEST, erasure.id: LATER})
    assert await due_on(register, case) == LATER
    assert [one.due_on for one in await requests_of(register, case)] == [LATEST, LATER]
    async with register.write() as connection:
        await changes.set_dates(connection, {erasure.id: LATEST + timedelta(days=1)})
        await changes.set_dates(connection, {})
    assert await due_on(register, case) == LATEST
    assert await due_on(register, other) == DUE


async def test_what_is_answered_dates_a_case_no_more(register: Database) -> None:
    """The copy was sent in time; nobody is told that the erasure is late before it is."""
    case, access, erasure = await case_with_two(register)
    async with register.write() as connection:
        await case_requests.settle_requests(connection, [access.id], Outcome.granted)
    assert await due_on(register, case) == LATER
    async with register.write() as connection:
        await case_requests.settle_requests(connection, [erasure.id], Outcome.refused)
    assert await due_on(register, case) == LATER


async def test_what_is_extended_is_still_open(register: Database) -> None:
    """Its answer is to come, and its new date counts."""
    case, access, erasure = await case_with_two(register)
    async with register.write() as connection:
        (told,) = await changes.extend(connection, [access], months=2, at=LATE_AT)
        await changes.set_dates(connection, {access.id: LATEST})
        await case_requests.settle_requests(connection, [erasure.id], Outcome.refused)
    assert await due_on(register, case) == LATEST
    assert (told.outcome, told.extension_months, told.extended_at) == (Outcome.extended, 2, LATE_AT)
    (stored, _) = await requests_of(register, case)
    assert (stored.outcome, stored.extension_months, stored.extended_at, stored.due_on) == (
        Outcome.extended, 2, LATE_AT, LATEST,
    )  # fmt: skip
    assert stored.is_open


async def test_a_right_asked_for_after_the_answer_has_its_own_date(register: Database) -> None:
    """Who thanks for the copy and asks for erasure in June is not late since April."""
    (case,) = await opened(register)
    (access,) = await asked(register, [case])
    async with register.write() as connection:
        await case_requests.settle_requests(connection, [access.id], Outcome.granted)
    await asked(register, [case], Right.erasure, LATEST)
    assert await due_on(register, case) == LATEST


async def test_a_misread_request_dates_nothing_until_it_is_taken_back(register: Database) -> None:
    """Nobody asked for it; if somebody did after all, it is there with all it had."""
    case, access, erasure = await case_with_two(register)
    async with register.write() as connection:
        await changes.drop(connection, [access.id], LATE_AT)
    assert await requests_of(register, case) == [erasure]
    assert await due_on(register, case) == LATER
    async with register.write() as connection:
        back = await changes.take_back(connection, case.id, [Right.access, Right.portability])
        assert await changes.take_back(connection, case.id, [Right.access]) == []
    assert back == [access]
    assert await requests_of(register, case) == [access, erasure]
    assert await due_on(register, case) == DUE


async def test_a_refused_request_keeps_its_ground_and_can_be_opened_again(
    register: Database,
) -> None:
    """Outcome and ground are noted together; opened again, it is to be done."""
    case, access, erasure = await case_with_two(register)
    async with register.write() as connection:
        ground = RefusalGround.excessive
        await changes.refuse(connection, [access.id], ground, Outcome.refused)
    first, second = await rows_of(register, table)
    assert (first.outcome, first.ground) == (Outcome.refused, ground)
    assert (second.outcome, second.ground) == (None, None)
    assert await due_on(register, case) == LATER
    async with register.write() as connection:
        await changes.reopen(connection, [access.id])
    assert await requests_of(register, case) == [access, erasure]
    assert await due_on(register, case) == DUE


async def test_the_first_question_about_identity_counts(register: Database) -> None:
    """EDPB Guidelines 01/2022, paragraph 159: a second one does not begin the pause anew."""
    case, _, _ = await case_with_two(register)
    (other,) = await opened(register)
    await asked(register, [other])
    first, second = date(2026, 3, 5), date(2026, 3, 9)
    async with register.write() as connection:
        await changes.question_answered(connection, case.id, first)
        await changes.question_sent(connection, case.id, first)
        await changes.question_sent(connection, case.id, second)
    assert {one.question_on for one in await requests_of(register, case)} == {first}
    assert {one.question_answered_on for one in await requests_of(register, case)} == {None}
    async with register.write() as connection:
        await changes.question_answered(connection, case.id, second)
        await changes.question_answered(connection, case.id, date(2026, 3, 30))
    assert {one.question_answered_on for one in await requests_of(register, case)} == {second}
    assert [one.question_on for one in await requests_of(register, other)] == [None]


async def test_a_pause_is_a_choice_for_each_request(register: Database) -> None:
    """Who chose it is kept with it."""
    case, access, _ = await case_with_two(register)
    async with register.write() as connection:
        await changes.suspend(connection, [access.id], "iod")
    assert [one.suspended_by for one in await requests_of(register, case)] == ["iod", None]


async def test_an_objection_to_marketing_is_marked(register: Database) -> None:
    """Article 21(3): when it is added, or by a person who reads it better; no other right is."""
    one, other = await opened(register, new_case(), new_case())
    rows = [(case, Right.objection, NOW, DUE, None) for case in (one, other)]
    async with register.write() as connection:
        rest = (one, Right.access, NOW, DUE, None)
        added = await case_requests.add_requests(connection, [*rows, rest], marketing=[one.id])
    assert [(r.right, r.marketing) for r in added] == [
        (Right.objection, True), (Right.objection, False), (Right.access, False),
    ]  # fmt: skip
    async with register.write() as connection:
        await changes.set_marketing(connection, added[0].id, marketing=False)
        await changes.set_marketing(connection, added[1].id, marketing=True)
    stored = [*await requests_of(register, one), *await requests_of(register, other)]
    assert [r.marketing for r in stored] == [False, False, True]
