"""Documents in an object store that speaks S3: only objects below the prefix are ever read.

Everything blocks, and raises as `rightsflow.objectstore` does. A bucket that keeps versions keeps
what was deleted: so versions are deleted, too, and looked for afterwards.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import PurePath, PurePosixPath

from connectors.files.notes import FOLDER
from connectors.files.place import Held, NoteBook, Opened, Whereabouts
from connectors.files.storenotes import StoreNotes
from connectors.files.streaming import digest, document_of
from rightsflow.connector import Document
from rightsflow.errors import NeedsPerson
from rightsflow.objectstore import ObjectStore, StoreSettings

_BLOCK_BYTES = 2**20


class Store(ObjectStore):
    """The documents of one system, in one bucket below one prefix."""

    def __init__(self, url: str, settings: StoreSettings, system: str, timeout_s: float) -> None:
        """Take `s3://bucket/prefix`; nothing is asked yet."""
        super().__init__(url, settings, system, timeout_s)
        self.system = system

    @property
    def notes(self) -> NoteBook:
        """Return the notes, objects below the prefix that are no documents."""
        return StoreNotes(self)

    def problems(self, *, deletes: bool) -> list[str]:
        """Return what is wrong with the bucket, each with its remedy."""
        if not self.is_readable():
            return ["The bucket cannot be listed. Correct root, or grant s3:ListBucket."]
        try:
            if deletes:
                self._versions("")
        except NeedsPerson:
            return ["Versions of objects cannot be listed. Grant s3:ListBucketVersions."]
        return []

    def is_readable(self) -> bool:
        """Tell whether the bucket is there and can be listed."""
        try:
            self._page(MaxKeys=1)
        except (FileNotFoundError, NeedsPerson):
            return False
        return True

    def is_empty(self) -> bool:
        """Tell whether there is nothing below the prefix, not even a note."""
        return not self._page(MaxKeys=1).get("KeyCount")

    def find(self, relative: str) -> PurePath | None:
        """Return the object that a stored path means; None if it means none of ours."""
        if not _is_plain(relative):
            return None
        try:
            self._ask("head_object", Key=self._prefix + relative)
        except FileNotFoundError:
            return None
        return PurePosixPath(relative)

    def named(self, relative: str) -> PurePath | None:
        """Return the object that a stored path would mean; nothing is asked."""
        return PurePosixPath(relative) if _is_plain(relative) else None

    def whereabouts(self, relative: str) -> Whereabouts:
        """Tell whether a stored path means an object, an older version of one, or nothing."""
        if not _is_plain(relative):
            return Whereabouts.elsewhere
        if self.find(relative) is not None:
            return Whereabouts.inside
        kept = any("ETag" in one for one in self._versions(relative))
        return Whereabouts.kept if kept else Whereabouts.gone

    def relative(self, path: PurePath) -> str:
        """Return the name of an object below the prefix."""
        return str(path)

    def digest(self, path: PurePath) -> tuple[int, str]:
        """Return size in bytes and SHA-256 of an object, read in pieces."""
        return digest(self.opened(path))

    def opened(self, path: PurePath) -> Opened:
        """Return an object, opened for reading."""
        return self.open(str(path))

    def read(self, relative: str) -> bytes:
        """Return a small object; raises `FileNotFoundError` if there is none."""
        with closing(self.opened(PurePosixPath(relative))) as file:
            return file.read(_BLOCK_BYTES)

    def write(self, relative: str, content: bytes) -> None:
        """Store a small object."""
        self._ask("put_object", Key=self._prefix + relative, Body=content)

    def delete(self, relative: str) -> None:
        """Delete an object with all its versions, or the object alone where that is not allowed."""
        super().delete(relative)
        if self.find(relative) is not None:
            message = f"A document of {self.system} is still there after it was deleted."
            raise NeedsPerson(message)

    def files(self) -> Iterator[tuple[PurePath, Held]]:
        """Yield every object below the prefix, page by page, but for notes."""
        for one in self._pages():
            relative = str(one["Key"]).removeprefix(self._prefix)
            if relative.endswith("/") or relative.startswith(f"{FOLDER}/"):
                continue
            if not _is_plain(relative):
                message = f"An object of {self.system} has no name that is a path. Rename it."
                raise NeedsPerson(message)
            yield PurePosixPath(relative), Held(int(one["Size"]), one["LastModified"])

    def document(self, relative: str) -> Document | None:
        """Return the document, not yet opened; None if there is none."""
        return document_of(self, relative)


def _is_plain(relative: str) -> bool:
    """Tell whether a stored path is the name of an object, and no trick or version of one."""
    parts = relative.split("/")
    return not (set(parts) & {"", ".", ".."} or "\0" in relative or "?versionId=" in relative)
