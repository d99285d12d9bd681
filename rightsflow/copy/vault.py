"""Sealed files, written once: found data, documents and the finished copy of each case.

A file appears under its name only when it is complete and will outlast a power cut; it is never
appended to. Case and item are bound into its key: moved to another place it does not open.
"""

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from rightsflow.copy.shelves import TEMPORARY, Folder, Shelf
from rightsflow.copy.stream import CHUNK_BYTES, HEADER_BYTES, TAG_BYTES, Chunks, new_header, opened
from rightsflow.errors import Damaged, Misconfigured

_SCOPE = re.compile(r"(?:RF-\d{4}|M)-\d{6,12}")
_ITEM = re.compile(r"(?=.{1,120}\Z)[a-z0-9_-]+(?:[./][a-z0-9_-]+)*")
_NO_MESSAGE = "M-000000"
"""The scope of no message: row numbers begin with one."""

_SLASH = "+"
"""Items lie side by side in the folder of their scope; this stands for the slash in a name."""


class Vault:
    """The sealed files, in a folder or on another shelf. `durable=False` trusts the machine.

    A scope is a case number (`RF-2026-000123`) or a message (`M-000017`); an item is a name
    such as `raw` or `document/crm/0001`. Any other shape raises `ValueError`: neither can
    lead out of the vault. Each method raises `TryAgain` where an object store is away.
    """

    def __init__(self, place: Path | Shelf, *, durable: bool = True) -> None:
        self.shelf = Folder(place, durable=durable) if isinstance(place, Path) else place

    def hasty(self) -> Self:
        """Return the same vault, whose files are put on the disk later, by `secure`."""
        return type(self)(self.shelf.hasty())

    def sink(self, key: bytes, scope: str, item: str) -> "Sink":
        """Return a file to be written; it must be committed or abandoned."""
        name, header = _named(scope, item), new_header()
        return Sink(self.shelf, scope, name, Chunks(key, header, scope, item), header)

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
            with self.shelf.opened(scope, _named(scope, item)) as file:
                yield from opened(file, key, scope, item)
        except FileNotFoundError:
            problem = "A file of the vault is missing."
            raise Damaged(problem) from None

    def get(self, key: bytes, scope: str, item: str) -> bytes:
        """Return the whole content; raises `Damaged`."""
        return b"".join(self.read(key, scope, item))

    def exists(self, scope: str, item: str) -> bool:
        """Say whether the item was written."""
        return self.shelf.exists(scope, _named(scope, item))

    def size(self, scope: str, item: str) -> int:
        """Return the bytes of the content; raises `Damaged` where nothing lies."""
        try:
            sealed = self.shelf.bytes(scope, _named(scope, item)) - HEADER_BYTES
        except FileNotFoundError:
            problem = "A file of the vault is missing."
            raise Damaged(problem) from None
        return sealed - TAG_BYTES * -(-sealed // (CHUNK_BYTES + TAG_BYTES))

    def items(self, scope: str) -> list[str]:
        """List what lies in a scope, in order."""
        return sorted(name.replace(_SLASH, "/") for name in self.shelf.names(_checked(scope)))

    def discard(self, scope: str, item: str) -> None:
        """Remove one file; removing what is not there is harmless."""
        self.shelf.remove(scope, _named(scope, item))

    def delete(self, scope: str) -> None:
        """Remove everything of a scope; repeating it is harmless."""
        self.shelf.remove_all(_checked(scope))

    def scopes(self) -> dict[str, datetime]:
        """Return every scope that has a folder here, with when something was last put into it."""
        return {name: at for name, at in self.shelf.scopes().items() if _SCOPE.fullmatch(name)}

    def sweep(self, before: datetime) -> int:
        """Remove files whose writer died, last written before that moment; return how many."""
        return self.shelf.sweep(before)

    def check(self) -> None:
        """Write a file, read it back and remove it.

        Raises `Misconfigured` where the folder cannot be written to or a secret is missing,
        `NeedsPerson` or `TryAgain` where an object store refuses or is away.
        """
        key, item = secrets.token_bytes(32), f"check/{secrets.token_hex(8)}"
        try:
            self.put(key, _NO_MESSAGE, item, key)
            self.get(key, _NO_MESSAGE, item)
            self.delete(_NO_MESSAGE)
        except FileNotFoundError:
            problem = "The bucket of the vault is not there. Make it, or correct register.vault."
            raise Misconfigured(problem) from None
        except OSError as error:
            problem = f"The vault cannot be written to ({error.strerror}). Correct register.vault."
            raise Misconfigured(problem) from None

    def secure(self, items: Iterable[tuple[str, str]]) -> None:
        """Put files on the disk that a hasty vault has written, all in one go.

        A file that power loss cut before this is `Damaged`, never taken for whole.
        """
        self.shelf.secure([(scope, _named(scope, item)) for scope, item in items])


def _checked(scope: str) -> str:
    if not _SCOPE.fullmatch(scope):
        problem = "no scope of a vault: want RF-2026-000123 or M-000017"
        raise ValueError(problem)
    return scope


def _named(scope: str, item: str) -> str:
    """Return the name of an item's file, once both are known to lead nowhere else."""
    _checked(scope)
    if not _ITEM.fullmatch(item):
        problem = "no item of a vault: want lower-case words with / . - _ between"
        raise ValueError(problem)
    return item.replace("/", _SLASH)


class Sink:
    """One file being written. Holds at most a chunk in memory and, between chunks, no handle."""

    def __init__(self, shelf: Shelf, scope: str, name: str, chunks: Chunks, header: bytes) -> None:
        self._shelf, self._scope, self._name = shelf, scope, name
        self._temporary = shelf.aside(scope) / (TEMPORARY + secrets.token_hex(8))
        self._chunks = chunks
        self._pending = bytearray()
        self._sealed = header
        self._begun = False

    def write(self, content: bytes | memoryview) -> int:
        """Take more content; returns how much, as a file would."""
        self._pending += content
        while len(self._pending) > CHUNK_BYTES:
            self._flush(CHUNK_BYTES, last=False)
        return len(content)

    def commit(self) -> None:
        """Finish: the file lies under its name, on the disk or in the store, when this returns."""
        self._flush(CHUNK_BYTES, last=True)
        self._shelf.place(self._temporary, self._scope, self._name)

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
            self._shelf.make(self._temporary.parent)
            return os.open(self._temporary, flags, 0o600)


def write_all(handle: int, content: bytes) -> None:
    """Write every byte; `os.write` may take fewer at a time."""
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]
