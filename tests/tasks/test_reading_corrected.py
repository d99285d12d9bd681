"""What a message asks for, put right by a person: with the clock of the message."""

from email.message import EmailMessage

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import TextKind
from rightsflow.law.right import AskedRight, Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.words import words
from rightsflow.register.types import Stage
from tasks.notaccepted import Why
from tests.acceptance.people import ZANETA
from tests.tasks.deciding_kit import Office, refused
from tests.tasks.written import DAY, DUE_ON, ERASURE, MARKETING, TWO_RIGHTS, letter

BY_PERSON, TO_READ = HoldKind.right_by_person, HoldKind.read_message


def _puzzle(result: str = "pass") -> EmailMessage:
    """Return a letter whose words are all in a file that nobody opens."""
    made = letter(ZANETA, "", subject="", result=result)
    made.set_content("\n")
    made.add_attachment(b"%PDF-1.4\n", maintype="application", subtype="pdf", filename="x.pdf")
    return made


async def _rights(office: Office) -> dict[Right, Outcome | None]:
    return {request.right: request.outcome for request in await office.requests()}


async def test_a_right_that_was_misread_runs_from_the_day_of_its_message(office: Office) -> None:
    """Five days later it is a copy that is wanted: the month began with the letter."""
    await office.ask(ZANETA, ERASURE)
    office.clock.move(5 * DAY)
    await office.decide(Decision.correct_reading, BY_PERSON, rights=(AskedRight.access,))
    assert await _rights(office) == {Right.access: Outcome.granted}
    assert [request.due_on for request in await office.requests()] == [DUE_ON]
    assert (await office.letter(Letter.access_reply)).recipient == ZANETA.email
    assert await office.holds() == {}


async def test_what_nobody_asked_for_is_dropped_and_no_longer_told(office: Office) -> None:
    """The copy's letter names access alone."""
    await office.ask(ZANETA, ERASURE)
    await office.decide(Decision.correct_reading, BY_PERSON, rights=(AskedRight.access,))
    told = (await office.letter(Letter.access_reply)).text
    assert f"{words('en').right(Right.access)}:" in told
    assert f"{words('en').right(Right.erasure)}:" not in told


async def test_a_right_that_was_dropped_by_mistake_comes_back(office: Office) -> None:
    """With its first date, and nothing twice."""
    await office.ask(ZANETA, ERASURE)
    await office.decide(Decision.correct_reading, BY_PERSON, rights=(AskedRight.rectification,))
    await office.decide(Decision.correct_reading, BY_PERSON, rights=(AskedRight.erasure,))
    assert await _rights(office) == {Right.erasure: None}
    assert [request.due_on for request in await office.requests()] == [DUE_ON]
    assert (await office.holds())[BY_PERSON].reasons == (Right.erasure,)


async def test_no_request_at_all_closes_the_case(office: Office) -> None:
    """Nobody is told anything, and nothing waits."""
    await office.ask(ZANETA, ERASURE)
    await office.decide(Decision.correct_reading, BY_PERSON)
    assert await office.requests() == []
    assert (await office.case()).stage is Stage.closed
    assert await office.holds() == {}
    kinds = {one.kind for one in await office.letters() if one.recipient == ZANETA.email}
    assert kinds == {Letter.acknowledgement}


async def test_answered_rights_stay_when_the_rest_was_none(office: Office) -> None:
    """The copy has gone: the case is answered, not closed as if nobody had asked."""
    await office.ask(ZANETA, TWO_RIGHTS)
    await office.decide(Decision.correct_reading, BY_PERSON)
    assert await _rights(office) == {Right.access: Outcome.granted}
    assert (await office.case()).stage is not Stage.closed
    assert await office.holds() == {}


async def test_a_message_that_a_person_reads_asks_for_what_they_find_in_it(
    office: Office,
) -> None:
    """A letter without a word in it: the machine recognises nothing."""
    await office.hear(_puzzle())
    assert list(await office.holds()) == [TO_READ]
    await office.decide(
        Decision.correct_reading, TO_READ, rights=(AskedRight.access, AskedRight.erasure)
    )
    assert await _rights(office) == {Right.access: Outcome.granted, Right.erasure: None}
    assert list(await office.holds()) == [BY_PERSON]


async def test_whom_no_machine_answered_is_answered_once_a_person_has_read(
    office: Office,
) -> None:
    """Nothing stood against it but that no request was seen, and now one is."""
    await office.hear(_puzzle())
    assert await office.letters(Letter.acknowledgement) == []
    await office.decide(Decision.correct_reading, TO_READ, rights=(AskedRight.erasure,))
    await office.write({TextKind.answer: "We erased it."})
    await office.decide(Decision.release, BY_PERSON)
    assert (await office.letter(Letter.person_reply)).recipient == ZANETA.email


async def test_a_forged_letter_is_not_answered_for_having_been_read(office: Office) -> None:
    """What our own server says of the sender stands, whatever the letter asks for."""
    await office.hear(_puzzle("fail"))
    await office.decide(Decision.correct_reading, TO_READ, rights=(AskedRight.erasure,))
    await office.write({TextKind.answer: "We erased it."})
    with refused(Why.no_address):
        await office.decide(Decision.release, BY_PERSON)


async def test_a_message_that_was_read_rightly_goes_on(office: Office) -> None:
    """Released as it stands: an empty one ends."""
    await office.hear(_puzzle())
    await office.decide(Decision.release, TO_READ)
    assert (await office.case()).stage is Stage.closed
    assert await office.holds() == {}


async def test_an_objection_may_turn_out_to_be_to_marketing(office: Office) -> None:
    """A word of its own, for nothing outweighs it."""
    await office.ask(ZANETA, "I object to the processing of my data under Article 21 of the GDPR.")
    assert [request.marketing for request in await office.requests()] == [False]
    rights = (AskedRight.marketing_objection,)
    await office.decide(Decision.correct_reading, BY_PERSON, rights=rights)
    assert [request.marketing for request in await office.requests()] == [True]


async def test_an_objection_may_turn_out_not_to_be_to_marketing(office: Office) -> None:
    """And back: the same right, weighed."""
    await office.ask(ZANETA, MARKETING)
    await office.decide(Decision.correct_reading, BY_PERSON, rights=(AskedRight.objection,))
    assert [request.marketing for request in await office.requests()] == [False]
    assert [request.due_on for request in await office.requests()] == [DUE_ON]


async def test_a_plan_that_waits_for_its_approval_is_not_carried_out_by_a_correction(
    careful: Office,
) -> None:
    """The correction of one right is no approval of another."""
    await careful.ask(ZANETA, TWO_RIGHTS)
    rights = (AskedRight.access, AskedRight.erasure)
    await careful.decide(Decision.correct_reading, BY_PERSON, rights=rights)
    assert await careful.events("gathered") == []
    assert set(await careful.holds()) == {HoldKind.plan_approval, BY_PERSON}
