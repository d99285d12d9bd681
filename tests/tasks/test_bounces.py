"""Delivery reports: known by our own return address or Message-ID, and believed no further."""

from dataclasses import dataclass, replace
from email import message_from_string
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import update

from rightsflow.law.hold import HoldKind
from rightsflow.letters.choose import Letter
from rightsflow.mail.sending import return_address
from rightsflow.register.tables import letter as letter_table
from rightsflow.register.tables import message
from rightsflow.register.types import LetterState
from tests.acceptance.people import TUYET, ZANETA
from tests.acceptance.small_office import OFFICE_ADDRESS
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office
from tests.tasks.letters_seen import Seen
from tests.tasks.written import ACCESS, ERASURE

BOUNCED = HoldKind.letter_bounced


@dataclass(frozen=True, slots=True)
class Report:
    """What a delivery report says (RFC 3464), and to which address it comes."""

    recipient: str
    message_id: str
    to: str = OFFICE_ADDRESS
    action: str = "failed"
    status: str = "5.1.1"

    def written(self) -> EmailMessage:
        """Return it as a mail server writes it."""
        raw = (
            f"Return-Path: <>\nDelivered-To: {self.to}\n"
            f"From: MAILER-DAEMON@example.net\nTo: {self.to}\nSubject: Undelivered\n"
            "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
            "Message-ID: <report-1@mx.example.net>\nDate: Mon, 02 Nov 2026 09:01:00 +0100\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
            "--b\n\nmailbox unavailable\n"
            "--b\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; mx.example.net\n\n"
            f"Final-Recipient: rfc822; {self.recipient}\nAction: {self.action}\n"
            f"Status: {self.status}\n\n"
            f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {self.message_id}\n\n--b--\n"
        )
        return message_from_string(raw, policy=default)


@pytest.fixture
async def sent(office: Office) -> Seen:
    """Give a letter of ours that has left."""
    await office.ask(ZANETA, ERASURE)
    return await office.letter(Letter.acknowledgement)


def about(sent: Seen) -> Report:
    """Return a report that a letter failed for good."""
    return Report(sent.recipient, sent.message_id)


def way_back(office: Office, sent: Seen) -> str:
    """Return the envelope sender that a letter of ours had."""
    return return_address(sent.message_id, OFFICE_ADDRESS, office.desk.keyring.message_id_keys[0])


async def became(office: Office) -> tuple[bool, bool]:
    """Say whether the newest message joined a case, and whether a case was stopped."""
    *_, newest = await rows_of(office.desk.register, message)
    assert newest.kind == "bounce"
    return newest.case_id is not None, BOUNCED in await office.holds()


async def test_a_letter_that_failed_stops_its_case_for_a_person(office: Office, sent: Seen) -> None:
    """The address may be wrong, so nothing goes on until somebody has looked."""
    await office.hear(about(sent).written())
    assert await became(office) == (True, True)
    assert (await office.holds())[BOUNCED].reasons == ("our_letter_bounced",)


async def test_letters_with_data_stay_after_a_bounce(office: Office) -> None:
    """Whatever waits in that case would go to the same address: it does not leave."""
    await office.ask(ZANETA, ACCESS)
    async with office.desk.register.write() as connection:
        again = update(letter_table).where(letter_table.c.letter == Letter.access_reply)
        await connection.execute(again.values(state=LetterState.queued, owner=None))
    await office.hear(about(await office.letter(Letter.acknowledgement)).written())
    assert (await office.letter(Letter.access_reply)).state == LetterState.held
    assert BOUNCED in await office.holds()


async def test_a_report_of_delay_changes_nothing(office: Office, sent: Seen) -> None:
    """The mail server goes on trying (RFC 3464 2.3.3): it joins the case, and that is all."""
    await office.hear(replace(about(sent), action="delayed", status="4.4.1").written())
    assert await became(office) == (True, False)


async def test_a_delay_that_ended_in_failure_stops_the_case(office: Office, sent: Seen) -> None:
    """A queue that has given up says failed, with the code of the last passing error."""
    await office.hear(replace(about(sent), status="4.4.7").written())
    assert await became(office) == (True, True)


@pytest.mark.parametrize(
    "message_id", ["<RF-2026-000001.1.aaaaaaaaaaaaaaaaaaaaaaaa@example.com>", "<x@example.net>"]
)
async def test_a_report_about_a_letter_that_we_never_sent_is_ignored(
    office: Office, sent: Seen, message_id: str
) -> None:
    """Backscatter of forged mail, or somebody who wants to stop a case."""
    await office.hear(replace(about(sent), message_id=message_id).written())
    assert await became(office) == (False, False)


async def test_a_report_is_known_by_the_address_that_it_comes_to(
    office: Office, sent: Seen
) -> None:
    """Whatever it returns of the letter, or nothing at all; case of letters does not matter."""
    report = replace(about(sent), to=way_back(office, sent).upper(), message_id="<x@example.net>")
    await office.hear(report.written())
    assert await became(office) == (True, True)


async def test_the_address_counts_before_the_letter_that_is_returned(
    office: Office, sent: Seen
) -> None:
    """Of two stories that of the envelope is ours."""
    first = (await office.case()).number
    await office.ask(TUYET, ERASURE)
    other = await office.newest(Letter.acknowledgement, TUYET.email)
    await office.hear(replace(about(other), to=way_back(office, sent)).written())
    assert BOUNCED in await office.holds(first)
    assert BOUNCED not in await office.holds()


async def test_a_wrong_return_address_makes_the_whole_report_a_forgery(
    office: Office, sent: Seen
) -> None:
    """Not even the right Message-ID helps: our own letters have no such envelope sender."""
    local, at, domain = way_back(office, sent).partition("@")
    forged = f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}{at}{domain}"
    await office.hear(replace(about(sent), to=forged).written())
    assert await became(office) == (False, False)
