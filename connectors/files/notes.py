"""What a document was, noted before it is deleted: without it nobody could ask for it again.

The index forgets the path with its row. A note lies in a hidden folder below the root, in the
system that held the document; it goes as soon as verifying finds nothing left. It is written
before the document is deleted, and survives whatever ends the work between.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from rightsflow.wholefile import replace_file

FOLDER = ".rightsflow"
"""Below the root; nothing in it is a document."""


@dataclass(frozen=True, slots=True)
class Note:
    """The path as the index had it, the size in bytes and the SHA-256 of a deleted document."""

    path: str
    size: int
    digest: str


class Notes:
    """The notes of one folder, each under the name of its record, digested."""

    def __init__(self, root: Path) -> None:
        """Take the root of the documents."""
        self._folder = root / FOLDER

    def write(self, record: str, note: Note) -> None:
        """Keep a note; it is on the disk when this returns."""
        replace_file(self._file(record), json.dumps(asdict(note)).encode())

    def read(self, record: str) -> Note | None:
        """Return the note of a record, if there is one."""
        try:
            return Note(**json.loads(self._file(record).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def forget(self, record: str) -> None:
        """Delete a note, and the folder with the last one."""
        self._file(record).unlink(missing_ok=True)
        with suppress(OSError):  # other notes lie in it, or it is not there
            self._folder.rmdir()

    def _file(self, record: str) -> Path:
        return self._folder / f"{sha256(record.encode()).hexdigest()}.json"


def sync(folder: Path) -> None:
    """Bring the entries of a folder onto the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
