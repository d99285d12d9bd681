"""A folder of documents: only regular files below it are ever opened."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from rightsflow.connector import Document
from rightsflow.errors import NeedsPerson

CHUNK_BYTES = 64 * 2**10
"""What is read at a time."""

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


class Folder:
    """The documents of one system."""

    def __init__(self, root: Path, system: str) -> None:
        """Take the folder, and the name of its system for error texts."""
        self.root = root
        self.system = system

    def is_readable(self) -> bool:
        """Tell whether the folder is there and can be listed."""
        return self.root.is_dir() and os.access(self.root, os.R_OK | os.X_OK)

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


def _opened(path: Path) -> BinaryIO:
    """Open without following a link that took the file's place since it was looked at."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    return os.fdopen(descriptor, "rb", buffering=0)
