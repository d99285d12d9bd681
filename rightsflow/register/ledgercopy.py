"""A copy of what a restored backup must not bring back, outside of every database: one file.

A backup of the register knows nothing of the erasures, of the entries of lists and of the deleted
keys that came after it. So each of them is also a line of this file, on the disk before it is
committed in the register. A line is sealed under the key of the ledger, in base64; only the order
of the lines and their number can be seen. Save this file more often than anything else.
"""

import base64
import binascii
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rightsflow.backoff import utc_now
from rightsflow.errors import Damaged, TryAgain

PLACE = "ledger.copy"
_PRIVATE = 0o600

Line = Mapping[str, Any]
Seal = Callable[[bytes], bytes]
Unseal = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line, counted from 1, that does not open: it was cut or changed, or its key is not here."""

    number: int


class LedgerCopy:
    """The file; several processes of one machine may append to it at once."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def append(self, seal: Seal, lines: Sequence[Line]) -> None:
        """Write lines, and return when they are on the disk.

        Raises `TryAgain` where they cannot be written: what they tell of is not committed then.
        """
        now = utc_now().isoformat()
        text = b"".join(_written(seal, {**line, "at": now}) for line in lines)
        try:
            with self._locked(os.O_CREAT) as handle:
                _write(handle, _line_begins(handle) + text)
                os.fsync(handle)
        except OSError as error:
            problem = f"The copy of the ledger cannot be written ({error.strerror})."
            raise TryAgain(problem) from None

    def read(self, unseal: Unseal) -> Iterator[Line | Unreadable]:
        """Yield the lines in their order; a file that is not there has none."""
        if not self.file.exists():
            return
        with self.file.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _opened(unseal, line) or Unreadable(number)

    def trim(self, unseal: Unseal, over: Callable[[Line], bool]) -> int:
        """Leave out the lines that are over, and return how many; unreadable ones stay."""
        if not self.file.exists():
            return 0
        with self._locked() as handle, os.fdopen(os.dup(handle), "rb") as file:
            lines = list(file)
            kept = [line for line in lines if not _is_over(_opened(unseal, line), over)]
            if len(kept) < len(lines):
                self._replace(kept)
            return len(lines) - len(kept)

    def _replace(self, lines: Sequence[bytes]) -> None:
        fresh = self.file.with_name(f"{self.file.name}.{secrets.token_hex(4)}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        try:
            _write(handle, b"".join(lines))
            os.fsync(handle)
        finally:
            os.close(handle)
        fresh.replace(self.file)

    @contextmanager
    def _locked(self, more: int = 0) -> Iterator[int]:
        """Open the file for one process at a time; one that was replaced meanwhile is left."""
        while True:
            handle = os.open(self.file, os.O_RDWR | os.O_APPEND | more, _PRIVATE)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                if self._is_still(handle):
                    yield handle
                    return
            finally:
                os.close(handle)

    def _is_still(self, handle: int) -> bool:
        try:
            return os.fstat(handle).st_ino == self.file.stat().st_ino
        except FileNotFoundError:
            return False


def _is_over(told: Line | None, over: Callable[[Line], bool]) -> bool:
    return told is not None and over(told)


def _written(seal: Seal, line: Line) -> bytes:
    plain = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(seal(plain)) + b"\n"


def _opened(unseal: Unseal, line: bytes) -> Line | None:
    try:
        told = json.loads(unseal(base64.b64decode(line.strip(), validate=True)))
    except (binascii.Error, Damaged, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _line_begins(handle: int) -> bytes:
    """Return what ends a line that a power cut left half written."""
    end = os.lseek(handle, 0, os.SEEK_END)
    return b"" if not end or os.pread(handle, 1, end - 1) == b"\n" else b"\n"


def _write(handle: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]
