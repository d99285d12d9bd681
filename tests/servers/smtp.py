"""SMTP servers on loopback: one that takes letters and can fail, one that fills a mailbox."""

import asyncio
import re
import ssl
from collections import defaultdict
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import default
from types import TracebackType
from typing import Final, Literal, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.certificates import ADDRESS, HOST, Certificates, free_port
from tests.servers.dovecot import Dovecot

USERNAME: Final = "letters@example.com"
PASSWORD: Final = "sekret-ż-2"
AUTHSERV_ID: Final = "mx.example.com"
Step = Literal["mail", "rcpt", "data"]
Security = Literal["tls", "starttls", "plain"]
_LARGEST_BYTES: Final = 60_000_000


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that the server has taken over, and over which connection (from 1)."""

    envelope_sender: str
    recipients: tuple[str, ...]
    content: bytes
    encrypted: bool
    connection: int


class SmtpServer(Controller):
    """Runs from entering to leaving, in a thread of its own; a login is possible, not needed."""

    host: Final = HOST
    username: Final = USERNAME
    password: Final = PASSWORD

    def __init__(
        self,
        handler: object,
        certificates: Certificates,
        security: Security,
        *,
        logins: bool = True,
    ) -> None:
        """Choose a port; nothing runs yet. Without `logins` none is offered."""
        context = certificates.server_context()
        self.connections = 0
        super().__init__(
            handler,
            hostname=ADDRESS,
            port=free_port(),
            ssl_context=_trusting(certificates, context) if security == "tls" else None,
            tls_context=context if security == "starttls" else None,
            require_starttls=security == "starttls",
            authenticator=_authenticate,
            auth_require_tls=security == "starttls" or not logins,
            data_size_limit=_LARGEST_BYTES,
            server_hostname=HOST,
            enable_SMTPUTF8=True,
        )

    def factory(self) -> SMTP:
        """Count the connection."""
        self.connections += 1
        made: SMTP = super().factory()  # type: ignore[no-untyped-call]
        return made

    def __enter__(self) -> Self:
        """Start listening."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop listening."""
        self.stop(no_assert=True)


class Sink:
    """A handler that keeps what it takes; told beforehand, it refuses or hangs up instead."""

    def __init__(self) -> None:
        """Take everything for now."""
        self.letters: list[Taken] = []
        self.server: SmtpServer | None = None
        self.spared: set[str] = set()
        self._replies: dict[Step, list[str]] = defaultdict(list)

    def answer(self, step: Step, *replies: str) -> None:
        """Answer the next such steps so; the reply `hang up` closes the connection.

        Hanging up at `data` happens when the whole content has come: the letter is taken. What
        goes to the recipients of `spared` is always taken, and uses up no answer at `data`.
        """
        self._replies[step] += replies

    async def handle_MAIL(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Note the envelope sender."""
        del session
        envelope.mail_from = address
        envelope.mail_options += options
        return self._reply(server, "mail")

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Note a recipient."""
        del session, options
        reply = self._reply(server, "rcpt", f"250 2.1.5 <{address}> is welcome")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the letter."""
        del session
        reply = f"250 2.0.0 queued for <{envelope.rcpt_tos[0]}>"
        spared = self.spared.intersection(envelope.rcpt_tos)
        hanging_up = not spared and self._replies["data"][:1] == ["hang up"]
        reply = reply if spared else self._reply(server, "data", reply)
        if hanging_up or reply.startswith("2"):
            self.letters.append(
                Taken(
                    envelope_sender=_sender(envelope),
                    recipients=tuple(envelope.rcpt_tos),
                    content=bytes(envelope.original_content or b""),
                    encrypted=_transport(server).get_extra_info("sslcontext") is not None,
                    connection=self.server.connections if self.server else 0,
                )
            )
        return reply

    def _reply(self, server: SMTP, step: Step, usual: str = "250 2.1.0 OK") -> str:
        reply = self._replies[step].pop(0) if self._replies[step] else usual
        if reply == "hang up":
            _transport(server).abort()
            return "421 4.3.2 closing"
        return reply


class Relay(Sink):
    """A handler that does what a company's receiving mail server does, then fills the mailbox.

    It takes away Authentication-Results that claim to be its own, writes its own on top
    (RFC 8601 5), and delivers by LMTP. `dmarc` gives the result by domain of the From field.
    """

    def __init__(self, dovecot: Dovecot, dmarc: dict[str, str] | None = None) -> None:
        """Take the server that holds the mailboxes; unnamed domains pass."""
        super().__init__()
        self._dovecot = dovecot
        self.dmarc = dmarc or {}

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Mark and deliver the letter; it counts as taken once the mailbox has it."""
        content = self._marked(bytes(envelope.original_content or b""))
        sender = _sender(envelope)
        for recipient in envelope.rcpt_tos:
            await asyncio.to_thread(self._dovecot.deliver, recipient, content, sender=sender)
        return await super().handle_DATA(server, session, envelope)

    def _marked(self, content: bytes) -> bytes:
        own = (
            rb"(?im)^Authentication-Results:\s*"
            + re.escape(AUTHSERV_ID.encode())
            + rb"\b.*\r?\n(?:[ \t].*\r?\n)*"
        )
        head, gap, rest = content.partition(b"\r\n\r\n")
        head = re.sub(own, b"", head + b"\r\n").rstrip(b"\r\n")
        field = BytesHeaderParser(policy=default).parsebytes(head).get("From")
        domain = field.addresses[0].domain.lower() if field and field.addresses else "unknown"
        result = self.dmarc.get(domain, "pass")
        ours = (
            f"Authentication-Results: {AUTHSERV_ID};\r\n"
            f"\tdmarc={result} header.from={domain}\r\n"
            f"Received: from [{ADDRESS}] by {AUTHSERV_ID} with ESMTP\r\n"
        )
        return ours.encode() + head + gap + rest


def _sender(envelope: Envelope) -> str:
    """Return the envelope sender; aiosmtpd writes an empty one as `<>`."""
    return "" if envelope.mail_from in {None, "<>"} else str(envelope.mail_from)


def _transport(server: SMTP) -> asyncio.WriteTransport:
    transport = server.transport
    assert isinstance(transport, asyncio.WriteTransport)
    return transport


def _trusting(certificates: Certificates, context: ssl.SSLContext) -> ssl.SSLContext:
    """Let the controller's own first connection trust the server it has just started."""
    context.load_verify_locations(certificates.cafile)
    return context


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    del server, session, envelope, mechanism
    known = LoginPassword(USERNAME.encode(), PASSWORD.encode())
    return AuthResult(success=data == known, handled=False)
