"""What changes an archive: messages are flagged, or leave it. A bare EXPUNGE is never sent."""

from collections.abc import Sequence

from rightsflow.errors import NeedsPerson
from rightsflow.imap.answers import uid_set
from rightsflow.imap.verbs import Verbs


class Changes(Verbs):
    """Verbs that change the folder that was opened for writing."""

    def check_may_expunge(self) -> None:
        """Raise `NeedsPerson` if the server cannot delete some messages and no others."""
        if not self.can("UIDPLUS", "IMAP4REV2"):
            message = (
                "The IMAP server has no UIDPLUS, so deleting would take along what others have "
                "marked. Delete the messages by hand."
            )
            raise NeedsPerson(message)

    def delete(self, uids: Sequence[str]) -> None:
        r"""Delete messages and no others: `\Deleted`, then UID EXPUNGE (RFC 4315 2.1).

        Those that are gone already are no fault. Raises as `check_may_expunge` does.
        """
        self.check_may_expunge()
        which = uid_set(uids)
        self._uid("STORE", which, "+FLAGS.SILENT", r"(\Deleted)")
        self._uid("EXPUNGE", which)

    def flag(self, uids: Sequence[str], keyword: str, *, on: bool) -> None:
        """Set a keyword on messages, or take it off."""
        self._uid(
            "STORE", uid_set(uids), "+FLAGS.SILENT" if on else "-FLAGS.SILENT", f"({keyword})"
        )
