"""Which IMAP server, and how a connection to it is made."""

import imaplib
import ssl
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.tls import Security, client_context, refuse_plain

_PASSING = ("UNAVAILABLE", "INUSE", "LIMIT", "CONTACTADMIN", "SERVERBUG")
"""Response codes of a refused login that say nothing about the password (RFC 5530 3)."""


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Address and login of an IMAP server.

    `timeout_s` bounds each single wait on the socket, not a whole operation.
    Raises `Misconfigured` for `plain` to a host that is not loopback.
    """

    host: str
    port: int
    security: Security
    username: str
    password: SecretStr
    cafile: Path | None = None
    timeout_s: float = 30.0

    def __post_init__(self) -> None:
        """Refuse a setting that would send the password in clear over a network."""
        refuse_plain(self.host, self.security)


def connect(server: ImapServer) -> imaplib.IMAP4:
    """Return a connection that is logged in and knows the capabilities after login.

    Blocks. Raises `Misconfigured` for a certificate, password or protocol that an operator
    has to correct, `OSError` or `imaplib.IMAP4.error` where the server is away.
    """
    try:
        imap = _open(server)
    except ssl.SSLCertVerificationError as error:
        message = (
            f"The certificate of the IMAP server {server.host} was not accepted: "
            f"{error.verify_message}. Set cafile to the authority that signed it."
        )
        raise Misconfigured(message) from error
    try:
        _log_in(imap, server)
        # MOVE and UIDPLUS are often told only to those who are logged in.
        _, answer = imap.capability()
        words = b" ".join(part for part in answer if isinstance(part, bytes))
        imap.capabilities = tuple(words.decode("ascii", "replace").upper().split())
    except BaseException:
        hang_up(imap)
        raise
    return imap


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


def _log_in(imap: imaplib.IMAP4, server: ImapServer) -> None:
    password = server.password.get_secret_value()
    answer = ""
    try:
        if "AUTH=PLAIN" in imap.capabilities:
            # Unlike LOGIN it carries every character of a password (RFC 4616).
            words = f"\0{server.username}\0{password}".encode()
            imap.authenticate("PLAIN", lambda _: words)
            return
        if (server.username + password).isascii():
            imap.login(f'"{_escaped(server.username)}"', password)
            return
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        answer = str(error).upper()
    # Raised outside the handler: the server's words may hold an address.
    if any(f"[{code}]" in answer for code in _PASSING):
        message = f"The IMAP server {server.host} takes no logins now."
        raise TryAgain(message)
    message = (
        f"The IMAP server {server.host} refused the login. Check username and password, and "
        "whether the server allows logins by password."
    )
    raise Misconfigured(message)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"')
