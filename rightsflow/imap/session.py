"""What is asked of an IMAP server once logged in. Every method blocks: `client` has the thread."""

import imaplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rightsflow.errors import Misconfigured
from rightsflow.imap.answers import literals, overviews, quoted, sizes, uid_set
from rightsflow.imap.changing import Changes
from rightsflow.imap.looking import Looks
from rightsflow.imap.throttling import refuse_if_busy
from rightsflow.imap.verbs import plain


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as it was when it was selected."""

    uidvalidity: str
    messages: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the server knows of a message without handing it over."""

    uid: str
    size_bytes: int
    received_at: datetime


class Session(Looks, Changes):
    """Verbs over one connection. Raises `TryAgain` for a command the server refuses."""

    def select(self, folder: str) -> Selected:
        """Select a folder for reading and moving; raises `Misconfigured` if it may not be."""
        try:
            status, answer = self._imap.select(quoted(plain(folder)))
        except imaplib.IMAP4.readonly as error:
            message = f"The IMAP folder {folder} is read-only. Grant this login the right to move."
            raise Misconfigured(message) from error
        refuse_if_busy(status, answer)
        validity = self._imap.response("UIDVALIDITY")[1][0]
        if status != "OK" or validity is None:
            message = f"There is no IMAP folder {folder}, or this login may not read it."
            raise Misconfigured(message)
        return Selected(validity.decode(), int(answer[0] or 0))

    def overview(self) -> list[Overview]:
        r"""Return every message of the folder, whatever its flags: `\Seen` is for people."""
        answer = self._uid("FETCH", "1:*", "(UID RFC822.SIZE INTERNALDATE)")
        return [Overview(uid, size, at) for uid, size, at in overviews(answer)]

    def sizes(self, uids: Sequence[str]) -> dict[str, int]:
        """Return the sizes in bytes; a message that is gone is left out."""
        return sizes(self._uid("FETCH", uid_set(uids), "(UID RFC822.SIZE)"))

    def bodies(self, uids: Sequence[str]) -> dict[str, bytes]:
        r"""Return whole messages without setting `\Seen`; one that is gone is left out."""
        return literals(self._uid("FETCH", uid_set(uids), "(UID BODY.PEEK[])"))

    def headers(self, uids: Sequence[str], limit_bytes: int) -> dict[str, bytes]:
        """Return at most the first `limit_bytes` of the header of each message."""
        what = f"(UID BODY.PEEK[HEADER]<0.{limit_bytes}>)"
        return literals(self._uid("FETCH", uid_set(uids), what))

    def ensure_folder(self, name: str) -> str:
        """Make a folder if it is missing; return its full name on this server.

        Some servers keep all personal folders below a prefix such as `INBOX.` (RFC 2342).
        """
        full = self._prefixed(plain(name))
        status, found = self._imap.list('""', quoted(full))
        if status == "OK" and found != [None]:
            return full
        status, answer = self._imap.create(quoted(full))
        refuse_if_busy(status, answer)
        # Another poller may have made it a moment ago (RFC 5530 3).
        if status != "OK" and b"ALREADYEXISTS" not in (answer[0] or b""):
            message = (
                f"The IMAP folder {full} is missing and could not be made. Make it by hand, or "
                "grant this login the right to make folders (CREATE; in Exchange FullAccess)."
            )
            raise Misconfigured(message)
        return full

    def check_may_move(self) -> None:
        """Raise `Misconfigured` if the server offers no safe way to move a message."""
        if not self.can("MOVE", "UIDPLUS"):
            message = "The IMAP server has neither MOVE nor UIDPLUS, so nothing is moved safely."
            raise Misconfigured(message)

    def move(self, uids: Sequence[str], folder: str) -> None:
        r"""Move messages of the selected folder; those that are gone already are no fault.

        Without MOVE (RFC 6851) it is COPY, `\Deleted`, UID EXPUNGE (RFC 4315). A bare
        EXPUNGE would also remove what another client has marked.
        """
        self.check_may_move()
        which, where = uid_set(uids), quoted(plain(folder))
        if self.can("MOVE"):
            self._uid("MOVE", which, where)
            return
        self._uid("COPY", which, where)
        self._uid("STORE", which, "+FLAGS.SILENT", r"(\Deleted)")
        self._uid("EXPUNGE", which)

    def _prefixed(self, name: str) -> str:
        if not self.can("NAMESPACE"):
            return name
        _, answer = self._imap.namespace()
        first = (answer[0] or b"").decode("ascii", "replace")
        prefix = first.removeprefix('(("').partition('"')[0] if first.startswith('(("') else ""
        return name if name.startswith(prefix) else prefix + name
