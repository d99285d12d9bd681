"""A mailbox in a Maildir: for trying things out, and for a mail server on the same machine."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rightsflow.mail.boxes.folder import (
    Entry,
    entries,
    make_maildir,
    require_maildir,
    uidvalidity,
)
from rightsflow.mail.boxes.port import (
    LARGEST_HEADER_BYTES,
    LARGEST_MESSAGE_BYTES,
    Arrivals,
    Arrived,
    Destination,
    Fetched,
)

_SUBFOLDERS: dict[Destination, str] = {
    "processed": ".Processed",
    "quarantine": ".Quarantine",
    "identity": ".Identity",
}
"""Maildir++ names, so that a mail server shows them as folders beside the inbox."""

_HEADER_ENDS = (b"\r\n\r\n", b"\n\n")


class MaildirMailbox:
    """A mailbox in a folder with `new`, `cur` and `tmp`; blocking work is done in a thread."""

    def __init__(self, path: Path, *, limit_bytes: int = LARGEST_MESSAGE_BYTES) -> None:
        """Take the folder; messages over `limit_bytes` yield their header alone."""
        self._path = path
        self._limit_bytes = limit_bytes

    @property
    def name(self) -> str:
        """Return the folder's absolute path as the mailbox's key."""
        return f"maildir:{self._path.absolute()}"

    async def __aenter__(self) -> Self:
        """Return the mailbox; nothing is opened."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close nothing: no file stays open."""

    async def list(self) -> Arrivals:
        """Return what waits, oldest first."""
        return await asyncio.to_thread(self._list)

    async def fetch(self, uids: Sequence[str]) -> AsyncIterator[Fetched]:
        """Yield the messages in the order asked; one that is gone is left out."""
        found = await asyncio.to_thread(self._entries)
        for uid in uids:
            fetched = await asyncio.to_thread(self._read, uid, found)
            if fetched is not None:
                yield fetched

    async def move(self, uids: Sequence[str], to: Destination) -> None:
        """Move messages into the subfolder; one that is gone already is no fault."""
        await asyncio.to_thread(self._move, uids, self._path / _SUBFOLDERS[to])

    async def used(self) -> float | None:
        """Return None: the disk sets the only bound, and is watched as one."""
        return None

    def shelf(self, of: Destination) -> "MaildirShelf":
        """Open the subfolder into which messages were moved."""
        return MaildirShelf(self._path / _SUBFOLDERS[of], limit_bytes=self._limit_bytes)

    async def delete_sent(self, message_ids: Sequence[str]) -> None:
        """Delete nothing: what is sent does not come by here."""

    async def check(self) -> None:
        """Return if the folder can be read and moved in; else raise `Misconfigured`."""
        await asyncio.to_thread(self._check)

    def _check(self) -> None:
        require_maildir(self._path)
        uidvalidity(self._path)
        for subfolder in _SUBFOLDERS.values():
            make_maildir(self._path / subfolder)
            require_maildir(self._path / subfolder)

    def _entries(self) -> dict[str, Entry]:
        require_maildir(self._path)
        return entries(self._path)

    def _list(self) -> Arrivals:
        found = self._entries()
        validity = uidvalidity(self._path)
        arrived = [
            Arrived(entry.uid, validity, entry.received_at, entry.size_bytes)
            for entry in found.values()
        ]
        return sorted(arrived, key=lambda one: (one.received_at, one.uid))

    def _read(self, uid: str, found: dict[str, Entry]) -> Fetched | None:
        try:
            return _read(found.get(uid), self._limit_bytes)
        except FileNotFoundError:  # moved by another poller, or renamed by a mail reader
            found.clear()
            found.update(self._entries())
        try:
            return _read(found.get(uid), self._limit_bytes)
        except FileNotFoundError:
            return None

    def _move(self, uids: Sequence[str], folder: Path) -> None:
        make_maildir(folder)
        (folder / "maildirfolder").touch()
        found = self._entries()
        for uid in uids:
            if not _moved(found.get(uid), folder):
                found = self._entries()
                _moved(found.get(uid), folder)


class MaildirShelf(MaildirMailbox):
    """A subfolder into which messages were moved; none lie there before the first was."""

    async def delete(self, uids: Sequence[str]) -> None:
        """Delete messages for good, and no others."""
        await asyncio.to_thread(self._delete, frozenset(uids))

    def _entries(self) -> dict[str, Entry]:
        return super()._entries() if self._path.exists() else {}

    def _list(self) -> Arrivals:
        return super()._list() if self._path.exists() else []

    def _delete(self, uids: Collection[str]) -> None:
        for uid, entry in self._entries().items():
            if uid in uids:
                entry.path.unlink(missing_ok=True)


def _read(entry: Entry | None, limit_bytes: int) -> Fetched | None:
    if entry is None:
        return None
    whole = entry.size_bytes <= limit_bytes
    try:
        with entry.path.open("rb") as file:
            raw = file.read() if whole else _header(file.read(LARGEST_HEADER_BYTES))
    except FileNotFoundError:
        raise
    except OSError:
        # One file that may not be read goes to a person and does not stop the others.
        return Fetched(entry.uid, b"", whole=False)
    return Fetched(entry.uid, raw, whole=whole)


def _header(beginning: bytes) -> bytes:
    ends = [at + len(end) for end in _HEADER_ENDS if (at := beginning.find(end)) >= 0]
    return beginning[: min(ends, default=len(beginning))]


def _moved(entry: Entry | None, folder: Path) -> bool:
    """Move a message; return False if it was not where it had been seen.

    The new name is the UID, so that two messages that were put there under one name do not
    overwrite each other.
    """
    if entry is None:
        return True
    flags = entry.path.name.partition(":")[2] or "2,"
    try:
        entry.path.rename(folder / "cur" / f"{entry.uid}:{flags}")
    except FileNotFoundError:
        return False
    return True
