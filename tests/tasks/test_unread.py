"""What no machine reads becomes a case that waits, with words that say what to do."""

import pytest

from rightsflow.law.hold import HoldKind
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from tests.acceptance.people import ZANETA
from tests.rightsflow.mail.reading.test_enclosed import MSG, TNEF, locked_pdf
from tests.tasks.deciding_kit import Office, open_office
from tests.tasks.written import DUE_ON, letter

FILES = {
    "tnef": ("winmail.dat", TNEF, "winmail.dat", "Outlooku"),
    "outlook_item": ("dane.msg", MSG, ".msg", "Outlooku"),
    "locked_attachment": ("wniosek.pdf", locked_pdf(), "hasłem", "telefonicznie"),
    "request_attached": ("wniosek.pdf", b"%PDF-1.7", "nazwę wniosku", "correct_reading"),
}


@pytest.mark.parametrize("reason", FILES)
async def test_a_hold_says_why_and_what_to_do(office: Office, reason: str) -> None:
    """The clock runs from the same day as for any request."""
    name, content, what, how = FILES[reason]
    mail = letter(ZANETA, "please see what I enclose.")
    kind = "pdf" if name.endswith(".pdf") else "octet-stream"
    mail.add_attachment(content, maintype="application", subtype=kind, filename=name)
    await office.hear(mail)

    hold = (await office.holds())[HoldKind.read_message]
    assert reason in hold.reasons
    assert (await office.case()).due_on == DUE_ON
    told = (await office.letters(StaffMail.decision_wanted))[0].text
    flat = " ".join(told.split())
    assert what in flat
    assert how in flat
    assert name not in told or name == "winmail.dat"


async def test_an_attached_request_is_acknowledged_as_one_that_a_person_reads(
    office: Office,
) -> None:
    """The person knows that it arrived, and until when there is an answer."""
    mail = letter(ZANETA, "please see what I enclose.")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="request.pdf")
    await office.hear(mail)

    told = await office.letter(Letter.acknowledgement)
    assert "A member of our team will read the whole message" in told.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "encrypted by PGP"), ("pl", "zaszyfrowane (PGP)")]
)
async def test_it_is_said_in_the_language_of_the_office(
    tmp_path_factory: pytest.TempPathFactory, language: str, said: str
) -> None:
    """Polish or English."""
    decisions = {"language": language}
    async with open_office(tmp_path_factory.mktemp(language), decisions=decisions) as office:
        await office.hear(letter(ZANETA, "-----BEGIN PGP MESSAGE-----\n\nhQEMA0"))
        told = (await office.letters(StaffMail.decision_wanted))[0].text
    assert said in " ".join(told.split())
