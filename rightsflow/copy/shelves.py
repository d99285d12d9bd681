"""Where the sealed files of a vault lie: a folder, or a bucket of an object store.

A file is written aside and appears under its name in one go, whole or not at all. Names are those
that `rightsflow.copy.vault` has checked: none leads out.
"""

import os
import shutil
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

TEMPORARY = ".new-"

_WAITING = 8
"""So many threads wait for the disk at once: it takes their files in one go."""


class Readable(Protocol):
    """A file, opened for reading."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, fewer at the end."""


class Shelf(Protocol):
    """Files by scope and name. What blocks is called in threads."""

    def aside(self, scope: str) -> Path:
        """Return the local folder in which a file is written before it appears here."""

    def make(self, folder: Path) -> None:
        """Make the folder that `aside` named; called where it is missing."""

    def place(self, temporary: Path, scope: str, name: str) -> None:
        """Let a whole file appear under its name, and be gone from where it was written."""

    def opened(self, scope: str, name: str) -> AbstractContextManager[Readable]:
        """Return a file to be read; raises `FileNotFoundError`."""

    def bytes(self, scope: str, name: str) -> int:
        """Return the size of a file; raises `FileNotFoundError`."""

    def exists(self, scope: str, name: str) -> bool:
        """Say whether there is such a file."""

    def names(self, scope: str) -> list[str]:
        """List the files of a scope."""

    def scopes(self) -> dict[str, datetime]:
        """Return every scope of which something is here, with when it was last changed (aware)."""

    def remove(self, scope: str, name: str) -> None:
        """Remove a file; one that is not there is no fault."""

    def remove_all(self, scope: str) -> None:
        """Remove every file of a scope."""

    def sweep(self, before: datetime) -> int:
        """Remove what was written aside and never placed, before that moment; return how many."""

    def secure(self, files: Sequence[tuple[str, str]]) -> None:
        """Make sure that files outlast a power cut which were placed in haste."""

    def hasty(self) -> "Shelf":
        """Return this shelf, placing files that are secured later, many in one go."""


class Folder:
    """A folder with one folder for each scope. `durable=False` trusts the machine to stay up."""

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        """Take the folder; it is made when something is first written."""
        self.root = root
        self.durable = durable

    def aside(self, scope: str) -> Path:
        """Return the folder of the scope itself: a rename does not cross a disk."""
        return self.root / scope

    def make(self, folder: Path) -> None:
        """Make it, readable by its owner alone."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        self._settle(self.root)

    def place(self, temporary: Path, scope: str, name: str) -> None:
        """Rename; the file and its name are on the disk when this returns, if durable."""
        if self.durable:
            sync(temporary)
        temporary.replace(self.root / scope / name)
        self._settle(self.root / scope)

    @contextmanager
    def opened(self, scope: str, name: str) -> Iterator[Readable]:
        """Open a file."""
        with closing((self.root / scope / name).open("rb", buffering=0)) as file:
            yield file

    def bytes(self, scope: str, name: str) -> int:
        """Return the size of a file."""
        return (self.root / scope / name).stat().st_size

    def exists(self, scope: str, name: str) -> bool:
        """Say whether there is such a file."""
        return (self.root / scope / name).is_file()

    def names(self, scope: str) -> list[str]:
        """List the files of a scope, without those that are being written."""
        folder = self.root / scope
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return [name for name in names if not name.startswith(TEMPORARY)]

    def scopes(self) -> dict[str, datetime]:
        """Return the folders, with the time of each."""
        found: dict[str, datetime] = {}
        for folder in self.root.iterdir() if self.root.is_dir() else ():
            with suppress(FileNotFoundError):
                if folder.is_dir():
                    found[folder.name] = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        return found

    def remove(self, scope: str, name: str) -> None:
        """Remove a file."""
        with suppress(FileNotFoundError):
            (self.root / scope / name).unlink()
            self._settle(self.root / scope)

    def remove_all(self, scope: str) -> None:
        """Remove the folder of a scope."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.root / scope)
            self._settle(self.root)

    def sweep(self, before: datetime) -> int:
        """Remove files whose writer died."""
        return swept(self.root.glob(f"*/{TEMPORARY}*"), before)

    def secure(self, files: Sequence[tuple[str, str]]) -> None:
        """Put files and their names on the disk, many at a time."""
        paths = [self.root / scope / name for scope, name in files]
        with ThreadPoolExecutor(_WAITING) as threads:
            deque(threads.map(sync, [*paths, *{path.parent for path in paths}]), maxlen=0)
        sync(self.root)

    def hasty(self) -> "Folder":
        """Return the folder without waiting for the disk."""
        return Folder(self.root, durable=False)

    def _settle(self, folder: Path) -> None:
        if self.durable:
            sync(folder)


def swept(temporary: Iterator[Path], before: datetime) -> int:
    """Remove files that were last written before that moment; return how many."""
    count = 0
    for path in temporary:
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                count += 1
    return count


def sync(path: Path) -> None:
    """Put a file, or the names in a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
