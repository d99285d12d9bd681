"""Documents in an object store that speaks S3: only objects below the prefix are ever read.

Everything blocks, and raises `TryAgain` if the store does not answer, `NeedsPerson` if it
refuses. A bucket that keeps versions keeps what was deleted: so versions are deleted, too, and
looked for afterwards.
"""

import importlib
import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache, cached_property
from pathlib import PurePath, PurePosixPath
from typing import Any, TypeVar

from connectors.files.notes import FOLDER
from connectors.files.place import Held, NoteBook, Opened, Whereabouts
from connectors.files.settings import StoreSettings
from connectors.files.storenotes import StoreNotes
from connectors.files.streaming import digest, document_of
from rightsflow.connector import Document
from rightsflow.errors import Misconfigured, NeedsPerson, TryAgain

Result = TypeVar("Result")

_BLOCK_BYTES = 2**20
_LOGGERS = ("aiobotocore", "botocore", "fsspec", "s3fs")


class Store:
    """The documents of one system, in one bucket below one prefix."""

    def __init__(self, url: str, settings: StoreSettings, system: str, timeout_s: float) -> None:
        """Take `s3://bucket/prefix`; nothing is asked yet."""
        self.system = system
        self._settings, self._timeout_s = settings, timeout_s
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    @cached_property
    def _files(self) -> Any:  # noqa: ANN401 - s3fs has no types
        try:
            s3fs = importlib.import_module("s3fs")
        except ImportError:
            message = "Documents in S3 need the extra s3. Install rightsflow[s3]."
            raise Misconfigured(message) from None
        for name in _LOGGERS:  # their debugging lines hold the names of objects
            logging.getLogger(name).setLevel(logging.WARNING)
        return s3fs.S3FileSystem(
            **self._settings.options(self._timeout_s), skip_instance_cache=True, session=_session()
        )

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
        name = f"{self._bucket}/{self._prefix}{path}"
        file = self._guarded(
            lambda: self._files.open(name, block_size=_BLOCK_BYTES, cache_type="readahead")
        )
        return _Guarded(self, file)

    def read(self, relative: str) -> bytes:
        """Return a small object; raises `FileNotFoundError` if there is none."""
        with closing(self.opened(PurePosixPath(relative))) as file:
            return file.read(_BLOCK_BYTES)

    def write(self, relative: str, content: bytes) -> None:
        """Store a small object."""
        self._ask("put_object", Key=self._prefix + relative, Body=content)

    def delete(self, relative: str) -> None:
        """Delete an object with all its versions, or the object alone where that is not allowed."""
        key = self._prefix + relative
        try:
            for one in self._versions(relative):
                self._ask("delete_object", Key=key, VersionId=one["VersionId"])
        except NeedsPerson:
            self._ask("delete_object", Key=key)
        if self.find(relative) is not None:
            message = f"A document of {self.system} is still there after it was deleted."
            raise NeedsPerson(message)

    def files(self) -> Iterator[tuple[PurePath, Held]]:
        """Yield every object below the prefix, page by page, but for notes."""
        page: dict[str, Any] = {"NextContinuationToken": None}
        while "NextContinuationToken" in page:
            token = page["NextContinuationToken"]
            page = self._page(**({"ContinuationToken": token} if token else {}))
            for one in page.get("Contents", ()):
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

    def close(self) -> None:
        """Let go of connections."""
        self.__dict__.pop("_files", None)

    def _page(self, **more: object) -> dict[str, Any]:
        return self._ask("list_objects_v2", Prefix=self._prefix, **more)

    def _versions(self, relative: str) -> list[dict[str, Any]]:
        """Return versions and marks of deletion of one object, newest first."""
        key = self._prefix + relative
        page = self._ask("list_object_versions", Prefix=key)
        found = list(_of(page, key))
        while page.get("IsTruncated"):
            marker = {name: page[f"Next{name}"] for name in ("KeyMarker", "VersionIdMarker")}
            page = self._ask("list_object_versions", Prefix=key, **marker)
            found += _of(page, key)
        return found

    def _ask(self, method: str, **arguments: object) -> dict[str, Any]:
        answer: dict[str, Any] = self._guarded(
            lambda: self._files.call_s3(method, Bucket=self._bucket, **arguments)
        )
        return answer

    def _guarded(self, ask: Callable[[], Result]) -> Result:
        """Return what is asked; raises `FileNotFoundError`, `NeedsPerson` or `TryAgain`."""
        try:
            return ask()
        except (FileNotFoundError, Misconfigured):
            raise
        except PermissionError:
            message = f"The store of {self.system} refuses. Check the keys and what they may do."
            error: Exception = NeedsPerson(message)
        except Exception:  # noqa: BLE001 - what botocore, aiohttp and s3fs raise has no common base
            error = TryAgain(f"The store of {self.system} does not answer as it should.")
        # Raised outside the handler: what the store says holds the names of objects.
        raise error


class _Guarded:
    """An open object whose errors say what happens next."""

    def __init__(self, store: Store, file: Any) -> None:  # noqa: ANN401 - s3fs has no types
        self._store, self._file = store, file

    def read(self, size: int, /) -> bytes:
        content: bytes = self._store._guarded(lambda: self._file.read(size))  # noqa: SLF001 - its own
        return content

    def close(self) -> None:
        self._file.close()


@cache
def _session() -> Any:  # noqa: ANN401 - aiobotocore has no types
    """Return what knows how S3 is spoken; it holds no keys, and takes half a second to load."""
    return importlib.import_module("aiobotocore.session").get_session()


def _is_plain(relative: str) -> bool:
    """Tell whether a stored path is the name of an object, and no trick or version of one."""
    parts = relative.split("/")
    return not (set(parts) & {"", ".", ".."} or "\0" in relative or "?versionId=" in relative)


def _of(page: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
        if one["Key"] == key:
            yield one
