"""Delivering mail into a Maildir as a mail server does it."""

import os
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from rightsflow.mail.boxes.folder import make_maildir

_PRIVATE = 0o600


class Mail(Protocol):
    """Something that can be delivered: its bytes, and when it was received."""

    @property
    def raw(self) -> bytes:
        """Return the whole message."""

    @property
    def received_at(self) -> datetime:
        """Return the aware time of receipt."""


def drop_into(maildir: Path, messages: Iterable[Mail]) -> list[Path]:
    """Deliver messages: written whole into `tmp`, then moved to `new`; return the files.

    The Maildir is made if it is not there. A file is named, and dated, by the time of
    receipt, which is where readers take it from.
    """
    make_maildir(maildir)
    return [_deliver(maildir, message) for message in messages]


def _deliver(maildir: Path, message: Mail) -> Path:
    seconds = int(message.received_at.timestamp())
    name = f"{seconds}.{secrets.token_hex(8)}.example"
    draft = maildir / "tmp" / name
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE), "wb") as file:
        file.write(message.raw)
        file.flush()
        os.fsync(file.fileno())
    os.utime(draft, (seconds, seconds))
    return draft.rename(maildir / "new" / name)
