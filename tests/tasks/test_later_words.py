"""What is written after a decision or an answer: it overtakes neither, and is not lost."""

from typing import Any

import pytest
from sqlalchemy import update

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight, Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.register.tables import letter as letter_table
from tasks.notaccepted import Why
from tests.acceptance.people import JADWIGA, TUYET, ZANETA
from tests.tasks.deciding_kit import Office, refused
from tests.tasks.written import ACCESS, DAY, ERASURE, EVIDENCE, TWO_RIGHTS, letter

YES, NO, BACK = "Yes, it was me.", "No, it was not me.", "I withdraw my request."
UNSURE = "Good morning, of course I wrote to you, what else do you need from me?"
ABUSE = {
    TextKind.objective: "The same was asked on thirty days.",
    TextKind.subjective: "The letters say so.",
    TextKind.why_not_a_fee: "A fee would be paid.",
    TextKind.evidence: EVIDENCE,
}
REFUSED: dict[str, Any] = {
    "ground": RefusalGround.excessive,
    "rights": (AskedRight.access,),
}


async def _outcomes(office: Office) -> dict[Right, Outcome | None]:
    return {request.right: request.outcome for request in await office.requests()}


async def _braked(office: Office) -> None:
    """Let the copy lie in the outbox of another worker, as if it had not left."""
    back = {"state": "queued", "sent_at": None, "next_try_at": None, "owner": "other:braked"}
    async with office.desk.register.write() as connection:
        await connection.execute(
            update(letter_table).where(letter_table.c.letter == Letter.access_reply).values(**back)
        )


async def test_a_yes_undoes_no_refusal(office: Office) -> None:
    """Two people refused; that the writer is who they are changes nothing about it."""
    await office.ask(JADWIGA, TWO_RIGHTS, result="none")
    question = await office.letter(Letter.identity_query)
    await office.write(ABUSE)
    await office.both_decide(Decision.refuse, HoldKind.right_by_person, **REFUSED)
    await office.hear(letter(JADWIGA, YES, answers=question, result="none"))
    assert (await _outcomes(office))[Right.access] is Outcome.refused
    assert await office.letters(Letter.access_reply) == []


async def test_a_yes_undoes_no_withdrawal(office: Office) -> None:
    """What was taken back is asked for anew, by a request of its own."""
    await office.ask(JADWIGA, ACCESS, result="none")
    question = await office.letter(Letter.identity_query)
    receipt = await office.letter(Letter.acknowledgement)
    await office.hear(letter(JADWIGA, BACK, answers=receipt, result="none"))
    await office.hear(letter(JADWIGA, YES, answers=question, result="none"))
    assert await _outcomes(office) == {Right.access: Outcome.withdrawn}
    assert await office.letters(Letter.access_reply) == []


async def test_a_request_in_an_answered_thread_is_a_case_of_its_own(office: Office) -> None:
    """EDPB Guidelines 01/2022, paragraph 28: with its own clock, acknowledged like the first."""
    first = await office.ask(ZANETA, ACCESS)
    answered = await office.letter(Letter.access_reply)
    office.clock.move(20 * DAY)
    await office.hear(letter(ZANETA, ACCESS, answers=answered))
    second = first.replace("000001", "000002")
    (request,) = await office.requests(second)
    assert (request.right, request.outcome) == (Right.access, None)
    assert list(await office.holds(second)) == [HoldKind.repeated]


async def test_an_unread_reply_is_no_silence(office: Office) -> None:
    """Whoever answered is not told that no answer came: a person reads it first."""
    await office.ask(JADWIGA, ACCESS, result="none")
    question = await office.letter(Letter.identity_query)
    await office.hear(letter(JADWIGA, UNSURE, answers=question, result="none"))
    asked_until = next(iter((await office.holds()).values())).answer_by_on
    await office.on(asked_until + DAY)
    assert HoldKind.read_message in await office.holds()
    assert await office.letters(Letter.not_identified) == []


async def test_a_copy_under_way_is_confirmed_for_nobody_else(office: Office) -> None:
    """After "it was not me" others' records are named: the copy that is planned is not theirs."""
    await office.ask(ZANETA, f"{ACCESS} My other address is {TUYET.email}.")
    receipt = await office.letter(Letter.acknowledgement)
    await office.decide(Decision.identity_confirmed, HoldKind.candidates, records=(1,))
    await _braked(office)
    await office.hear(letter(ZANETA, NO, answers=receipt))
    with refused(Why.another_copy):
        await office.decide(Decision.identity_confirmed, HoldKind.identity, records=(2, 4))


async def test_whom_we_could_not_identify_never_gets_the_copy(office: Office) -> None:
    """The copy that was stopped is cancelled: no other decision lets it leave."""
    await office.ask(ZANETA, TWO_RIGHTS)
    receipt = await office.letter(Letter.acknowledgement)
    await _braked(office)
    await office.hear(letter(ZANETA, NO, answers=receipt))
    await office.decide(Decision.identity_not_confirmed, HoldKind.identity)
    assert (await office.letter(Letter.access_reply)).state == "cancelled"


async def test_a_denial_after_the_answer_can_be_settled(office: Office) -> None:
    """Nothing is open any more, so no letter follows; a person has seen it."""
    await office.ask(ZANETA, ACCESS)
    receipt = await office.letter(Letter.acknowledgement)
    await office.hear(letter(ZANETA, NO, answers=receipt))
    await office.decide(Decision.identity_not_confirmed, HoldKind.identity)
    assert await office.holds() == {}
    assert await office.letters(Letter.not_identified) == []


async def test_a_notice_on_its_way_is_not_followed_by_another(office: Office) -> None:
    """The register never knows another date than the letter."""
    await office.ask(ZANETA, f"{ERASURE} Please also correct my name (Article 16 of the GDPR).")
    on = HoldKind.right_by_person
    await office.judge(await office.form(Decision.extend, on, months=1))
    with refused(Why.no_extension):
        await office.judge(await office.form(Decision.extend, on, by="lead", months=2))


async def test_what_was_answered_is_not_corrected_into_the_case_again(office: Office) -> None:
    """It would be neither done nor dated: a new case is opened for it."""
    await office.ask(ZANETA, TWO_RIGHTS)
    with refused(Why.answered_already):
        await office.decide(
            Decision.correct_reading, HoldKind.right_by_person,
            rights=(AskedRight.access, AskedRight.erasure),
        )  # fmt: skip


@pytest.mark.parametrize("stranger", ["stranger@other.example"])
async def test_a_stranger_does_not_withdraw_a_denial(office: Office, stranger: str) -> None:
    """The owner of the address has denied it: a person still looks into who wrote."""
    await office.ask(
        stranger, f"{ACCESS} My address in your files is {JADWIGA.email}.", result="none"
    )
    question = await office.letter(Letter.identity_query)
    receipt = await office.letter(Letter.acknowledgement)
    await office.hear(letter(JADWIGA, NO, answers=question, result="none"))
    await office.hear(letter(stranger, BACK, answers=receipt, result="none"))
    assert HoldKind.identity in await office.holds()
