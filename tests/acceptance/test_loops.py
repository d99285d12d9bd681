"""Two machines that answer each other: it ends after at most two letters of ours."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from aiosmtpd import smtp

from rightsflow.settings.policies import Pace
from tests.acceptance.mail_campaign import MARK, MailOffice, open_mail_office, request
from tests.acceptance.office import OFFICER
from tests.acceptance.small_office import letter_of
from tests.servers.certificates import Certificates
from tests.servers.dovecot import SIEVE, Dovecot
from tests.servers.smtp import Relay, SmtpServer

PERSON = "osoba1@example.net"
ROUNDS = 5
VACATION = """
protocol lmtp {
  mail_plugins = sieve
}
plugin {
  sieve_before = BASE/away.sieve
}
submission_host = 127.0.0.1:PORT
"""
AWAY = """
require ["vacation", "envelope"];
if envelope :is "to" "osoba1@example.net" {
  vacation :days 1 :addresses ["osoba1@example.net"] "I am away until Monday.";
}
"""


class Answering(Relay):
    """A mail server behind which a machine answers every letter, as if a person asked anew.

    Nothing in the header of its answers tells that they are automatic.
    """

    office = ""

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope
    ) -> str:
        """Take a letter, and answer it."""
        reply = await super().handle_DATA(server, session, envelope)
        if PERSON in envelope.rcpt_tos:
            answer = request(1, f"<answer.{len(self.letters)}@example.net>")
            content = answer.as_bytes(policy=SMTP)
            await asyncio.to_thread(self._dovecot.deliver, self.office, content, sender=PERSON)
        return reply


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Give what closes everything that a test opens."""
    with ExitStack() as opened:
        yield opened


def between(stack: ExitStack, relay: Relay, certificates: Certificates) -> SmtpServer:
    """Start a mail server that delivers everything to the mailboxes."""
    server = stack.enter_context(SmtpServer(relay, certificates, "plain"))
    relay.server = server
    return server


def to_outside(relay: Relay) -> list[str]:
    """Return to whom letters have left, those of the officer apart."""
    found = [one.recipients[0] for one in relay.letters]
    return [address for address in found if address != OFFICER]


def test_two_offices_that_answer_each_other_stop_at_once(
    stack: ExitStack, tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    """Each acknowledgement says what it is, and neither office acknowledges one."""
    relay = Relay(dovecot)
    server = between(stack, relay, certificates)
    one, other = (
        stack.enter_context(
            open_mail_office(tmp_path / domain, dovecot, server, relay, domain=domain)
        )
        for domain in ("example.com", "example.org")
    )
    letter = letter_of(other.user, "My data", "Under Article 15 of the GDPR I want a copy.\n")
    letter[MARK] = "from the other office"
    one.deliver(letter)
    for _ in range(ROUNDS):
        one.go()
        other.go()
    assert to_outside(relay) == [other.user]
    assert one.folder("INBOX") == other.folder("INBOX") == []


def test_a_machine_that_hides_is_stopped_by_the_limit_for_its_address(
    stack: ExitStack, tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    """Its letters still become cases, for one of them may be meant; none is answered any more."""
    relay = Answering(dovecot)
    server = between(stack, relay, certificates)
    office = stack.enter_context(open_mail_office(tmp_path, dovecot, server, relay))
    relay.office = office.user
    office.deliver(request(1))
    for _ in range(ROUNDS):
        office.go()
    most = Pace().automatic_letters_per_address_per_day
    assert to_outside(relay) == [PERSON] * most
    messages = office.rows("SELECT case_id FROM message")
    assert len(messages) == len(set(messages)) == most + 1
    assert (None,) not in messages


@pytest.fixture
def on_holiday(
    stack: ExitStack,
    dovecot: Dovecot,
    certificates: Certificates,
    require_server: Callable[[str, bool], None],
) -> tuple[Dovecot, Relay, SmtpServer]:
    """Give servers on which a person's mailbox answers by itself (Sieve, RFC 5230)."""
    del dovecot  # asked for, so that the test is skipped where there is none
    require_server("dovecot-sieve", SIEVE)
    own = Dovecot(certificates, files={"away.sieve": AWAY})
    relay = Relay(own)
    server = between(stack, relay, certificates)
    own.more = VACATION.replace("PORT", str(server.port))
    return stack.enter_context(own), relay, server


def test_an_absence_notice_is_not_answered(
    stack: ExitStack, tmp_path: Path, on_holiday: tuple[Dovecot, Relay, SmtpServer]
) -> None:
    """Neither does it answer what says that it is automatic: the exchange is over at once."""
    dovecot, relay, server = on_holiday
    office: MailOffice = stack.enter_context(open_mail_office(tmp_path, dovecot, server, relay))
    office.deliver(request(1))
    for _ in range(ROUNDS):
        office.go()
    assert to_outside(relay) == [PERSON]
    by_hand = EmailMessage()
    by_hand["From"], by_hand["To"], by_hand["Subject"] = office.user, PERSON, "Your request"
    by_hand["Message-ID"] = "<by.hand@example.com>"
    by_hand[MARK] = "by hand"
    by_hand.set_content("A colleague writes to you.\n")
    dovecot.deliver(PERSON, by_hand.as_bytes(policy=SMTP), sender=office.user)
    assert to_outside(relay) == [PERSON, office.user], "what a person writes has its notice"
    for _ in range(ROUNDS):
        office.go()
    assert to_outside(relay) == [PERSON, office.user]
    assert office.rows("SELECT count(*) FROM 'case'") == [(1,)]
