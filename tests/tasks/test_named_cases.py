"""A case that a subject names: joined by whom we wrote to in it, and nothing is proved by it."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.letters.choose import Letter
from rightsflow.register.tables import case as case_table
from tasks.receive import PERHAPS
from tests.acceptance.people import JADWIGA, TUYET, ZANETA, Person
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office
from tests.tasks.written import ACCESS, DAY, ERASURE, letter

READ = HoldKind.read_message
REMINDER = "I have not received an answer to my request yet. When will I get my data?"


async def number_of_cases(office: Office) -> int:
    """Return how many cases there are."""
    return len(await rows_of(office.desk.register, case_table))


def naming(person: Person | str, words: str, number: str, result: str = "pass") -> EmailMessage:
    """Return a letter that answers none of ours and names a case in its subject."""
    return letter(person, words, subject=f"Re: your letter {number.lower()}!", result=result)


async def test_a_reminder_joins_the_case_that_its_subject_names(office: Office) -> None:
    """Without In-Reply-To, by the sender and the case number; a person reads it."""
    number = await office.ask(ZANETA, ERASURE)
    await office.hear(naming(ZANETA, REMINDER, number))
    assert await number_of_cases(office) == 1
    assert (await office.holds())[READ].reasons == ("reply",)


@pytest.mark.parametrize(
    ("person", "result"), [(TUYET, "pass"), (ZANETA, "fail")], ids=["somebody else", "forged"]
)
async def test_a_case_number_alone_opens_no_case_to_anybody(
    office: Office, person: Person, result: str
) -> None:
    """It can be guessed: it counts for the address alone that we wrote to in that case."""
    number = await office.ask(ZANETA, ERASURE)
    await office.hear(naming(person, REMINDER, number, result))
    assert READ not in await office.holds(number)
    assert await number_of_cases(office) == 2


async def test_a_case_number_does_not_confirm_who_asked(office: Office) -> None:
    """Only who holds our question can answer it: the right number and address are not enough."""
    number = await office.ask(JADWIGA, ACCESS, result="none")
    await office.hear(naming(JADWIGA, "Yes, it was me.", number))
    assert await office.letters(Letter.access_reply) == []
    assert HoldKind.identity_reply in await office.holds(number)


@pytest.mark.parametrize(("result", "withdrawn"), [("pass", True), ("none", False)])
async def test_a_named_case_is_taken_back_by_an_authentic_sender_alone(
    office: Office,
    result: str,
    withdrawn: bool,  # noqa: FBT001 - of a table
) -> None:
    """Whose domain our server does not vouch for is read by a person."""
    number = await office.ask(ZANETA, ERASURE)
    await office.hear(naming(ZANETA, "I withdraw my request.", number, result))
    assert bool(await office.letters(Letter.request_withdrawn)) is withdrawn
    assert (READ in await office.holds(number)) is not withdrawn


@pytest.mark.parametrize(("result", "cases", "requests"), [("pass", 1, 2), ("none", 2, 1)])
async def test_a_request_that_names_a_case_is_added_for_an_authentic_sender_alone(
    office: Office, result: str, cases: int, requests: int
) -> None:
    """Any other opens a case of its own, in which the address on file is asked."""
    await office.hear(letter(ZANETA, ERASURE))
    number = (await office.case()).number
    await office.hear(naming(ZANETA, ACCESS, number, result))
    assert await number_of_cases(office) == cases
    assert len(await office.requests()) == requests


async def test_a_reply_that_asks_for_more_adds_a_request_with_its_own_clock(
    office: Office,
) -> None:
    """In the same case, due a month after the reply came, not after the first letter."""
    number = await office.ask(ZANETA, ERASURE)
    acknowledgement = await office.letter(Letter.acknowledgement)
    office.clock.move(timedelta(days=6))
    await office.hear(letter(ZANETA, ACCESS, answers=acknowledgement))
    first, second = await office.requests(number)
    assert await number_of_cases(office) == 1
    assert (first.right, second.right) == (Right.erasure, Right.access)
    assert second.received_at == first.received_at + 6 * DAY
    assert first.due_on < second.due_on


async def test_a_doubtful_letter_is_told_with_the_open_case_of_its_sender(office: Office) -> None:
    """A person joins the two, or not: similar is not the same."""
    number = await office.ask(ZANETA, ERASURE)
    await office.hear(letter(ZANETA, REMINDER))
    assert await number_of_cases(office) == 2
    assert (await office.holds())[READ].reasons[-2:] == (PERHAPS, number)
    assert number in [one for one in await office.letters() if one.audience == "staff"][-1].text


async def test_a_doubtful_letter_of_somebody_else_is_told_with_no_case(office: Office) -> None:
    """Whose cases there are is nobody else's business."""
    await office.ask(ZANETA, ERASURE)
    await office.hear(letter(TUYET, REMINDER))
    assert PERHAPS not in (await office.holds())[READ].reasons
