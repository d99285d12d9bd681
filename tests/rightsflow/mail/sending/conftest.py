"""A way out of each kind, with a look at what came out."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from rightsflow.mail.boxes.folder import make_maildir
from rightsflow.mail.sending import MaildirSender, Outgoing, Sender, SmtpSender, SmtpServer, compose
from tests.servers.certificates import Certificates
from tests.servers.smtp import Sink
from tests.servers.smtp import SmtpServer as Server

LETTER_AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Exit:
    """A sender under test, what came out of it, and whether it can look back."""

    sender: Sender
    letters: Callable[[], list[bytes]]
    remembers: bool


def letter_number(number: int, recipient: str = "ola@example.org") -> Outgoing:
    """Return a letter; lines that begin with dots are what SMTP has to guard."""
    message_id = f"<RF-2026-{number}.1.mac@example.com>"
    content = compose(
        message_id=message_id,
        date=LETTER_AT,
        sender="Ochrona danych <rodo@example.com>",
        recipient="ola@example.org",
        subject=f"Sprawa RF-2026-{number}",
        text="Dzień dobry\n.\n..\n.kropka\nZ poważaniem\n",
        html=None,
        in_reply_to=None,
        references=(),
        auto_submitted="auto-replied",
        attachments=(),
    )
    return Outgoing(message_id, "rodo@example.com", recipient, "bounces@example.com", content)


@pytest.fixture
def letter() -> Callable[..., Outgoing]:
    """Give a maker of letters by number."""
    return letter_number


@pytest.fixture
def account(smtp_server: Server, certificates: Certificates) -> SmtpServer:
    """Give the way to the mail server, with login and STARTTLS."""
    return SmtpServer(
        host=smtp_server.host,
        port=smtp_server.port,
        security="starttls",
        username=smtp_server.username,
        password=SecretStr(smtp_server.password),
        cafile=certificates.cafile,
        timeout_s=5,
        helo_name="localhost",
    )


@pytest.fixture(params=["maildir", "smtp"])
async def way_out(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Exit]:
    """Give an open sender of each kind."""
    if request.param == "maildir":
        path = tmp_path / "outbox"
        make_maildir(path)
        made = Exit(
            MaildirSender(path),
            lambda: [file.read_bytes() for file in (path / "new").iterdir()],
            remembers=True,
        )
    else:
        sink: Sink = request.getfixturevalue("sink")
        made = Exit(
            SmtpSender(request.getfixturevalue("account")),
            lambda: [taken.content for taken in sink.letters],
            remembers=False,
        )
    async with made.sender:
        yield made
