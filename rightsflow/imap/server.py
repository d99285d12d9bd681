"""Which IMAP server, and how a connection to it is made."""

import imaplib
import ssl
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.imap.login import by_password, by_token
from rightsflow.imap.throttling import busy, goodbye
from rightsflow.oauth import TokenRefused, TokenSource
from rightsflow.tls import Security, client_context, refuse_plain


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Address and login of an IMAP server.

    `timeout_s` bounds each single wait on the socket, not a whole operation. The login is by
    `password` or by `tokens`. Raises `Misconfigured` for `plain` to a host that is not loopback,
    and where there is not exactly one of the two.
    """

    host: str
    port: int
    security: Security
    username: str
    password: SecretStr | None = None
    cafile: Path | None = None
    timeout_s: float = 30.0
    tokens: TokenSource | None = None

    def __post_init__(self) -> None:
        """Refuse a setting that would send the password in clear over a network."""
        refuse_plain(self.host, self.security)
        if (self.password is None) == (self.tokens is None):
            message = f"The IMAP server {self.host} needs a password or a token. Set one of them."
            raise Misconfigured(message)


def connect(server: ImapServer) -> imaplib.IMAP4:
    """Return a connection that is logged in and knows the capabilities after login.

    Blocks. A token that the server refuses is renewed once: it may have been revoked. Raises
    `Misconfigured` for a certificate, login or protocol that an operator has to correct,
    `TryAgain` where it says that it is busy, `OSError` or `imaplib.IMAP4.error` where it is away.
    """
    if server.tokens is None:
        return _connected(server, server.password or SecretStr(""))
    token = server.tokens.token()
    try:
        return _connected(server, token)
    except TokenRefused:
        return _connected(server, server.tokens.renewed(token))
    except TryAgain:
        # Dovecot calls a token that its own token server does not know a passing failure.
        server.tokens.forget(token)
        raise


def _connected(server: ImapServer, secret: SecretStr) -> imaplib.IMAP4:
    try:
        imap = _open(server)
    except ssl.SSLCertVerificationError as error:
        message = (
            f"The certificate of the IMAP server {server.host} was not accepted: "
            f"{error.verify_message}. Set cafile to the authority that signed it."
        )
        raise Misconfigured(message) from error
    throttled: Exception | None = None
    try:
        _enter(imap, server, secret)
    except (OSError, imaplib.IMAP4.abort):
        throttled = busy(goodbye(imap))
        hang_up(imap)
        if throttled is None:
            raise
    except BaseException:
        hang_up(imap)
        raise
    if throttled is not None:
        # Raised outside the handler: the server's words may hold an address.
        raise throttled
    return imap


def _enter(imap: imaplib.IMAP4, server: ImapServer, secret: SecretStr) -> None:
    """Log in, and learn what the server can do: MOVE is often told only to those inside."""
    if server.tokens is None:
        by_password(imap, server.host, server.username, secret)
    else:
        by_token(imap, server.host, server.username, secret, server.tokens.account)
    _, answer = imap.capability()
    words = b" ".join(part for part in answer if isinstance(part, bytes))
    imap.capabilities = tuple(words.decode("ascii", "replace").upper().split())


def hang_up(imap: imaplib.IMAP4) -> None:
    """Close the socket without a farewell, whatever state it is in."""
    try:
        imap.shutdown()
    except OSError:
        return


def _open(server: ImapServer) -> imaplib.IMAP4:
    if server.security == "plain":
        return imaplib.IMAP4(server.host, server.port, timeout=server.timeout_s)
    context = client_context(server.cafile)
    if server.security == "tls":
        return imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=context, timeout=server.timeout_s
        )
    imap = imaplib.IMAP4(server.host, server.port, timeout=server.timeout_s)
    try:
        _require_starttls(imap, server.host)
        imap.starttls(context)
    except BaseException:
        hang_up(imap)
        raise
    return imap


def _require_starttls(imap: imaplib.IMAP4, host: str) -> None:
    if "STARTTLS" not in imap.capabilities:
        message = f"The IMAP server {host} offers no STARTTLS. Set security to tls."
        raise Misconfigured(message)
