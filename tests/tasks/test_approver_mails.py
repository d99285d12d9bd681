"""What approvers are mailed: the question, what it rests on, and the form; and who is mailed."""

import json
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround
from rightsflow.law.right import AskedRight
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register import approvers, decisions
from rightsflow.register.tables import hold as hold_table
from rightsflow.register.tables import letter as letter_table
from rightsflow.register.types import Audience
from tasks.pages import note_form
from tasks.showing import shown_of
from tests.acceptance.people import EVERYONE, JADWIGA, TUYET, ZANETA
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office
from tests.tasks.written import ACCESS, ERASURE, GROUNDED, LEAD, OFFICER, REASON, letter

WANTED, BY_PERSON = StaffMail.decision_wanted, HoldKind.right_by_person
REFUSAL: dict[str, Any] = {
    "ground": RefusalGround.legal_obligation,
    "rights": (AskedRight.erasure,),
}


async def test_every_approver_is_told_once(office: Office) -> None:
    """However often the cases are moved; the mail belongs to staff and carries no copy."""
    await office.ask(ZANETA, ERASURE)
    await office.work()
    await office.watch()
    mails = await office.letters(WANTED)
    assert [mail.recipient for mail in mails] == [OFFICER, LEAD]
    assert {(mail.audience, mail.state, mail.with_data) for mail in mails} == {
        (Audience.staff, "sent", False)
    }


async def test_the_mail_holds_what_the_decision_rests_on(careful: Office) -> None:
    """The person's words, what was found, the plan, the dates, and what can be decided."""
    await careful.ask(ZANETA, ACCESS)
    hold = (await careful.holds())[HoldKind.plan_approval]
    async with careful.desk.register.read() as connection:
        digest = await decisions.shown(connection, hold)
    text = (await careful.newest(WANTED, LEAD)).text
    for word in (
        ACCESS, "contacts:1", "System CRM", "Dokumenty kandydatów", "2 grudnia 2026", hold.ref,
        digest, "RF-2026-000001", "approve", "refuse_partly", "approver: lead",
    ):  # fmt: skip
        assert word in text


async def test_the_subject_names_nobody(office: Office) -> None:
    """It is seen on locked screens."""
    await office.ask(ZANETA, ERASURE)
    subjects = {mail.subject for mail in await office.letters(WANTED)}
    assert [text for text in ZANETA.canaries for one in subjects if text in one] == []


async def test_a_repetition_is_shown_with_the_day_of_the_first_copy(careful: Office) -> None:
    """So that the approver sees what it repeats."""
    await careful.ask(ZANETA, ACCESS)
    await careful.decide(Decision.approve, HoldKind.plan_approval)
    await careful.ask(ZANETA, ACCESS)
    text = (await careful.newest(WANTED, LEAD)).text
    assert "2 listopada 2026" in text
    assert "quote_fee" in text


async def test_texts_that_were_given_are_shown_anew(office: Office) -> None:
    """A new version of the question, with a new digest: the old form no longer fits."""
    await office.ask(ZANETA, ERASURE)
    before = await office.newest(WANTED, LEAD)
    await office.write(GROUNDED)
    after = await office.newest(WANTED, LEAD)
    assert REASON not in before.text
    assert REASON in after.text
    assert "H-1.1" in before.text
    assert "H-1.2" in after.text


async def test_who_approved_first_is_not_asked_for_the_second(office: Office) -> None:
    """The other is told what was approved, with the form filled in alike."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    before = await office.letters(WANTED)
    await office.decide(Decision.refuse, BY_PERSON, by="lead", **REFUSAL)
    (mail,) = (await office.letters(WANTED))[len(before) :]
    assert mail.recipient == OFFICER
    for word in ("decision: refuse", "ground: legal_obligation", "rights: erasure", "lead"):
        assert word in mail.text


async def test_without_approvers_the_officer_is_told_how_to_add_one(office: Office) -> None:
    """Nobody can decide, and somebody has to know."""
    async with office.desk.register.write() as connection:
        for handle in ("officer", "lead"):
            await approvers.revoke(connection, handle, office.clock())
    await office.ask(ZANETA, ERASURE)
    mail = await office.letter(WANTED)
    assert mail.recipient == OFFICER
    assert "rightsflow approver add" in mail.text
    assert "approver: lead" not in mail.text


async def test_the_link_fills_the_form_in_without_a_word_about_a_person(office: Office) -> None:
    """Where pages are served: fields of closed words, and never the code."""
    (office.desk.folder / "prefect").mkdir(exist_ok=True)
    note_form(office.desk.folder, "http://127.0.0.1:4200", "abc")
    await office.ask(ZANETA, ERASURE)
    text = (await office.newest(WANTED, LEAD)).text
    (link,) = [word for word in text.split() if word.startswith("http://127.0.0.1:4200/")]
    (filled,) = parse_qs(urlparse(link).query)["parameters"]
    known = json.loads(filled)
    assert (known["case"], known["hold"], known["approver"]) == ("RF-2026-000001", "H-1.1", "lead")
    assert "code" not in known
    assert [one for person in EVERYONE for one in person.canaries if one in filled] == []


async def test_what_a_person_outside_answers_is_no_approver_s_question(office: Office) -> None:
    """The question about identity waits for the data subject."""
    await office.ask(JADWIGA, ACCESS, result="none")
    assert list(await office.holds()) == [HoldKind.identity_reply]
    assert await office.letters(WANTED) == []


async def test_one_hold_that_cannot_be_told_of_stops_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays untold, and is told of in the next run."""

    async def failing(connection: object, at: object, hold: object, first: object) -> object:
        shown = await shown_of(connection, at, hold, first)  # type: ignore[arg-type]
        if shown.case.number == "RF-2026-000001":
            raise RuntimeError
        return shown

    monkeypatch.setattr("tasks.wanted.shown_of", failing)
    await office.hear(letter(ZANETA, ERASURE), letter(TUYET, ERASURE))
    told = [row.asked_version for row in await rows_of(office.desk.register, hold_table)]
    assert told == [0, 1]
    monkeypatch.undo()
    await office.work()
    assert [row.asked_version for row in await rows_of(office.desk.register, hold_table)] == [1, 1]
    assert len(await office.letters(WANTED)) == 4


async def test_the_machine_that_answers_for_an_approver_changes_nothing(office: Office) -> None:
    """A notice of absence, or a bounce, of a mail to staff opens no hold."""
    await office.ask(ZANETA, ERASURE)
    mail = await office.newest(WANTED, LEAD)
    absent = letter(LEAD, "I am out of the office until Monday.", answers=mail)
    absent["Auto-Submitted"] = "auto-replied"
    await office.hear(absent)
    assert list(await office.holds()) == [BY_PERSON]
    assert (await office.holds())[BY_PERSON].version == 1


async def test_mails_to_staff_never_answer_a_case(office: Office) -> None:
    """Receipts and questions are sent, and the person still waits for the answer."""
    await office.ask(ZANETA, ERASURE)
    rows = await rows_of(office.desk.register, letter_table)
    assert {row.letter for row in rows if row.audience == Audience.requester} == {
        Letter.acknowledgement
    }
    assert (await office.case()).stage == "received"
