"""A vault in a bucket of an object store that speaks S3: for machines that share no folder.

A file is sealed on this machine's disk and stored in one go when it is whole, in parts where it is
large; an object shows when its last part is there, or never. What lies on the disk until then is
sealed, and as large as the file: nothing grows in memory.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Self

from rightsflow.copy.shelves import TEMPORARY, Readable, swept
from rightsflow.objectstore import ObjectStore, StoreSettings

_TIMEOUT_S = 20.0
_PART_BYTES = 8 * 2**20
"""The size of a part of a large file; a store takes 10,000 of them (78 GiB)."""

_PARTS_AT_ONCE = 2


class Bucket(ObjectStore):
    """The files of a vault as objects `prefix/scope/name`; `spool` is a folder of this machine."""

    def __init__(self, url: str, settings: StoreSettings, spool: Path) -> None:
        """Take `s3://bucket/prefix`; nothing is asked yet."""
        super().__init__(url, settings, "the vault", _TIMEOUT_S)
        self._url, self._spool = url, spool

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to another process as what it is made of; there it is opened once."""
        return bucket, (self._url, self._settings, self._spool)

    def aside(self, scope: str) -> Path:  # noqa: ARG002 - one folder for all
        """Return the folder of this machine where files are sealed."""
        return self._spool

    def make(self, folder: Path) -> None:
        """Make it, readable by its owner alone."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def place(self, temporary: Path, scope: str, name: str) -> None:
        """Store a file; the object is there, or not, and nothing of it in between."""
        target = f"{self._bucket}/{self._prefix}{scope}/{name}"
        parts = {"chunksize": _PART_BYTES, "max_concurrency": _PARTS_AT_ONCE}
        self._guarded(lambda: self._files.put_file(str(temporary), target, **parts))
        temporary.unlink()

    @contextmanager
    def opened(self, scope: str, name: str) -> Iterator[Readable]:
        """Open an object; it is read as it is needed."""
        with closing(self.open(f"{scope}/{name}")) as file:
            yield file

    def bytes(self, scope: str, name: str) -> int:
        """Return the size of an object."""
        return int(self._ask("head_object", Key=f"{self._prefix}{scope}/{name}")["ContentLength"])

    def exists(self, scope: str, name: str) -> bool:
        """Say whether there is such an object."""
        try:
            self.bytes(scope, name)
        except FileNotFoundError:
            return False
        return True

    def names(self, scope: str) -> list[str]:
        """List the objects of a scope."""
        before = f"{self._prefix}{scope}/"
        return [str(one["Key"]).removeprefix(before) for one in self._pages(f"{scope}/")]

    def scopes(self) -> dict[str, datetime]:
        """Return the scopes that objects are named after, with the newest time of each."""
        found: dict[str, datetime] = {}
        for one in self._pages():
            scope, slash, _ = str(one["Key"]).removeprefix(self._prefix).partition("/")
            if slash:
                found[scope] = max(one["LastModified"], found.get(scope, one["LastModified"]))
        return found

    def remove(self, scope: str, name: str) -> None:
        """Remove an object with all its versions."""
        self.delete(f"{scope}/{name}")

    def remove_all(self, scope: str) -> None:
        """Remove every object of a scope with all their versions."""
        for name in self.names(scope):
            self.remove(scope, name)

    def sweep(self, before: datetime) -> int:
        """Remove files of this machine whose writer died before they were stored."""
        return swept(self._spool.glob(f"{TEMPORARY}*"), before)

    def secure(self, files: Sequence[tuple[str, str]]) -> None:
        """Do nothing: what is stored is safe."""

    def hasty(self) -> Self:
        """Return the bucket itself: a store is never hasty."""
        return self


@cache
def bucket(url: str, settings: StoreSettings, spool: Path) -> Bucket:
    """Return a bucket of this process; its connections are opened once."""
    return Bucket(url, settings, spool)
