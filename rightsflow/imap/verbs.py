"""What all verbs over an IMAP connection share: a command, repeated where that helps."""

import imaplib
from collections.abc import Sequence
from typing import Any

from rightsflow.errors import Misconfigured, NeedsPerson, TryAgain
from rightsflow.imap.throttling import refuse_if_busy

_ATTEMPTS = 3


class Verbs:
    """A connection that is logged in."""

    def __init__(self, imap: imaplib.IMAP4) -> None:
        """Take a connection that is logged in."""
        self._imap = imap

    def can(self, *capabilities: str) -> bool:
        """Tell whether the server says that it has one of the capabilities."""
        return not set(capabilities).isdisjoint(self._imap.capabilities)

    def _uid(self, command: str, *arguments: str, literals: Sequence[bytes] = ()) -> list[Any]:
        """Return the answer; `literals` follow the arguments, the last of which announces one.

        Raises `TryAgain` for a command that the server refuses, `NeedsPerson` for a charset
        that it does not know.
        """
        for _ in range(_ATTEMPTS):
            if literals:
                # A bound method is asked for each literal; bytes alone would be the only one.
                self._imap.literal = _Literals(literals).following  # type: ignore[assignment]
            status, answer = self._imap.uid(command, *arguments)
            if status == "OK":
                return answer
            refuse_if_busy(status, answer)
            if b"BADCHARSET" in (answer[0] or b""):
                message = "The IMAP server does not search in UTF-8. Search its mailbox by hand."
                raise NeedsPerson(message)
            # A message that another client has just removed: NOOP makes the server say so.
            self._imap.noop()
        message = f"The IMAP server refused {command}."
        raise TryAgain(message)


class _Literals:
    """What follows each time the server says that it is ready for a literal."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = list(pieces)

    def following(self, _: bytes) -> bytes:
        """Return the next literal, with what stands behind it; called by imaplib."""
        return self._pieces.pop(0)


def plain(folder: str) -> str:
    """Return a folder's name as it is; raises `Misconfigured` unless it is printable ASCII."""
    if not folder or not folder.isascii() or not folder.isprintable():
        message = "An IMAP folder is named in printable ASCII characters here. Rename the folder."
        raise Misconfigured(message)
    return folder
