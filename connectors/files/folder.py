"""A folder of documents: only regular files below it are ever opened."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import BinaryIO, NoReturn

from connectors.files.notes import FOLDER, Notes, sync
from connectors.files.place import Held, Whereabouts
from connectors.files.streaming import digest, document_of
from rightsflow.connector import Document


class Folder:
    """The documents of one system."""

    def __init__(self, root: Path, system: str) -> None:
        """Take the folder, and the name of its system for error texts."""
        self.root = root
        self.system = system

    @property
    def notes(self) -> Notes:
        """Return the notes, in a hidden folder below the root."""
        return Notes(self.root)

    def problems(self, *, deletes: bool) -> list[str]:
        """Return what is wrong with the folder, each with its remedy."""
        if not self.is_readable():
            return ["The folder of documents cannot be read. Correct root, or its permissions."]
        if deletes and not os.access(self.root, os.W_OK):
            return ["No document can be deleted. Let this user write the folder of documents."]
        return []

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

    def named(self, relative: str) -> Path | None:
        """Return the file that a stored path means; of one that is not there nobody can tell."""
        return self.find(relative)

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

    def relative(self, path: PurePath) -> str:
        """Return the path of a file below the root."""
        return str(path.relative_to(self.root.resolve(strict=True)))

    def digest(self, path: PurePath) -> tuple[int, str]:
        """Return size in bytes and SHA-256 of a file, read in pieces."""
        return digest(self.opened(path))

    def opened(self, path: PurePath) -> BinaryIO:
        """Open without following a link that took the file's place since it was looked at."""
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        return os.fdopen(descriptor, "rb", buffering=0)

    def delete(self, relative: str) -> None:
        """Delete the file that a stored path means, with the link that led to it, if any.

        It is off the disk when this returns. Raises `OSError` if it cannot be deleted.
        """
        path = self.find(relative)
        for one in dict.fromkeys((path, self.root / relative) if path else ()):
            one.unlink(missing_ok=True)
            sync(one.parent)

    def files(self) -> Iterator[tuple[Path, Held]]:
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
                        yield path, Held(held.st_size, datetime.fromtimestamp(held.st_mtime, UTC))

    def document(self, relative: str) -> Document | None:
        """Return the document, not yet opened; None if there is none."""
        return document_of(self, relative)

    def close(self) -> None:
        """Hold nothing open."""


def _raised(error: OSError) -> NoReturn:
    raise error
