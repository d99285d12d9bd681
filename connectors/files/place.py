"""What the documents of a system lie in: a folder of this machine, or a store behind a network.

Everything here blocks: asynchronous callers are in a thread.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Protocol

from connectors.files.notes import Note
from rightsflow.connector import Document

CHUNK_BYTES = 64 * 2**10
"""What is read at a time."""


class Whereabouts(StrEnum):
    """What a stored path means: a document below the root, nothing, or something that is neither.

    `kept`: it was deleted, and the store keeps older versions of it.
    """

    inside = "inside"
    gone = "gone"
    kept = "kept"
    elsewhere = "elsewhere"


@dataclass(frozen=True, slots=True)
class Held:
    """Size in bytes of a document, and when it was changed."""

    size: int
    changed_at: datetime


class Opened(Protocol):
    """A document that is open for reading."""

    def read(self, size: int, /) -> bytes:
        """Return so many bytes at most; none at the end."""

    def close(self) -> None:
        """Let go of it."""


class NoteBook(Protocol):
    """Notes of deleted documents, each under the name of its record (`notes`)."""

    def write(self, record: str, note: Note) -> None:
        """Keep a note; it is there for good when this returns."""

    def read(self, record: str) -> Note | None:
        """Return the note of a record, if there is one."""

    def forget(self, record: str) -> None:
        """Delete a note."""


class Place(Protocol):
    """Documents by the path that a record of the index has for each.

    Methods raise `OSError` if what they need cannot be read or deleted, or `TryAgain` and
    `NeedsPerson` if a store says which of the two it is.
    """

    system: str

    @property
    def notes(self) -> NoteBook:
        """Return the notes that lie beside the documents."""

    def is_readable(self) -> bool:
        """Tell whether the documents are there and can be listed."""

    def problems(self, *, deletes: bool) -> list[str]:
        """Return what is wrong, each with its remedy; `deletes`: documents are deleted, too."""

    def is_empty(self) -> bool:
        """Tell whether there is nothing at all, not even a note."""

    def find(self, relative: str) -> PurePath | None:
        """Return the document that a stored path means; None if it means none of ours."""

    def named(self, relative: str) -> PurePath | None:
        """Return the document that a stored path would mean, whether it is there or not."""

    def whereabouts(self, relative: str) -> Whereabouts:
        """Tell what a stored path means."""

    def relative(self, path: PurePath) -> str:
        """Return the path of a document below the root."""

    def digest(self, path: PurePath) -> tuple[int, str]:
        """Return size in bytes and SHA-256 of a document."""

    def opened(self, path: PurePath) -> Opened:
        """Return a document, opened for reading."""

    def delete(self, relative: str) -> None:
        """Delete the document that a stored path means; it is gone when this returns."""

    def files(self) -> Iterator[tuple[PurePath, Held]]:
        """Yield every document, but for notes."""

    def document(self, relative: str) -> Document | None:
        """Return the document for a copy, not yet opened; None if there is none."""

    def close(self) -> None:
        """Let go of connections."""
