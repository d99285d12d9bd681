"""Replies: texts of approvers, a fee accepted, a request taken back; from no other address."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight, Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.letters.staff.replies import LONGEST
from rightsflow.register import approvers
from rightsflow.register.tables import fee, message, statement
from rightsflow.register.types import Stage
from tasks.notaccepted import NotAccepted, Why
from tests.acceptance.people import JADWIGA, TUYET, ZANETA
from tests.acceptance.small_office import STRANGER
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office, open_office
from tests.tasks.written import ACCESS, DAY, ERASURE, EVIDENCE, FEE, LEAD, OFFICER, REASON, letter

WANTED, BY_PERSON = StaffMail.decision_wanted, HoldKind.right_by_person
WRITTEN = f"REASON: {REASON}\n\nDOWODY:\n{EVIDENCE}\n"
REFUSAL: dict[str, Any] = {
    "ground": RefusalGround.legal_obligation,
    "rights": (AskedRight.erasure,),
}
ACCEPTS, WITHDRAWS = "I accept the fee.", "I withdraw my request."


@pytest.fixture
async def quoted(tmp_path: Path) -> AsyncIterator[Office]:
    """Give an office in which a further copy was quoted."""
    async with open_office(tmp_path, fee=FEE) as opened:
        await opened.ask(ZANETA, ACCESS)
        await opened.ask(ZANETA, ACCESS)
        await opened.decide(Decision.quote_fee, HoldKind.repeated)
        yield opened


async def _given(office: Office) -> list[tuple[str, str]]:
    rows = await rows_of(office.desk.register, statement)
    return [(row.kind, row.given_by) for row in rows]


async def test_texts_are_written_by_replying_to_the_mail(office: Office) -> None:
    """Under headings of any language; the refusal then stands on them."""
    await office.ask(ZANETA, ERASURE)
    await office.hear(letter(LEAD, WRITTEN, answers=await office.newest(WANTED, LEAD)))
    assert sorted(await _given(office)) == [("evidence", "lead"), ("reason", "lead")]
    mail = await office.newest(WANTED, OFFICER)
    assert REASON in mail.text
    assert EVIDENCE in mail.text
    await office.both_decide(Decision.refuse, BY_PERSON, **REFUSAL)
    told = (await office.letter(Letter.refusal)).text
    assert REASON in told
    assert EVIDENCE not in told


async def test_texts_are_sealed(office: Office) -> None:
    """Neither the register nor the journal has a word of them in clear."""
    await office.ask(ZANETA, ERASURE)
    await office.hear(letter(LEAD, WRITTEN, answers=await office.newest(WANTED, LEAD)))
    files = list(office.desk.folder.glob("register.sqlite*"))
    assert files
    for file in files:
        raw = file.read_bytes()
        assert REASON.encode() not in raw
        assert EVIDENCE.encode() not in raw
        assert LEAD.encode() not in raw


@pytest.mark.parametrize("sender", [ZANETA.email, STRANGER, OFFICER])
async def test_from_another_address_nothing_is_taken(office: Office, sender: str) -> None:
    """Whoever forwards or guesses the mail writes no reasons; a person reads it."""
    await office.ask(ZANETA, ERASURE)
    mail = await office.newest(WANTED, LEAD)
    await office.hear(letter(sender, WRITTEN, answers=mail))
    assert await _given(office) == []
    assert set(await office.holds()) == {BY_PERSON, HoldKind.read_message}


async def test_a_forged_reply_is_none(office: Office) -> None:
    """The approver's own address, and our server says that it is not theirs."""
    await office.ask(ZANETA, ERASURE)
    mail = await office.newest(WANTED, LEAD)
    await office.hear(letter(LEAD, WRITTEN, answers=mail, result="fail"))
    assert await _given(office) == []


async def test_who_may_no_longer_decide_writes_nothing(office: Office) -> None:
    """The mail was theirs once."""
    await office.ask(ZANETA, ERASURE)
    mail = await office.newest(WANTED, LEAD)
    async with office.desk.register.write() as connection:
        await approvers.revoke(connection, "lead", office.clock())
    await office.hear(letter(LEAD, WRITTEN, answers=mail))
    assert await _given(office) == []
    assert [row.detail for row in await office.events("text_not_taken")] == [{"why": "no_approver"}]


@pytest.mark.parametrize("body", ["", f"REASON: {'a' * (LONGEST + 1)}"])
async def test_a_reply_of_which_nothing_was_taken_brings_the_mail_anew(
    office: Office, body: str
) -> None:
    """Its writer sees that nothing was understood."""
    await office.ask(ZANETA, ERASURE)
    await office.hear(letter(LEAD, body, answers=await office.newest(WANTED, LEAD)))
    assert await _given(office) == []
    assert (await office.holds())[BY_PERSON].version == 2
    assert "H-1.2" in (await office.newest(WANTED, LEAD)).text


async def test_the_later_of_two_texts_counts(office: Office) -> None:
    """A correction is a second reply."""
    await office.ask(ZANETA, ERASURE)
    for body in ("ANSWER: Frist.", "ANSWER: First."):
        await office.hear(letter(LEAD, body, answers=await office.newest(WANTED, LEAD)))
    await office.decide(Decision.release, BY_PERSON)
    told = (await office.letter(Letter.person_reply)).text
    assert "First." in told
    assert "Frist." not in told


async def test_what_staff_writes_is_no_request(office: Office) -> None:
    """A reason that speaks of erasing asks for nothing, and counts for nobody's requests."""
    await office.ask(ZANETA, ERASURE)
    body = "REASON: Under Article 15 of the GDPR please send me a copy of my personal data."
    await office.hear(letter(LEAD, body, answers=await office.newest(WANTED, LEAD)))
    assert [request.right for request in await office.requests()] == [Right.erasure]
    assert (await rows_of(office.desk.register, message))[-1].kind == "staff"


async def test_an_accepted_fee_brings_the_copy_which_says_so(quoted: Office) -> None:
    """By a short reply in the thread, from the address that the quote went to."""
    quote = await quoted.letter(Letter.fee_quote)
    await quoted.hear(letter(ZANETA, ACCEPTS, answers=quote))
    _, copy = await quoted.letters(Letter.access_reply)
    assert (copy.recipient, copy.with_data, copy.state) == (ZANETA.email, True, "sent")
    assert "12.50" in copy.text
    assert [request.outcome for request in await quoted.requests()] == [Outcome.granted]
    assert await quoted.holds() == {}
    (row,) = await rows_of(quoted.desk.register, fee)
    assert row.answer == "accepted"
    assert [row.actor for row in await quoted.events("fee_accepted")] == ["requester"]


@pytest.mark.parametrize("words", [ACCEPTS, WITHDRAWS])
@pytest.mark.parametrize(("sender", "result"), [(TUYET.email, "pass"), (ZANETA.email, "fail")])
async def test_from_another_address_nothing_is_accepted_or_taken_back(
    quoted: Office, words: str, sender: str, result: str
) -> None:
    """Money and rights are the person's own; a person of ours reads what came."""
    quote = await quoted.letter(Letter.fee_quote)
    await quoted.hear(letter(sender, words, answers=quote, result=result))
    assert set(await quoted.holds()) == {HoldKind.fee_reply, HoldKind.read_message}
    assert len(await quoted.letters(Letter.access_reply)) == 1
    (row,) = await rows_of(quoted.desk.register, fee)
    assert row.answer is None


async def test_a_quote_that_has_run_out_is_not_accepted_by_a_machine(quoted: Office) -> None:
    """A person reads the late yes."""
    quote = await quoted.letter(Letter.fee_quote)
    quoted.clock.move_to(date(2026, 11, 17))
    await quoted.hear(letter(ZANETA, ACCEPTS, answers=quote))
    assert HoldKind.read_message in await quoted.holds()
    assert len(await quoted.letters(Letter.access_reply)) == 1


async def test_a_fee_that_is_not_accepted_ends_by_taking_the_request_back(quoted: Office) -> None:
    """Confirmed, and nothing is charged."""
    quote = await quoted.letter(Letter.fee_quote)
    await quoted.hear(letter(ZANETA, WITHDRAWS, answers=quote))
    told = await quoted.letter(Letter.request_withdrawn)
    assert (told.recipient, told.state) == (ZANETA.email, "sent")
    assert [request.outcome for request in await quoted.requests()] == [Outcome.withdrawn]
    assert await quoted.holds() == {}
    (row,) = await rows_of(quoted.desk.register, fee)
    assert row.answer == "withdrawn"


async def test_a_request_is_taken_back_by_a_reply(office: Office) -> None:
    """Whatever letter of ours it answers: everything open ends."""
    await office.ask(ZANETA, ERASURE)
    answered = await office.letter(Letter.acknowledgement)
    await office.hear(letter(ZANETA, WITHDRAWS, answers=answered))
    assert [request.outcome for request in await office.requests()] == [Outcome.withdrawn]
    assert await office.holds() == {}
    assert (await office.case()).stage is Stage.answered


async def test_a_withdrawal_before_identity_is_settled_ends_the_question(office: Office) -> None:
    """Nobody is asked or reminded any more, and nothing is told of what is held."""
    await office.ask(JADWIGA, ACCESS, result="none")
    question = await office.letter(Letter.identity_query)
    await office.hear(letter(JADWIGA, WITHDRAWS, answers=question, result="none"))
    assert await office.holds() == {}
    office.clock.move(8 * DAY)
    await office.watch()
    assert await office.letters(Letter.reminder) == []
    assert [one for one in await office.letters() if one.with_data] == []


async def test_a_withdrawal_that_cannot_be_confirmed_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person reads it, and the request is as it was."""

    async def faulty(*_: object, **__: object) -> None:
        raise NotAccepted(Why.letter_faulty)

    await office.ask(ZANETA, ERASURE)
    monkeypatch.setattr("tasks.withdrawing.write", faulty)
    answered = await office.letter(Letter.acknowledgement)
    await office.hear(letter(ZANETA, WITHDRAWS, answers=answered))
    assert [request.outcome for request in await office.requests()] == [None]
    assert set(await office.holds()) == {BY_PERSON, HoldKind.read_message}
    assert await office.events("withdrawn") == []


async def test_a_restriction_outlives_a_withdrawal(office: Office) -> None:
    """Only a decision lifts it (Article 18(3))."""
    await office.ask(ZANETA, "under Article 18 of the GDPR please restrict my data.")
    await office.write({TextKind.answer: "Restricted."})
    await office.decide(Decision.release, BY_PERSON)
    told = await office.letter(Letter.person_reply)
    await office.hear(letter(ZANETA, WITHDRAWS, answers=told))
    assert list(await office.holds()) == [HoldKind.restriction]
