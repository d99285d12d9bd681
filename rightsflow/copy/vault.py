"""Sealed files, written once: found data, documents and the finished copy of each case.

A file appears under its name only when it is complete and on the disk; it is never appended
to. Case and item are bound into its key: moved to another place it does not open.
"""

import os
import re
import secrets
import shutil
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from rightsflow.copy.stream import CHUNK_BYTES, HEADER_BYTES, TAG_BYTES, Chunks, new_header, opened
from rightsflow.errors import Damaged

_SCOPE = re.compile(r"(?:RF-\d{4}|M)-\d{6,12}")
_ITEM = re.compile(r"(?=.{1,120}\Z)[a-z0-9_-]+(?:[./][a-z0-9_-]+)*")
_TEMPORARY = ".new-"
_SLASH = "+"
"""Items lie side by side in the folder of their scope; this stands for the slash in a name."""

_WAITING = 8
"""So many threads wait for the disk at once: it takes their files in one go."""


class Vault:
    """The folder with the sealed files. `durable=False` trusts the machine to stay up.

    A scope is a case number (`RF-2026-000123`) or a message (`M-000017`); an item is a name
    such as `raw` or `document/crm/0001`. Any other shape raises `ValueError`: neither can
    lead out of the vault.
    """

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        self.root = root
        self.durable = durable

    def sink(self, key: bytes, scope: str, item: str) -> "Sink":
        """Return a file to be written; it must be committed or abandoned."""
        return Sink(
            self._path(scope, item),
            Chunks(key, header := new_header(), scope, item),
            header,
            durable=self.durable,
        )

    @contextmanager
    def writer(self, key: bytes, scope: str, item: str) -> Iterator["Sink"]:
        """Write one file; an exception inside leaves nothing behind."""
        sink = self.sink(key, scope, item)
        try:
            yield sink
            sink.commit()
        except BaseException:
            sink.abandon()
            raise

    def put(self, key: bytes, scope: str, item: str, content: bytes) -> None:
        """Write a whole file."""
        with self.writer(key, scope, item) as sink:
            sink.write(content)

    def read(self, key: bytes, scope: str, item: str) -> Iterator[bytes]:
        """Yield the content in chunks of 64 KiB; raises `Damaged`, also where nothing lies."""
        try:
            file = self._path(scope, item).open("rb", buffering=0)
        except FileNotFoundError:
            problem = "A file of the vault is missing."
            raise Damaged(problem) from None
        with file:
            yield from opened(file, key, scope, item)

    def get(self, key: bytes, scope: str, item: str) -> bytes:
        """Return the whole content; raises `Damaged`."""
        return b"".join(self.read(key, scope, item))

    def exists(self, scope: str, item: str) -> bool:
        """Say whether the item was written."""
        return self._path(scope, item).is_file()

    def size(self, scope: str, item: str) -> int:
        """Return the bytes of the content; raises `Damaged` where nothing lies."""
        try:
            sealed = self._path(scope, item).stat().st_size - HEADER_BYTES
        except FileNotFoundError:
            problem = "A file of the vault is missing."
            raise Damaged(problem) from None
        return sealed - TAG_BYTES * -(-sealed // (CHUNK_BYTES + TAG_BYTES))

    def items(self, scope: str) -> list[str]:
        """List what lies in a scope, in order."""
        folder = self._folder(scope)
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return sorted(n.replace(_SLASH, "/") for n in names if not n.startswith(_TEMPORARY))

    def discard(self, scope: str, item: str) -> None:
        """Remove one file; removing what is not there is harmless."""
        path = self._path(scope, item)
        with suppress(FileNotFoundError):
            path.unlink()
            self._settle(path.parent)

    def delete(self, scope: str) -> None:
        """Remove everything of a scope; repeating it is harmless."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self._folder(scope))
            self._settle(self.root)

    def scopes(self) -> dict[str, datetime]:
        """Return every scope that has a folder here, with when something was last put into it."""
        found: dict[str, datetime] = {}
        for folder in self.root.iterdir() if self.root.is_dir() else ():
            if _SCOPE.fullmatch(folder.name):
                with suppress(FileNotFoundError):
                    found[folder.name] = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        return found

    def sweep(self, before: datetime) -> int:
        """Remove files whose writer died, last written before that moment; return how many."""
        swept = 0
        for path in self.root.glob(f"*/{_TEMPORARY}*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    swept += 1
        return swept

    def secure(self, items: Iterable[tuple[str, str]]) -> None:
        """Put files on the disk that were written with `durable=False`, all in one go.

        A file that power loss cut before this is `Damaged`, never taken for whole.
        """
        paths = [self._path(scope, item) for scope, item in items]
        folders = {path.parent for path in paths}
        with ThreadPoolExecutor(_WAITING) as threads:
            deque(threads.map(_sync, [*paths, *folders]), maxlen=0)
        sync_folder(self.root)

    def _settle(self, folder: Path) -> None:
        if self.durable:
            sync_folder(folder)

    def _folder(self, scope: str) -> Path:
        if not _SCOPE.fullmatch(scope):
            problem = "no scope of a vault: want RF-2026-000123 or M-000017"
            raise ValueError(problem)
        return self.root / scope

    def _path(self, scope: str, item: str) -> Path:
        if not _ITEM.fullmatch(item):
            problem = "no item of a vault: want lower-case words with / . - _ between"
            raise ValueError(problem)
        return self._folder(scope) / item.replace("/", _SLASH)


class Sink:
    """One file being written. Holds at most a chunk in memory and, between chunks, no handle."""

    def __init__(self, path: Path, chunks: Chunks, header: bytes, *, durable: bool) -> None:
        self._path = path
        self._temporary = path.with_name(_TEMPORARY + secrets.token_hex(8))
        self._chunks = chunks
        self._pending = bytearray()
        self._sealed = header
        self._durable = durable
        self._begun = False

    def write(self, content: bytes | memoryview) -> int:
        """Take more content; returns how much, as a file would."""
        self._pending += content
        while len(self._pending) > CHUNK_BYTES:
            self._flush(CHUNK_BYTES, last=False)
        return len(content)

    def commit(self) -> None:
        """Finish: the file is on the disk under its name when this returns."""
        self._flush(CHUNK_BYTES, last=True)
        self._temporary.replace(self._path)
        if self._durable:
            sync_folder(self._path.parent)

    def abandon(self) -> None:
        """Forget what was written."""
        self._pending.clear()
        with suppress(FileNotFoundError):
            self._temporary.unlink()

    def _flush(self, count: int, *, last: bool) -> None:
        self._sealed += self._chunks.seal(bytes(self._pending[:count]), last=last)
        del self._pending[:count]
        handle = self._open()
        try:
            write_all(handle, self._sealed)
            if last and self._durable:
                os.fsync(handle)
        finally:
            os.close(handle)
        self._sealed = b""

    def _open(self) -> int:
        if self._begun:
            return os.open(self._temporary, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
        self._begun = True
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        try:
            return os.open(self._temporary, flags, 0o600)
        except FileNotFoundError:
            folder = self._path.parent
            folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            if self._durable:
                sync_folder(folder.parent)
            return os.open(self._temporary, flags, 0o600)


def write_all(handle: int, content: bytes) -> None:
    """Write every byte; `os.write` may take fewer at a time."""
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk."""
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
