"""A folder of documents: only regular files below it are ever opened."""

import asyncio
import os
import re
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from enum import StrEnum
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NoReturn

from connectors.files.notes import FOLDER, sync
from rightsflow.connector import Document
from rightsflow.errors import NeedsPerson

CHUNK_BYTES = 64 * 2**10
"""What is read at a time."""

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


class Whereabouts(StrEnum):
    """What a stored path means: a file below the root, nothing, or something that is neither."""

    inside = "inside"
    gone = "gone"
    elsewhere = "elsewhere"


class Folder:
    """The documents of one system."""

    def __init__(self, root: Path, system: str) -> None:
        """Take the folder, and the name of its system for error texts."""
        self.root = root
        self.system = system

    def is_readable(self) -> bool:
        """Tell whether the folder is there and can be listed."""
        return self.root.is_dir() and os.access(self.root, os.R_OK | os.X_OK)

    def is_empty(self) -> bool:
        """Tell whether there is nothing at all in the folder, not even a note."""
        with os.scandir(self.root) as entries:
            return next(entries, None) is None

    def find(self, relative: str) -> Path | None:
        """Return the file that a stored path means; None if it is not a file below the root.

        The path comes from a database that others write to: one that leads out, by `..`, by
        being absolute or by a symbolic link, means no document of ours.
        """
        if not relative or "\0" in relative:
            return None
        try:
            path = (self.root / relative).resolve(strict=True)
            inside = path.is_relative_to(self.root.resolve(strict=True))
            return path if inside and path.is_file() and os.access(path, os.R_OK) else None
        except (OSError, ValueError, RuntimeError):
            return None

    def whereabouts(self, relative: str) -> Whereabouts:
        """Tell whether a stored path means a file below the root, nothing at all, or worse."""
        if self.find(relative) is not None:
            return Whereabouts.inside
        try:
            above = (self.root / relative).parent.resolve()
            inside = above.is_relative_to(self.root.resolve(strict=True))
            gone = inside and "\0" not in relative and not os.path.lexists(self.root / relative)
        except (OSError, ValueError, RuntimeError):
            gone = False
        return Whereabouts.gone if gone else Whereabouts.elsewhere

    def digested(self, relative: str) -> tuple[int, str] | None:
        """Return size in bytes and SHA-256 of a document; None if there is none."""
        path = self.find(relative)
        return None if path is None else digest(path)

    def delete(self, relative: str) -> None:
        """Delete the file that a stored path means, with the link that led to it, if any.

        It is off the disk when this returns. Raises `OSError` if it cannot be deleted.
        """
        path = self.find(relative)
        for one in dict.fromkeys((path, self.root / relative) if path else ()):
            one.unlink(missing_ok=True)
            sync(one.parent)

    def files(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Yield every regular file below the root, but for notes; links are not followed.

        Raises `OSError` if a folder cannot be listed: what nobody saw is not called empty.
        """
        root = self.root.resolve(strict=True)
        for above, folders, names in os.walk(root, onerror=_raised):
            if Path(above) == root and FOLDER in folders:
                folders.remove(FOLDER)
            for name in names:
                path = Path(above, name)
                with suppress(FileNotFoundError):  # deleted since the folder was listed
                    held = path.lstat()
                    if stat.S_ISREG(held.st_mode):
                        yield path, held

    def document(self, relative: str) -> Document | None:
        """Return the document, not yet opened; None if there is none."""
        path = self.find(relative)
        if path is None:
            return None
        name = PurePosixPath(relative).name
        suffix = PurePosixPath(name).suffix.lower()
        return Document(
            title=name,
            suffix=suffix if _SUFFIX.fullmatch(suffix) else "",
            content=lambda: self._pieces(path),
        )

    async def _pieces(self, path: Path) -> AsyncIterator[bytes]:
        """Read in pieces, in a thread; raises `NeedsPerson` if it cannot be read any more."""
        try:
            file = await asyncio.to_thread(_opened, path)
            try:
                while piece := await asyncio.to_thread(file.read, CHUNK_BYTES):
                    yield piece
            finally:
                file.close()
        except OSError as error:
            message = f"System {self.system}: a document cannot be read ({type(error).__name__})."
            raise NeedsPerson(message) from None


def digest(path: Path) -> tuple[int, str]:
    """Return size in bytes and SHA-256 of a file, read in pieces."""
    summed, size = sha256(), 0
    with _opened(path) as file:
        while piece := file.read(CHUNK_BYTES):
            summed.update(piece)
            size += len(piece)
    return size, summed.hexdigest()


def _raised(error: OSError) -> NoReturn:
    raise error


def _opened(path: Path) -> BinaryIO:
    """Open without following a link that took the file's place since it was looked at."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    return os.fdopen(descriptor, "rb", buffering=0)
