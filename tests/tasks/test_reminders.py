"""Reminding, once: a person whose answer we wait for, and the approvers of a decision."""

from datetime import date
from pathlib import Path

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from tests.acceptance.people import JADWIGA, ZANETA
from tests.tasks.deciding_kit import Office, open_office
from tests.tasks.written import ACCESS, DAY, ERASURE, FEE, LEAD, OFFICER, letter

WEEK_LATER_ON = date(2026, 11, 9)


async def test_a_question_is_repeated_once_after_a_week(office: Office) -> None:
    """To where it went, with the day by which an answer is wanted."""
    await office.ask(JADWIGA, ACCESS, result="none")
    await office.on(WEEK_LATER_ON - DAY)
    assert await office.letters(Letter.reminder) == []
    for day in (WEEK_LATER_ON, WEEK_LATER_ON + DAY, date(2026, 11, 15)):
        await office.on(day)
        told = await office.letter(Letter.reminder)
    assert (told.recipient, told.state, told.with_data) == (JADWIGA.email, "sent", False)
    assert "16 November 2026" in told.text
    assert [value for value in JADWIGA.values if value in told.text] == []


async def test_an_answer_to_the_reminder_counts(office: Office) -> None:
    """It answers the question that it repeats."""
    await office.ask(JADWIGA, ACCESS, result="none")
    await office.on(WEEK_LATER_ON)
    reminder = await office.letter(Letter.reminder)
    question = await office.letter(Letter.identity_query)
    assert reminder.recipient == question.recipient
    await office.hear(letter(JADWIGA, "Yes, it was me.", answers=reminder, result="none"))
    assert len(await office.letters(Letter.access_reply)) == 1


async def test_a_fee_is_accepted_in_answer_to_the_reminder(tmp_path: Path) -> None:
    """Whoever answers the newest letter has answered the quote."""
    async with open_office(tmp_path, fee=FEE) as office:
        await office.ask(ZANETA, ACCESS)
        await office.ask(ZANETA, ACCESS)
        await office.decide(Decision.quote_fee, HoldKind.repeated)
        await office.on(WEEK_LATER_ON)
        reminder = await office.letter(Letter.reminder)
        await office.hear(letter(ZANETA, "I accept the fee.", answers=reminder))
        assert HoldKind.fee_reply not in await office.holds()
        assert len(await office.letters(Letter.access_reply)) == 2


async def test_a_question_that_was_answered_is_not_repeated(office: Office) -> None:
    """Nor one that was not sent yet."""
    await office.ask(JADWIGA, ACCESS, result="none")
    question = await office.letter(Letter.identity_query)
    await office.hear(letter(JADWIGA, "Yes, it was me.", answers=question, result="none"))
    await office.on(WEEK_LATER_ON)
    assert await office.letters(Letter.reminder) == []


async def test_a_quote_is_repeated_with_its_words_of_acceptance(tmp_path: Path) -> None:
    """So that a short reply is enough."""
    async with open_office(tmp_path, fee=FEE) as office:
        await office.ask(ZANETA, ACCESS)
        await office.ask(ZANETA, ACCESS)
        await office.decide(Decision.quote_fee, HoldKind.repeated)
        await office.on(WEEK_LATER_ON)
        assert "I accept the fee" in (await office.letter(Letter.reminder)).text


async def test_approvers_are_reminded_on_their_last_day_once(office: Office) -> None:
    """Each of them, of what nobody has decided."""
    await office.ask(ZANETA, ERASURE)
    assert (await office.holds())[HoldKind.right_by_person].answer_by_on == date(2026, 11, 7)
    await office.on(date(2026, 11, 6))
    assert len(await office.letters(StaffMail.decision_wanted)) == 2
    for day in (7, 8, 20):
        await office.on(date(2026, 11, day))
        mails = await office.letters(StaffMail.decision_wanted)
        assert sorted(mail.recipient for mail in mails) == sorted([LEAD, OFFICER] * 2)


async def test_nobody_is_reminded_of_what_was_decided(office: Office) -> None:
    """The hold has had its answer."""
    await office.ask(ZANETA, ERASURE)
    await office.decide(Decision.correct_reading, HoldKind.right_by_person)
    await office.on(date(2026, 11, 7))
    assert len(await office.letters(StaffMail.decision_wanted)) == 2


async def test_approvers_are_reminded_though_the_person_was(tmp_path: Path) -> None:
    """A question about scope waits for the person, its hold for the approvers, too."""
    settings = {"large_copy_records": 1, "answer_within_days": 20}
    async with open_office(tmp_path, decisions=settings) as office:
        await office.ask(ZANETA, ACCESS)
        await office.decide(Decision.ask_scope, HoldKind.large_copy)
        before = len(await office.letters(StaffMail.decision_wanted))
        await office.on(WEEK_LATER_ON)
        assert len(await office.letters(Letter.reminder)) == 1
        assert len(await office.letters(StaffMail.decision_wanted)) == before
        await office.on(date(2026, 11, 22))
        assert len(await office.letters(StaffMail.decision_wanted)) == before + 2
        assert len(await office.letters(Letter.reminder)) == 1
