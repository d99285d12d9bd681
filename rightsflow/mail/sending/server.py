"""Which mail server takes our letters, and how a connection to it is made."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import aiosmtplib
from pydantic import SecretStr

from rightsflow.errors import Misconfigured, RightsflowError
from rightsflow.mail.sending.account import account_fault
from rightsflow.mail.sending.codes import codes, is_passing
from rightsflow.mail.sending.replies import connection_fault
from rightsflow.mail.sending.xoauth2 import authenticate
from rightsflow.oauth import TokenRefused, TokenSource, initial_response, refused
from rightsflow.tls import Security, client_context, refuse_plain

FAULTS = (aiosmtplib.SMTPException, OSError, ValueError)
"""What aiosmtplib raises; a time-out is an `OSError` from Python 3.11 on."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Address and login of a mail server.

    `timeout_s` bounds each answer of the server. `helo_name` is how this machine names
    itself; None asks the system. The login, if there is one, is by `password` or by `tokens`.
    Raises `Misconfigured` for `plain` to a host that is not loopback, and for half a login.
    """

    host: str
    port: int
    security: Security
    username: str | None = None
    password: SecretStr | None = None
    cafile: Path | None = None
    timeout_s: float = 30.0
    helo_name: str | None = None
    tokens: TokenSource | None = None

    def __post_init__(self) -> None:
        """Refuse a setting that would send letters in clear over a network."""
        refuse_plain(self.host, self.security)
        ways = [way for way in (self.password, self.tokens) if way is not None]
        if (self.username is None) != (not ways):
            message = f"The mail server {self.host} has a username or a password alone. Set both."
            raise Misconfigured(message)
        if len(ways) > 1:
            message = f"The mail server {self.host} has a password and a token. Set one of them."
            raise Misconfigured(message)


async def connect(server: SmtpServer) -> aiosmtplib.SMTP:
    """Return a connection that is greeted, protected and logged in.

    A token that the server refuses is renewed once: it may have been revoked. Raises
    `Misconfigured` for certificate, login or protocol, `Deferred` or `TryAgain` if the server,
    or the one that gives tokens, is away or busy.
    """
    tokens = server.tokens
    if tokens is None:
        return await _connected(server, None)
    token = await asyncio.to_thread(tokens.token)
    try:
        return await _connected(server, token)
    except TokenRefused:
        return await _connected(server, await asyncio.to_thread(tokens.renewed, token))


async def _connected(server: SmtpServer, token: SecretStr | None) -> aiosmtplib.SMTP:
    plain = server.security == "plain"
    smtp = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        local_hostname=server.helo_name,
        username=None if token is not None else server.username,
        password=server.password.get_secret_value() if server.password is not None else None,
        timeout=server.timeout_s,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        tls_context=None if plain else client_context(server.cafile),
    )
    try:
        await smtp.connect()
        await smtp.ehlo()
        if token is not None:
            await _log_in(smtp, server, token)
    except FAULTS as error:
        fault = _fault(error, server, token)
    except BaseException:
        smtp.close()
        raise
    else:
        return smtp
    smtp.close()
    # Raised outside the handler: the error may hold the password or the server's words.
    raise fault


async def _log_in(smtp: aiosmtplib.SMTP, server: SmtpServer, token: SecretStr) -> None:
    if "xoauth2" not in smtp.server_auth_methods:
        message = (
            f"The mail server {server.host} takes no tokens (XOAUTH2). Set password, not auth."
        )
        raise Misconfigured(message)
    await authenticate(smtp, initial_response(server.username or "", token))


def _fault(error: Exception, server: SmtpServer, token: SecretStr | None) -> RightsflowError:
    general = connection_fault(error, server.host, server.port)
    if server.tokens is None or token is None:
        return general
    if not isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return general
    # Dovecot calls a token that its own token server does not know a passing failure.
    server.tokens.forget(token)
    if is_passing(error.code) or account_fault(error, server.host) is not None:
        return general
    return refused(server.tokens.account, "SMTP", token, codes(error.code, error.message))
