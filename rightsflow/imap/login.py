"""Logging in at an IMAP server: by password (PLAIN, LOGIN) or by token (XOAUTH2)."""

import base64
import imaplib

from pydantic import SecretStr

from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.imap.throttling import busy
from rightsflow.oauth import Account, initial_response, refused, status_of

_PASSING = ("UNAVAILABLE", "INUSE", "LIMIT", "CONTACTADMIN", "SERVERBUG")
"""Response codes of a refused login that say nothing about the password (RFC 5530 3)."""


def by_password(imap: imaplib.IMAP4, host: str, username: str, password: SecretStr) -> None:
    """Log in with a password.

    Raises `TryAgain` where the server takes no logins now, `Misconfigured` for a refusal.
    """
    secret = password.get_secret_value()
    answer = ""
    try:
        if "AUTH=PLAIN" in imap.capabilities:
            # Unlike LOGIN it carries every character of a password (RFC 4616).
            words = f"\0{username}\0{secret}".encode()
            imap.authenticate("PLAIN", lambda _: words)
            return
        if (username + secret).isascii():
            imap.login(f'"{_escaped(username)}"', secret)
            return
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        answer = str(error)
    # Raised outside the handler: the server's words may hold an address.
    _raise_if_passing(host, answer)
    message = (
        f"The IMAP server {host} refused the login. Check username and password, and "
        "whether the server allows logins by password; if it does not, set auth instead."
    )
    raise Misconfigured(message)


def by_token(
    imap: imaplib.IMAP4, host: str, username: str, token: SecretStr, account: Account
) -> None:
    """Log in with an access token.

    Raises `TryAgain` where the server takes no logins now, `TokenRefused` for a refusal, and
    `Misconfigured` if it does not know XOAUTH2.
    """
    if "AUTH=XOAUTH2" not in imap.capabilities:
        message = f"The IMAP server {host} takes no tokens (XOAUTH2). Set password, not auth."
        raise Misconfigured(message)
    conversation = _Conversation(initial_response(username, token))
    try:
        conversation.hold(imap)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        answer = str(error)
    else:
        return
    # Raised outside the handler: the server's words may hold an address.
    _raise_if_passing(host, answer)
    raise refused(account, "IMAP", token, status_of(conversation.refusal))


class _Conversation:
    """XOAUTH2: the token at once or when asked for it, an empty line after a refusal."""

    def __init__(self, words: bytes) -> None:
        self._words = words
        self._said = False
        self.refusal = b""

    def hold(self, imap: imaplib.IMAP4) -> None:
        """Raise `imaplib.IMAP4.error` if the server refuses."""
        if "SASL-IR" not in imap.capabilities:
            imap.authenticate("XOAUTH2", self.answer)
            return
        # RFC 4959: the first words go with the command, which imaplib's own method cannot do.
        self._said = True
        imap.literal = self.answer_in_base64  # type: ignore[assignment]  # it takes a method, too
        words = base64.b64encode(self._words).decode("ascii")
        status, answer = imap.xatom("AUTHENTICATE", "XOAUTH2", words)
        if status != "OK":
            raise imaplib.IMAP4.error(answer[-1].decode("ascii", "replace"))
        imap.state = "AUTH"

    def answer(self, challenge: bytes) -> bytes:
        """Return what is said next; called by imaplib."""
        if self._said:
            self.refusal = challenge
            return b""
        self._said = True
        return self._words

    def answer_in_base64(self, challenge: bytes) -> bytes:
        """Return the same for a challenge that has not been decoded yet."""
        try:
            decoded = base64.b64decode(challenge or b"")
        except ValueError:
            decoded = b""
        return self.answer(decoded)


def _raise_if_passing(host: str, answer: str) -> None:
    throttled = busy(answer)
    if throttled is not None:
        raise throttled
    if any(f"[{code}]" in answer.upper() for code in _PASSING):
        message = f"The IMAP server {host} takes no logins now."
        raise TryAgain(message)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"')
