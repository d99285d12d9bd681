r"""What is asked of a mailbox that is searched: nothing here sets a flag, not even `\Seen`."""

import imaplib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rightsflow.errors import NeedsPerson, TryAgain
from rightsflow.imap.answers import Heading, folder_names, headings, literals, quoted, uid_set
from rightsflow.imap.throttling import refuse_if_busy
from rightsflow.imap.verbs import Verbs, plain

WINDOW_UIDS = 50_000
"""UIDs searched at once: imaplib takes no line of an answer above a million bytes."""

HIGHEST_UID = 200 * WINDOW_UIDS
"""Assumed of a server that does not tell the next UID."""

_NUMBER = re.compile(rb"\d+")
_QUOTA = re.compile(rb"(?:STORAGE|MESSAGE|MAILBOX) (\d+) (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder as it was when it was opened; `uidnext` is above every UID in it."""

    uidvalidity: str
    uidnext: int
    keywords: frozenset[str]
    r"""What may be set and stays; `\*`: any keyword. Empty where it was opened for reading."""

    @property
    def windows(self) -> range:
        """Return where each window of UIDs begins."""
        return range(1, max(self.uidnext, 2), WINDOW_UIDS)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a search: a key such as `FROM`, and a value sent as it is."""

    key: str
    value: bytes


class Looks(Verbs):
    """Verbs that read an archive. Raises `TryAgain` for a command that the server refuses."""

    def folders(self) -> list[str]:
        """Return the name of every folder that can be opened, as the server writes it."""
        status, answer = self._imap.list()
        refuse_if_busy(status, answer)
        if status != "OK":
            message = "The IMAP server did not list its folders."
            raise TryAgain(message)
        return list(folder_names(answer))

    def open(self, folder: str, *, writing: bool = False) -> Opened | None:
        """Open a folder; None if there is none of this name, or it may not be read.

        Raises `NeedsPerson` if `writing` and it may only be read.
        """
        try:
            status, answer = self._imap.select(quoted(plain(folder)), readonly=not writing)
        except imaplib.IMAP4.readonly:
            status, answer = "READ-ONLY", []
        if status == "READ-ONLY":
            message = "A folder may only be read. Grant this login the rights s, t and e there."
            raise NeedsPerson(message)
        refuse_if_busy(status, answer)
        validity = self._response("UIDVALIDITY")
        if status != "OK" or not validity:
            return None
        uidnext = self._response("UIDNEXT")
        flags = self._response("PERMANENTFLAGS").decode("ascii", "replace").strip("()")
        return Opened(validity.decode(), int(uidnext or HIGHEST_UID), frozenset(flags.split()))

    def rights(self, folder: str) -> frozenset[str]:
        """Return the rights of this login in a folder (RFC 4314), letter by letter."""
        status, answer = self._imap.myrights(quoted(plain(folder)))
        refuse_if_busy(status, answer)
        if status != "OK" or not isinstance(answer[0], bytes):
            return frozenset()
        return frozenset(answer[0].decode("ascii", "replace").rpartition(" ")[2])

    def used(self, folder: str) -> float | None:
        """Return the part of its quota that a folder's root has used, 0 to 1; None if untold.

        Of several resources and roots the fullest counts. Source: RFC 9208 4.2 and 5.
        """
        if "QUOTA" not in self._imap.capabilities:
            return None
        status, answer = self._imap.getquotaroot(quoted(plain(folder)))
        refuse_if_busy(status, answer)
        if status != "OK":
            return None
        lines = [line for lines in answer for line in lines if isinstance(line, bytes)]
        told = [pair for line in lines for pair in _QUOTA.findall(line.rpartition(b"(")[2])]
        return max((int(used) / int(limit) for used, limit in told if int(limit)), default=None)

    def search(self, one_of: Sequence[Criterion], first: int) -> list[str]:
        """Return the UIDs of messages that meet one of the criteria, in the window from `first`.

        Values are sent as literals, byte for byte: nothing in them can end a command.
        """
        charset = [] if all(one.value.isascii() for one in one_of) else ["CHARSET", "UTF-8"]
        window = f"{first}:{first + WINDOW_UIDS - 1}"
        arguments, pieces = _either([*charset, "UID", window], one_of)
        answer = self._uid("SEARCH", *arguments, literals=pieces)
        return [uid.decode() for line in answer if line for uid in _NUMBER.findall(line)]

    def headings(
        self, uids: Sequence[str], fields: Sequence[str], limit_bytes: int
    ) -> list[Heading]:
        """Return fields of the header, at most so many bytes, with flags, size and receipt time.

        A message that is gone is left out.
        """
        names = " ".join(fields)
        what = f"BODY.PEEK[HEADER.FIELDS ({names})]<0.{limit_bytes}>"
        items = f"(UID FLAGS RFC822.SIZE INTERNALDATE {what})"
        return list(headings(self._uid("FETCH", uid_set(uids), items)))

    def piece(self, uid: str, offset: int, length: int) -> bytes | None:
        """Return a piece of a raw message, empty behind its end; None if it is gone."""
        items = f"(UID BODY.PEEK[]<{offset}.{length}>)"
        answer = self._uid("FETCH", uid_set([uid]), items)
        found = literals(answer).get(uid)
        if found is None and any(isinstance(line, bytes) and b"BODY[]" in line for line in answer):
            return b""
        return found

    def _response(self, code: str) -> bytes:
        found = self._imap.response(code)[1]
        return found[-1] if found and isinstance(found[-1], bytes) else b""


def _either(before: list[str], one_of: Sequence[Criterion]) -> tuple[list[str], list[bytes]]:
    """Return the arguments up to the first literal, and each literal with what follows it."""
    pieces: list[bytes] = []
    words = list(before)
    for number, one in enumerate(one_of, start=1):
        # OR takes two criteria, of which the second may be another OR (RFC 9051 6.4.4).
        words += ["OR"] if number < len(one_of) else []
        words += [*one.key.split(), f"{{{len(one.value)}}}"]
        if number == 1:
            arguments, words = words, []
        else:
            pieces[-1] += b" " + " ".join(words).encode("ascii")
            words = []
        pieces.append(one.value)
    return arguments, pieces
