"""Whom a machine answers, to which address, how often, and by what its letters are known."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from rightsflow.letters.choose import Letter
from tests.acceptance.outcome import letters_in
from tests.acceptance.people import JADWIGA, ZANETA
from tests.acceptance.small_office import STRANGER
from tests.tasks.deciding_kit import Office
from tests.tasks.written import (
    ACCESS,
    DAY,
    ERASURE,
    RECTIFICATION,
    RESTRICTION,
    letter,
)

ACK = Letter.acknowledgement


def left(office: Office) -> list[EmailMessage]:
    """Return the letters to data subjects that have left, as they travel."""
    sent = letters_in(office.desk.folder / "outbox")
    return [one for one in sent if one["To"] in {ZANETA.email, JADWIGA.email, STRANGER}]


def returned(words: str, path: str, result: str) -> EmailMessage:
    """Return a letter whose envelope sender is not the one in the letter."""
    made = letter(ZANETA, words, result=result)
    made["Return-Path"] = f"<{path}>"
    return made


async def test_an_answer_goes_to_the_author_alone(office: Office) -> None:
    """Neither to Reply-To, which anybody may set, nor to anyone who got the request, too."""
    asked = letter(ZANETA, ERASURE)
    asked["Reply-To"], asked["Cc"] = STRANGER, JADWIGA.email
    await office.hear(asked)
    (sent,) = left(office)
    assert sent["To"] == ZANETA.email
    assert sent["Cc"] is sent["Bcc"] is None
    assert STRANGER not in sent.as_string()


@pytest.mark.parametrize(
    ("path", "result", "answered"),
    [
        (ZANETA.email, "none", True),
        ("mail.17@mailer.example.com", "pass", True),
        ("mail.17@mailer.example.com", "none", False),
        (ZANETA.email, "fail", False),
    ],
)
async def test_an_author_whose_domain_nothing_speaks_for_is_not_answered(
    office: Office,
    path: str,
    result: str,
    answered: bool,  # noqa: FBT001 - of a table
) -> None:
    """The answer might go to a bystander; the request itself counts, and its clock runs."""
    await office.hear(returned(ERASURE, path, result))
    assert bool(await office.letters(ACK)) is answered
    assert len(await office.requests()) == 1


async def test_a_case_is_acknowledged_once(office: Office) -> None:
    """What joins it has no receipt of its own."""
    await office.ask(ZANETA, ERASURE)
    await office.hear(letter(ZANETA, ACCESS, answers=await office.letter(ACK)))
    assert len(await office.letters(ACK)) == 1


async def test_the_third_letter_in_a_day_is_not_acknowledged(office: Office) -> None:
    """Two machines that answer each other stop; on the next day a person is answered again."""
    for words in (ERASURE, RECTIFICATION, RESTRICTION):
        await office.ask(ZANETA, words)
    assert len(await office.letters(ACK)) == 2
    (silent,) = await office.events("not_acknowledged")
    assert silent.detail == {"why": "too_many_letters"}
    office.clock.move(DAY + timedelta(hours=1))
    await office.ask(ZANETA, ERASURE)
    assert len(await office.letters(ACK)) == 3


async def test_a_receipt_is_a_reply_and_a_question_is_none(office: Office) -> None:
    """RFC 3834 5: `auto-replied` for what answers a message, `auto-generated` for all else."""
    await office.ask(JADWIGA, ACCESS, result="none")
    marks = [one["Auto-Submitted"] for one in left(office)]
    assert sorted(marks) == ["auto-generated", "auto-replied"]
    assert {one["X-Auto-Response-Suppress"] for one in left(office)} == {"All"}
    assert all(one["X-Rightsflow-Loop"] for one in left(office))
