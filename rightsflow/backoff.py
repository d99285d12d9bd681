"""How long a server told us to stay away, kept in a file: the next process obeys it too."""

import contextlib
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rightsflow.errors import TryAgain

LONGEST = timedelta(days=1)
"""No server's word is obeyed for longer: a misread number must not silence us for good."""

_PRIVATE = 0o600


def utc_now() -> datetime:
    """Return the time of day, in UTC."""
    return datetime.now(UTC)


class Backoff:
    """The moment before which one server is left alone. A file that cannot be read holds none."""

    def __init__(self, file: Path, what: str, clock: Callable[[], datetime] = utc_now) -> None:
        """Take the file and how the server is called in messages; nothing is read yet."""
        self._file = file
        self._what = what
        self._clock = clock

    def check(self) -> None:
        """Raise `TryAgain` while the server is to be left alone."""
        until, now = self._until(), self._clock()
        # Where the clock was set back, a moment further off than any we note is a wrong one.
        if until is None or not now < until <= now + LONGEST:
            return
        message = f"{self._what} told us to stay away until {until:%Y-%m-%d %H:%M:%S} UTC."
        raise TryAgain(message, wait_s=(until - now).total_seconds())

    def note(self, wait_s: float) -> None:
        """Leave the server alone for so many seconds; 0 changes nothing, no wait is shortened."""
        if wait_s <= 0:
            return
        until = self._clock() + min(timedelta(seconds=min(wait_s, 1e6)), LONGEST)
        before = self._until()
        if before is None or before < until:
            replace_file(self._file, until.isoformat().encode())

    def _until(self) -> datetime | None:
        try:
            until = datetime.fromisoformat(self._file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        return until if until.tzinfo else None


def replace_file(file: Path, content: bytes) -> None:
    """Write a file that only its owner reads, wholly or not at all, whenever we are killed."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        draft.touch(mode=_PRIVATE, exist_ok=False)
        with draft.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
