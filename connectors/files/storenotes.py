"""Notes of deleted documents in a store: objects below its prefix, deleted with all versions."""

import json
from dataclasses import asdict
from hashlib import sha256
from typing import Protocol

from connectors.files.notes import FOLDER, Note


class Objects(Protocol):
    """What notes need of a store."""

    def read(self, relative: str) -> bytes:
        """Return a small object; raises `FileNotFoundError` if there is none."""

    def write(self, relative: str, content: bytes) -> None:
        """Store a small object."""

    def delete(self, relative: str) -> None:
        """Delete an object with all its versions."""


class StoreNotes:
    """Each under the digest of the name of its record."""

    def __init__(self, objects: Objects) -> None:
        """Take the store."""
        self._objects = objects

    def write(self, record: str, note: Note) -> None:
        """Keep a note; it is stored when this returns."""
        self._objects.write(_name(record), json.dumps(asdict(note)).encode())

    def read(self, record: str) -> Note | None:
        """Return the note of a record, if there is one."""
        try:
            return Note(**json.loads(self._objects.read(_name(record))))
        except FileNotFoundError:
            return None

    def forget(self, record: str) -> None:
        """Delete a note."""
        self._objects.delete(_name(record))


def _name(record: str) -> str:
    return f"{FOLDER}/{sha256(record.encode()).hexdigest()}.json"
