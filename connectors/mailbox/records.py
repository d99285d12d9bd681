"""Names for records: a message at its place, and as whose correspondence it was found.

`messages:FOLDER.UIDVALIDITY.UID.MARK`. FOLDER is a digest of the folder's name, which may be a
person's. MARK is a digest of the identifier and of what only the message tells (its
Message-ID): without the mailbox nobody can try addresses on it, and with the mailbox it says
which correspondent is the person, and finds a copy that lies elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from rightsflow.law.subject import Identifier

_FOLDER_CHARACTERS, _MARK_CHARACTERS = 16, 32
_PARTS = 4


class Place(NamedTuple):
    """Where a message lies: a folder by its digest, UIDVALIDITY, UID (RFC 9051 2.3.1.1)."""

    folder: str
    uidvalidity: str
    uid: str


@dataclass(frozen=True, slots=True)
class Record:
    """A message, found by an identifier."""

    place: Place
    mark: str

    def named(self, collection: str) -> str:
        """Return its name as `Finding.record` gives it."""
        return f"{collection}:{'.'.join(self.place)}.{self.mark}"


def record_of(name: str) -> Record | None:
    """Return the record that a name means; None if it is no name of ours."""
    parts = name.partition(":")[2].split(".")
    if len(parts) != _PARTS or not (parts[1] + parts[2]).isdecimal():
        return None
    return Record(Place(*parts[:3]), parts[3])


def by_place(names: Iterable[str]) -> dict[Place, dict[str, str]]:
    """Return by place the names that mean it, by their marks; names that are none are left out."""
    found: dict[Place, dict[str, str]] = defaultdict(dict)
    for name in names:
        if (record := record_of(name)) is not None:
            found[record.place][record.mark] = name
    return found


def folder_digest(name: str) -> str:
    """Return what stands for a folder, named as the server writes it."""
    return _digest(_FOLDER_CHARACTERS, "folder", name)


def mark_of(fingerprint: str, identifier: Identifier) -> str:
    """Return what stands for an identifier in one message."""
    return _digest(_MARK_CHARACTERS, "mark", fingerprint, identifier.kind, identifier.value)


def _digest(characters: int, *parts: str) -> str:
    text = "\0".join(parts)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:characters]
