"""A Maildir folder on disk: its parts, its file names, its own never-changing token."""

import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rightsflow.errors import Misconfigured

PARTS = ("tmp", "new", "cur")
_PRIVATE = 0o700
_TOKEN_FILE = "rightsflow-uidvalidity"  # noqa: S105 - a file name
_DELIVERED = re.compile(r"(\d{9,11})\.")
"""Seconds since 1970 begin a file name made by a mail server (the Maildir specification)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message file. `uid` is the part of its name that flags do not change."""

    uid: str
    path: Path
    received_at: datetime
    size_bytes: int


def make_maildir(path: Path) -> None:
    """Make a Maildir that only its owner can read; an existing one is left as it is."""
    for part in PARTS:
        (path / part).mkdir(mode=_PRIVATE, parents=True, exist_ok=True)


def require_maildir(path: Path) -> None:
    """Raise `Misconfigured` if the folder is no Maildir that this process may change.

    It is not made here: a folder that is suddenly missing is a disk that is not mounted.
    """
    for part in PARTS:
        if not os.access(path / part, os.R_OK | os.W_OK | os.X_OK):
            message = (
                f"{path} is no Maildir that may be read and written: {part}/ is missing or "
                "closed. Correct the path or the rights, or make the folder."
            )
            raise Misconfigured(message)


def entries(path: Path) -> dict[str, Entry]:
    """Return the messages by UID.

    `new` is read before `cur`, because that is the way a mail reader moves them: one that
    moves in between is seen twice, with the same UID, and never missed.
    """
    return {entry.uid: entry for part in ("new", "cur") for entry in _entries(path / part)}


def uidvalidity(path: Path) -> str:
    """Return the folder's token, made once; whoever makes it first decides.

    A mailbox that is restored or copied keeps it, one that is made anew has another.
    """
    file = path / _TOKEN_FILE
    if not file.exists():
        draft = path / "tmp" / f"{_TOKEN_FILE}.{secrets.token_hex(8)}"
        draft.write_text(secrets.token_hex(8), encoding="ascii")
        try:
            os.link(draft, file)
        except FileExistsError:
            return file.read_text(encoding="ascii")
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii")


def _entries(part: Path) -> Iterator[Entry]:
    with os.scandir(part) as found:
        for item in found:
            if item.name.startswith(".") or not item.is_file(follow_symlinks=False):
                continue
            try:
                yield _entry(item)
            except FileNotFoundError:
                continue  # another poller, or a mail reader, was faster


def _entry(item: os.DirEntry[str]) -> Entry:
    status = item.stat(follow_symlinks=False)
    unique = item.name.partition(":")[0]
    delivered = _DELIVERED.match(unique)
    if delivered:
        seconds = float(delivered[1])
    else:
        seconds = status.st_mtime
        # Put there by hand: the same name may come again with another message.
        unique = f"{unique}~{status.st_mtime_ns}"
    received_at = datetime.fromtimestamp(seconds, UTC)
    return Entry(unique, Path(item.path), received_at, status.st_size)
