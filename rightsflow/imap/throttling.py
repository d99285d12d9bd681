"""Answers that ask for patience (RFC 5530 3, RFC 9051 7.1; Exchange Online, Gmail)."""

import imaplib
import re
from collections.abc import Sequence
from typing import Final

from rightsflow.errors import Misconfigured, TryAgain

_TOLD = re.compile(r"Suggested Backoff Time: (\d{1,10}) milliseconds", re.IGNORECASE)
"""Exchange Online tells up to an hour, as NO, as BAD, and just before it hangs up."""

_THROTTLED_S: Final = 300.0
_BUSY_S: Final = 60.0
_UNTOLD: Final[tuple[tuple[str, float], ...]] = (
    ("[THROTTLED]", _THROTTLED_S),
    ("REQUEST IS THROTTLED", _THROTTLED_S),
    ("EXCEEDED COMMAND OR BANDWIDTH LIMITS", 3600.0),
    ("TOO MANY SIMULTANEOUS CONNECTIONS", _BUSY_S),
    ("SERVER UNAVAILABLE", _BUSY_S),
    ("[UNAVAILABLE]", _BUSY_S),
    ("[LIMIT]", _BUSY_S),
    ("[INUSE]", _BUSY_S),
)
"""What is said without a time, and how many seconds we then stay away."""

_NO_MAILBOX: Final = "AUTHENTICATED BUT NOT CONNECTED"
"""Exchange: the login is good, and no mailbox is open to it."""


def busy(said: str) -> TryAgain | Misconfigured | None:
    """Return the error to raise if the server asks for patience, None if it says something else.

    No word of the server is repeated.
    """
    told, upper = _TOLD.search(said), said.upper()
    if told:
        return _stay_away(int(told[1]) / 1000)
    for words, wait_s in _UNTOLD:
        if words in upper:
            return _stay_away(wait_s)
    if _NO_MAILBOX in upper:
        message = (
            "The IMAP server took the login and opened no mailbox for it. In Exchange Online "
            "PowerShell: Add-MailboxPermission -Identity MAILBOX -User OBJECT_ID -AccessRights "
            "FullAccess; it takes up to an hour. Check that username is that mailbox."
        )
        return Misconfigured(message)
    return None


def refuse_if_busy(status: str, answer: Sequence[object]) -> None:
    """Raise what `busy` finds in an answer that is not OK."""
    if status == "OK":
        return
    said = " ".join(part.decode("ascii", "replace") for part in answer if isinstance(part, bytes))
    error = busy(said)
    if error is not None:
        raise error


def goodbye(imap: imaplib.IMAP4) -> str:
    """Return what the server said when it hung up; imaplib's own error may leave it out."""
    said = imap.untagged_responses.get("BYE", [])
    return " ".join(part.decode("ascii", "replace") for part in said if isinstance(part, bytes))


def _stay_away(wait_s: float) -> TryAgain:
    message = f"The IMAP server is busy and asks us to stay away for {max(round(wait_s), 1)} s."
    return TryAgain(message, wait_s=wait_s)
