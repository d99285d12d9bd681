"""More time: for a reason that is there, told within the first month, or not at all."""

from datetime import UTC, date, datetime

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register.types import LetterState
from tasks.notaccepted import Why
from tests.acceptance.people import BOGUMIL, JADWIGA, ZANETA
from tests.tasks.deciding_kit import Office, refused
from tests.tasks.written import (
    ACCESS,
    CONSENT,
    DUE_ON,
    ERASURE,
    LEAD,
    MARKETING,
    TWO_RIGHTS,
    letter,
)

PLAN, BY_PERSON = HoldKind.plan_approval, HoldKind.right_by_person
LATER_ON = date(2027, 2, 2)
"""Three months from receipt, a Tuesday."""


async def _dates(office: Office) -> dict[Right, date]:
    return {request.right: request.due_on for request in await office.requests()}


async def test_the_date_moves_only_when_the_notice_has_left(careful: Office) -> None:
    """Decided is not told: until then the first date stands (Article 12(3))."""
    await careful.ask(ZANETA, ACCESS)
    await careful.judge(await careful.form(Decision.extend, PLAN))
    assert await _dates(careful) == {Right.access: DUE_ON}
    assert (await careful.case()).due_on == DUE_ON
    await careful.work()
    assert await _dates(careful) == {Right.access: LATER_ON}
    assert (await careful.case()).due_on == LATER_ON
    assert [request.outcome for request in await careful.requests()] == [Outcome.extended]
    (row,) = await careful.events("extended")
    assert row.detail == {"due_on": "2027-02-02", "months": 2}
    told = await careful.letter(Letter.extension)
    assert (told.recipient, told.state, told.with_data) == (ZANETA.email, "sent", False)
    assert "2 February 2027" in told.text


async def test_a_late_notice_is_held_and_extends_nothing(careful: Office) -> None:
    """Decided in the last minute of the month, and the mail server came back after it."""
    await careful.ask(ZANETA, ACCESS)
    careful.clock.at = datetime(2026, 12, 2, 22, 58, tzinfo=UTC)
    await careful.judge(await careful.form(Decision.extend, PLAN))
    careful.clock.at = datetime(2026, 12, 2, 23, 0, tzinfo=UTC)
    await careful.work()
    assert (await careful.letter(Letter.extension)).state == LetterState.held
    assert await _dates(careful) == {Right.access: DUE_ON}
    assert await careful.events("extended") == []
    held = (await careful.holds())[HoldKind.letter_faulty]
    assert held.reasons == (Letter.extension, "too_late")


async def test_a_late_notice_is_not_sent_by_letting_its_hold_go(careful: Office) -> None:
    """Nobody can send it after all: it would say what is not so."""
    await careful.ask(ZANETA, ACCESS)
    careful.clock.at = datetime(2026, 12, 2, 22, 58, tzinfo=UTC)
    await careful.judge(await careful.form(Decision.extend, PLAN))
    careful.clock.at = datetime(2026, 12, 2, 23, 0, tzinfo=UTC)
    await careful.work()
    await careful.decide(Decision.release, HoldKind.letter_faulty)
    assert (await careful.letter(Letter.extension)).state == LetterState.held
    assert await careful.events("extended") == []


async def test_a_month_more_is_enough_where_a_person_says_so(careful: Office) -> None:
    """One further month, counted from receipt, moved on from the days off."""
    await careful.ask(ZANETA, ACCESS)
    await careful.decide(Decision.extend, PLAN, months=1)
    assert await _dates(careful) == {Right.access: date(2027, 1, 4)}


async def test_what_the_hold_asks_is_still_asked(careful: Office) -> None:
    """More time is no answer: the plan waits, and the approvers are told of the new date."""
    await careful.ask(ZANETA, ACCESS)
    await careful.decide(Decision.extend, PLAN)
    assert list(await careful.holds()) == [PLAN]
    await careful.decide(Decision.approve, PLAN)
    assert [request.outcome for request in await careful.requests()] == [Outcome.granted]


async def test_the_notice_tells_the_criteria_and_the_reason_that_was_written(
    careful: Office,
) -> None:
    """Reasons for the delay go with it (Article 12(3)); what is held only to who is proved."""
    await careful.ask(ZANETA, ACCESS)
    await careful.write({TextKind.more_time: "The archive is being moved."})
    await careful.write({TextKind.reason: "The file is kept for claims."})
    await careful.decide(Decision.extend, PLAN)
    told = (await careful.letter(Letter.extension)).text
    for words in ("The archive is being moved.", "2 systems"):
        assert words in told
    # What was written for another decision still waits for it.
    assert "The file is kept for claims." not in told
    with refused(Why.text_missing):
        await careful.decide(
            Decision.refuse_partly, PLAN, ground=RefusalGround.others_rights, systems=("crm",)
        )


async def test_one_right_in_one_system_is_not_complicated(office: Office) -> None:
    """Nothing that is counted makes it so, and no one's word replaces the count."""
    await office.ask(ZANETA, ERASURE)
    with refused(Why.no_extension):
        await office.decide(Decision.extend, BY_PERSON)
    assert await office.letters(Letter.extension) == []


@pytest.mark.parametrize("words", [MARKETING, CONSENT])
async def test_what_is_to_be_stopped_at_once_is_never_put_off(office: Office, words: str) -> None:
    """Articles 21(3) and 7(3), however much else the person asks for."""
    await office.ask(ZANETA, ERASURE)
    await office.ask(ZANETA, words)
    with refused(Why.no_extension):
        await office.decide(Decision.extend, BY_PERSON)


async def test_beside_others_it_keeps_its_date(careful: Office) -> None:
    """The letter tells both dates, and only the others move."""
    await careful.ask(ZANETA, f"{ACCESS} {CONSENT}")
    await careful.decide(Decision.extend, PLAN)
    assert await _dates(careful) == {Right.access: LATER_ON, Right.consent_withdrawal: DUE_ON}
    assert (await careful.case()).due_on == DUE_ON


async def test_after_the_first_month_nothing_is_extended(careful: Office) -> None:
    """The window ends with the last minute of the first due day."""
    await careful.ask(ZANETA, ACCESS)
    careful.clock.at = datetime(2026, 12, 2, 23, 0, tzinfo=UTC)
    with refused(Why.no_extension):
        await careful.decide(Decision.extend, PLAN)


async def test_nothing_is_extended_twice(careful: Office) -> None:
    """Three months from receipt are the most there is."""
    await careful.ask(ZANETA, ACCESS)
    await careful.decide(Decision.extend, PLAN, months=1)
    with refused(Why.no_extension):
        await careful.decide(Decision.extend, PLAN, months=1)


async def test_a_later_right_of_the_case_is_extended_by_itself(careful: Office) -> None:
    """It has its own month; what was extended before keeps the date that it was given."""
    await careful.ask(ZANETA, ACCESS)
    await careful.decide(Decision.extend, PLAN)
    careful.clock.move_to(date(2026, 12, 14))
    sent = await careful.letter(Letter.extension)
    await careful.hear(letter(ZANETA, f"Please also: {ERASURE}", answers=sent))
    assert (await _dates(careful))[Right.erasure] == date(2027, 1, 14)
    await careful.decide(Decision.extend, BY_PERSON)
    assert await _dates(careful) == {Right.access: LATER_ON, Right.erasure: date(2027, 3, 15)}
    assert [one.state for one in await careful.letters(Letter.extension)] == ["sent", "sent"]


async def test_before_identity_is_settled_the_notice_tells_nothing_of_what_is_held(
    office: Office,
) -> None:
    """Whoever asks hears that systems were asked, and not what they said."""
    await office.ask(JADWIGA, f"{TWO_RIGHTS} My other address is {BOGUMIL.email}.", result="fail")
    await office.ask(ZANETA, f"{TWO_RIGHTS} My other address is {BOGUMIL.email}.")
    await office.decide(Decision.extend, HoldKind.candidates)
    told = await office.letter(Letter.extension)
    assert "1 record" not in told.text
    assert list(await office.holds()) == [BY_PERSON, HoldKind.candidates]
    mail = await office.newest(StaffMail.decision_wanted, LEAD)
    assert BOGUMIL.token not in mail.text
