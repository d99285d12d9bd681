"""Which mail server takes our letters, and how a connection to it is made."""

from dataclasses import dataclass
from pathlib import Path

import aiosmtplib
from pydantic import SecretStr

from rightsflow.errors import Misconfigured
from rightsflow.mail.sending.replies import connection_fault
from rightsflow.tls import Security, client_context, refuse_plain

FAULTS = (aiosmtplib.SMTPException, OSError, ValueError)
"""What aiosmtplib raises; a time-out is an `OSError` from Python 3.11 on."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Address and login of a mail server.

    `timeout_s` bounds each answer of the server. `helo_name` is how this machine names
    itself; None asks the system. Raises `Misconfigured` for `plain` to a host that is not
    loopback, and for half a login.
    """

    host: str
    port: int
    security: Security
    username: str | None = None
    password: SecretStr | None = None
    cafile: Path | None = None
    timeout_s: float = 30.0
    helo_name: str | None = None

    def __post_init__(self) -> None:
        """Refuse a setting that would send letters in clear over a network."""
        refuse_plain(self.host, self.security)
        if (self.username is None) != (self.password is None):
            message = f"The mail server {self.host} has a username or a password alone. Set both."
            raise Misconfigured(message)


async def connect(server: SmtpServer) -> aiosmtplib.SMTP:
    """Return a connection that is greeted, protected and logged in.

    Raises `Misconfigured` for certificate, login or protocol, `Deferred` if it is away.
    """
    plain = server.security == "plain"
    smtp = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        local_hostname=server.helo_name,
        username=server.username,
        password=server.password.get_secret_value() if server.password is not None else None,
        timeout=server.timeout_s,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        tls_context=None if plain else client_context(server.cafile),
    )
    try:
        await smtp.connect()
        await smtp.ehlo()
    except FAULTS as error:
        fault = connection_fault(error, server.host, server.port)
    else:
        return smtp
    smtp.close()
    # Raised outside the handler: the error may hold the password or the server's words.
    raise fault
