"""What a person did by hand, told in their words; a restriction, which only a decision lifts."""

from typing import Any

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import TextKind
from rightsflow.law.right import AskedRight, Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.register import halting, holds, kept_letters
from rightsflow.register.holds import Hold
from rightsflow.register.tables import letter as letter_table
from rightsflow.register.tables import request as request_table
from rightsflow.register.tables import work_item
from rightsflow.register.types import ItemState, LetterState, Stage
from tasks.notaccepted import Why
from tests.acceptance.people import ZANETA
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office, refused
from tests.tasks.written import ACCESS, DUE_ON, ERASURE, RECTIFICATION, RESTRICTION

BY_PERSON, RESTRICTED = HoldKind.right_by_person, HoldKind.restriction
DONE = "We erased your application on 3 November 2026."


async def test_the_person_is_told_what_was_done(office: Office) -> None:
    """In the approver's words, with the remedies, and the case is answered."""
    await office.ask(ZANETA, ERASURE)
    await office.write({TextKind.answer: DONE})
    await office.decide(Decision.release, BY_PERSON)
    told = await office.letter(Letter.person_reply)
    assert (told.recipient, told.state) == (ZANETA.email, "sent")
    assert DONE in told.text
    assert [request.outcome for request in await office.requests()] == [Outcome.granted]
    assert (await office.case()).stage is Stage.answered
    assert await office.holds() == {}


async def test_nothing_is_told_that_nobody_wrote(office: Office) -> None:
    """A right is not answered by releasing its hold."""
    await office.ask(ZANETA, ERASURE)
    with refused(Why.text_missing):
        await office.decide(Decision.release, BY_PERSON)
    assert list(await office.holds()) == [BY_PERSON]


async def test_two_rights_are_answered_one_by_one(office: Office) -> None:
    """What was answered is told; what is open stays with its date, and its hold with it."""
    await office.ask(ZANETA, f"{ERASURE} Also {RECTIFICATION}")
    await office.write({TextKind.answer: DONE})
    await office.decide(Decision.release, BY_PERSON, rights=(AskedRight.erasure,))
    assert (await office.holds())[BY_PERSON].reasons == (Right.rectification,)
    assert (await office.case()).stage is not Stage.answered
    await office.write({TextKind.answer: "Your name is corrected."})
    await office.decide(Decision.release, BY_PERSON)
    first, second = await office.letters(Letter.person_reply)
    assert "2 December 2026" in first.text
    assert "Your name is corrected." in second.text
    assert DONE not in second.text
    assert (await office.case()).stage is Stage.answered


async def test_a_right_that_is_not_open_is_not_answered(office: Office) -> None:
    """One that nobody asked for."""
    await office.ask(ZANETA, ERASURE)
    await office.write({TextKind.answer: DONE})
    with refused(Why.no_such_right):
        await office.decide(Decision.release, BY_PERSON, rights=(AskedRight.restriction,))


async def test_a_restriction_stays_until_a_decision_lifts_it(office: Office) -> None:
    """Article 18(3): told before it ends, with the reason and at least seven days."""
    await office.ask(ZANETA, RESTRICTION)
    await office.write({TextKind.answer: "Your data is restricted."})
    await office.decide(Decision.release, BY_PERSON)
    assert list(await office.holds()) == [RESTRICTED]
    with refused(Why.text_missing):
        await office.decide(Decision.lift_restriction, RESTRICTED)
    await office.write({TextKind.reason: "The accuracy of the address was confirmed."})
    await office.decide(Decision.lift_restriction, RESTRICTED)
    told = await office.letter(Letter.restriction_lifting)
    assert (told.recipient, told.state) == (ZANETA.email, "sent")
    assert "The accuracy of the address was confirmed." in told.text
    assert "9 November 2026" in told.text
    assert await office.holds() == {}


async def _held(office: Office, kind: HoldKind, system: str = "") -> None:
    case = await office.case()
    async with office.desk.register.write() as connection:
        new = Hold(case.id, kind, DUE_ON, system)
        await holds.open_holds(connection, [new], office.clock())


@pytest.mark.parametrize(
    "kind", [HoldKind.system_unreachable, HoldKind.system_failed, HoldKind.data_mismatch]
)
async def test_a_system_that_failed_is_asked_again(office: Office, kind: HoldKind) -> None:
    """What was held or postponed in this system, and nothing else."""
    await office.ask(ZANETA, ACCESS)
    await _held(office, kind, "crm")
    async with office.desk.register.write() as connection:
        values: dict[str, Any] = {"state": ItemState.held}
        concerned = work_item.c.system == "crm", work_item.c.step == "gather"
        await connection.execute(work_item.update().where(*concerned).values(**values))
        await connection.execute(_requests_open())
    await office.judge(await office.form(Decision.release, kind))
    items = await rows_of(office.desk.register, work_item)
    assert [row.system for row in items if row.state == ItemState.open] == ["crm"]


def _requests_open() -> Any:  # noqa: ANN401 - an update
    return request_table.update().values(outcome=None)


@pytest.mark.parametrize(
    ("decision", "state"),
    [(Decision.release, LetterState.queued), (Decision.approve, LetterState.sent)],
)
async def test_of_a_letter_whose_fate_is_unclear_a_person_says_whether_it_arrived(
    office: Office, decision: Decision, state: LetterState
) -> None:
    """Released it goes out again; approved it has arrived, and the case is answered."""
    await office.ask(ZANETA, ACCESS)
    await _held(office, HoldKind.unclear_send)
    async with office.desk.register.write() as connection:
        of_copy = letter_table.c.letter == Letter.access_reply
        values: dict[str, Any] = {"state": LetterState.held}
        await connection.execute(letter_table.update().where(of_copy).values(**values))
    await office.judge(await office.form(decision, HoldKind.unclear_send))
    assert (await office.letter(Letter.access_reply)).state == state
    assert await office.holds() == {}


async def test_a_case_that_a_bounce_stopped_goes_on_with_its_letters(office: Office) -> None:
    """A person has found the right address, or knows that it works again."""
    await office.ask(ZANETA, ACCESS)
    await _held(office, HoldKind.letter_bounced)
    case = await office.case()
    async with office.desk.register.write() as connection:
        await connection.execute(letter_table.update().values(state=LetterState.queued))
        await halting.stop(connection, case.id)
        await kept_letters.stop(connection, case.id)
    assert (await office.letter(Letter.access_reply)).state == LetterState.held
    await office.judge(await office.form(Decision.release, HoldKind.letter_bounced))
    assert (await office.letter(Letter.access_reply)).state == LetterState.queued


@pytest.mark.parametrize("kind", [HoldKind.no_address, HoldKind.letter_faulty])
async def test_what_was_done_by_post_is_settled_by_a_word(office: Office, kind: HoldKind) -> None:
    """The hold ends, and nobody gets a letter."""
    await office.ask(ZANETA, ERASURE)
    await _held(office, kind)
    await office.decide(Decision.release, kind)
    assert list(await office.holds()) == [BY_PERSON]
    kinds = {one.kind for one in await office.letters() if one.recipient == ZANETA.email}
    assert kinds == {Letter.acknowledgement}


async def test_a_faulty_letter_may_be_told_in_a_person_s_words(office: Office) -> None:
    """What the machine could not write completely, somebody writes."""
    await office.ask(ZANETA, ERASURE)
    await _held(office, HoldKind.letter_faulty)
    await office.write({TextKind.answer: DONE})
    await office.decide(Decision.release, HoldKind.letter_faulty)
    assert DONE in (await office.letter(Letter.person_reply)).text
