"""The master key's file, and the one beside it that is to take its place.

While a rotation goes on, both lie there, and every process opens with either. A process that runs
looks at both files whenever it needs a key: it learns of a new key without being started again.
"""

import base64
import binascii
import os
import secrets
import stat
from pathlib import Path

from rightsflow import sealing
from rightsflow.errors import Misconfigured, WrongKey

NEXT = ".next"
"""What is added to the name of the key file for the key that is to take its place."""

_KEY_ID_LENGTH = 16
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_PRIVATE = 0o600

Stamp = tuple[tuple[int, int, int] | None, ...]
"""Inode, change and size of each file; None for one that is not there."""


def read_master_key(file: Path) -> bytes:
    """Return the master key from its file.

    Raises `WrongKey` if the file is missing, can be read by others, or is no key.
    """
    if not file.is_file():
        problem = f"The master key {file.name} is missing. Put it back; without it nothing opens."
        raise WrongKey(problem)
    if file.stat().st_mode & _OTHERS:
        problem = f"Others may read the master key {file.name}. Run: chmod 600 {file.name}"
        raise WrongKey(problem)
    try:
        key = base64.b64decode(file.read_bytes().strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != sealing.KEY_BYTES:
        problem = f"{file.name} is not a master key: 32 bytes in base64 are expected."
        raise WrongKey(problem)
    return key


def write_master_key(file: Path, key: bytes) -> None:
    """Write a key file with the rights 0600; it is whole and on the disk under its name, or absent.

    Raises `FileExistsError` if there is one: a key is never written over.
    """
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _PRIVATE)
    try:
        os.write(handle, base64.b64encode(key) + b"\n")
        os.fsync(handle)
        os.link(fresh, file)
    finally:
        os.close(handle)
        fresh.unlink()
    _sync(file.parent)


def id_of(master: bytes) -> str:
    """Return the name of a key: 16 hexadecimal digits that tell nothing about it."""
    return sealing.derive(master, "id").hex()[:_KEY_ID_LENGTH]


class KeyFiles:
    """The file of the master key, and the next one beside it."""

    def __init__(self, file: Path) -> None:
        self.file = file.resolve()
        self.next = self.file.with_name(self.file.name + NEXT)

    def stamp(self) -> Stamp:
        """Return what changes when a file does; costs microseconds."""
        return _stamp(self.file), _stamp(self.next)

    def read(self) -> list[bytes]:
        """Return the master key, and the next one if there is one; raises `WrongKey`."""
        held = [read_master_key(self.file)]
        return [*held, read_master_key(self.next)] if self.next.exists() else held

    def make_next(self) -> bytes:
        """Make the next key, or return the one that is there already.

        Raises `Misconfigured` where nothing can be written beside the key file.
        """
        if not self.next.exists():
            try:
                write_master_key(self.next, sealing.new_key())
            except OSError as error:
                problem = (
                    f"The next key is made beside {self.file.name}, and nothing can be written "
                    f"there ({error.strerror}). Have the key file in a folder of your own."
                )
                raise Misconfigured(problem) from None
        return read_master_key(self.next)

    def take_on(self) -> None:
        """Put the next key in the place of the master key, which is gone with that."""
        self.next.replace(self.file)
        _sync(self.file.parent)


def _stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
