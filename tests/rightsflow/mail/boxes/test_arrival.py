"""The whole way of a letter: by SMTP to a receiving server, and from its mailbox by IMAP."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import uuid4

import pytest
from pydantic import SecretStr

from rightsflow.imap import ImapServer
from rightsflow.mail.boxes import ImapMailbox
from rightsflow.mail.sending import Outgoing, SmtpSender
from rightsflow.mail.sending import SmtpServer as Account
from tests.servers.certificates import Certificates
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp import AUTHSERV_ID, Relay, SmtpServer

FORGED = f"Authentication-Results: {AUTHSERV_ID.upper()};\r\n\tdmarc=pass header.from=x.example\r\n"
FOREIGN = "Authentication-Results: mx.example.net; dmarc=pass header.from=x.example\r\n"


def letter(domain: str) -> bytes:
    """Return a letter whose sender has brought results of authentication along."""
    fields = f"{FORGED}{FOREIGN}From: Ola <ola@{domain}>\r\n{FORGED}Subject: Wniosek\r\n"
    return f"{fields}\r\nTekst\r\n.\r\n{FORGED}".encode()


@pytest.fixture
def user() -> str:
    """Give a user that no other test has."""
    return f"{uuid4().hex}@example.com"


async def arrived(
    dovecot: Dovecot, certificates: Certificates, server: SmtpServer, user: str, content: bytes
) -> tuple[datetime, bytes]:
    """Send a letter to the user; return when it came and what lies in the mailbox."""
    way_out = Account(server.host, server.port, "plain", helo_name="localhost")
    async with SmtpSender(way_out) as sender:
        await sender.send(Outgoing("<a@x>", "ola@example.org", user, "", content))
    secret = SecretStr(PASSWORD)
    cafile = certificates.cafile
    way_in = ImapServer(dovecot.host, dovecot.imaps_port, "tls", user, secret, cafile)
    async with ImapMailbox(way_in) as mailbox:
        [waiting] = await mailbox.list()
        [fetched] = [one async for one in mailbox.fetch([waiting.uid])]
    return waiting.received_at, fetched.raw


@pytest.mark.parametrize(("domain", "result"), [("example.org", "pass"), ("example.net", "fail")])
async def test_the_receiving_server_says_on_top_what_it_found_out(
    dovecot: Dovecot,
    certificates: Certificates,
    receiving_server: SmtpServer,
    relay: Relay,
    user: str,
    domain: str,
    result: str,
) -> None:
    """Results under its own name are its own; those of others stay, for nobody to believe."""
    relay.dmarc["example.net"] = "fail"
    _, raw = await arrived(dovecot, certificates, receiving_server, user, letter(domain))
    message = message_from_bytes(raw, _class=EmailMessage, policy=default)

    assert [
        " ".join(str(one).split()) for one in message.get_all("Authentication-Results", [])
    ] == [
        f"{AUTHSERV_ID}; dmarc={result} header.from={domain}",
        "mx.example.net; dmarc=pass header.from=x.example",
    ]
    assert raw.partition(b"\r\n\r\n")[2] == letter(domain).partition(b"\r\n\r\n")[2]


async def test_the_time_of_receipt_is_the_servers(
    dovecot: Dovecot, certificates: Certificates, receiving_server: SmtpServer, user: str
) -> None:
    """A letter dated years ago has come today."""
    content = b"Date: Thu, 1 Jan 2015 10:00:00 +0000\r\n" + letter("example.org")
    received_at, _ = await arrived(dovecot, certificates, receiving_server, user, content)

    assert abs(received_at - datetime.now(UTC)) < timedelta(minutes=5)
