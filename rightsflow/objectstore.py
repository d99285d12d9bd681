"""A bucket of an object store that speaks S3: how it is reached, and what is asked of it.

Everything blocks, and raises `TryAgain` if the store does not answer, `NeedsPerson` if it
refuses, `FileNotFoundError` where there is no such object. What the store itself says is told
nowhere: it holds names of objects.
"""

import importlib
import logging
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from rightsflow.errors import Misconfigured, NeedsPerson, TryAgain
from rightsflow.secret import SecretSource, resolve
from rightsflow.tls import is_loopback

Result = TypeVar("Result")

_BLOCK_BYTES = 2**20
_LOGGERS = ("aiobotocore", "botocore", "fsspec", "s3fs")

StoreUrl = Annotated[str, Field(pattern=r"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^?\\0]*)?$")]
"""A bucket and a prefix: `s3://bucket/prefix`."""


class StoreSettings(BaseModel):
    """How an S3 store is reached; without keys as the machine itself is known to it.

    `endpoint`: of a store that is not Amazon's; plain http for this machine alone. `cafile`:
    authorities in place of the system's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    endpoint: str | None = None
    region: str | None = None
    access_key: SecretSource | None = None
    secret_key: SecretSource | None = None
    cafile: Annotated[Path, AfterValidator(resolve)] | None = None

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        url = urlsplit(self.endpoint or "https://amazon")
        if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.hostname or "")):
            problem = "endpoint is https://...; plain http is for a server on this machine alone"
            raise ValueError(problem)
        if (self.access_key is None) != (self.secret_key is None):
            problem = "name both access_key and secret_key, or neither"
            raise ValueError(problem)
        return self

    def options(self, timeout_s: float) -> dict[str, Any]:
        """Return what s3fs is opened with; raises `Misconfigured` if a secret is missing."""
        client = {
            "endpoint_url": self.endpoint,
            "region_name": self.region,
            "verify": str(self.cafile) if self.cafile else None,
        }
        times = {"connect_timeout": timeout_s, "read_timeout": timeout_s}
        return {
            "key": self.access_key.read().get_secret_value() if self.access_key else None,
            "secret": self.secret_key.read().get_secret_value() if self.secret_key else None,
            "client_kwargs": {name: value for name, value in client.items() if value is not None},
            "config_kwargs": {**times, "retries": {"max_attempts": 1}},
            "use_listings_cache": False,
        }


class ObjectStore:
    """The objects in one bucket below one prefix; `called` is how messages call the store.

    A bucket that keeps versions keeps what was deleted: so versions are deleted, too.
    """

    def __init__(self, url: str, settings: StoreSettings, called: str, timeout_s: float) -> None:
        """Take `s3://bucket/prefix`; nothing is asked yet."""
        self._settings, self._called, self._timeout_s = settings, called, timeout_s
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def close(self) -> None:
        """Let go of connections."""
        self.__dict__.pop("_files", None)

    def open(self, relative: str) -> "OpenObject":
        """Return an object, opened for reading."""
        name = f"{self._bucket}/{self._prefix}{relative}"
        options = {"block_size": _BLOCK_BYTES, "cache_type": "readahead"}
        return OpenObject(self, self._guarded(lambda: self._files.open(name, **options)))

    def delete(self, relative: str) -> None:
        """Delete an object with all its versions, or the object alone where that is not allowed."""
        key = self._prefix + relative
        try:
            for one in self._versions(relative):
                self._ask("delete_object", Key=key, VersionId=one["VersionId"])
        except NeedsPerson:
            self._ask("delete_object", Key=key)

    @cached_property
    def _files(self) -> Any:  # noqa: ANN401 - s3fs has no types
        try:
            s3fs = importlib.import_module("s3fs")
        except ImportError:
            message = "An S3 store needs the extra s3. Install rightsflow[s3]."
            raise Misconfigured(message) from None
        for name in _LOGGERS:  # their debugging lines hold the names of objects
            logging.getLogger(name).setLevel(logging.WARNING)
        return s3fs.S3FileSystem(
            **self._settings.options(self._timeout_s), skip_instance_cache=True, session=_session()
        )

    def _page(self, below: str = "", **more: object) -> dict[str, Any]:
        return self._ask("list_objects_v2", Prefix=self._prefix + below, **more)

    def _pages(self, below: str = "") -> Iterator[dict[str, Any]]:
        """Yield what is listed of every object whose name begins so, page by page."""
        page: dict[str, Any] = {"NextContinuationToken": None}
        while "NextContinuationToken" in page:
            token = page["NextContinuationToken"]
            page = self._page(below, **({"ContinuationToken": token} if token else {}))
            yield from page.get("Contents", ())

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
            message = f"The store of {self._called} refuses. Check the keys and what they may do."
            error: Exception = NeedsPerson(message)
        except Exception:  # noqa: BLE001 - what botocore, aiohttp and s3fs raise has no common base
            error = TryAgain(f"The store of {self._called} does not answer as it should.")
        # Raised outside the handler: what the store says holds the names of objects.
        raise error


class OpenObject:
    """An open object whose errors say what happens next."""

    def __init__(self, store: ObjectStore, file: Any) -> None:  # noqa: ANN401 - s3fs has no types
        """Take the store and what it has opened."""
        self._store, self._file = store, file

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, fewer at the end."""
        content: bytes = self._store._guarded(lambda: self._file.read(size))  # noqa: SLF001 - its own
        return content

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


@cache
def _session() -> Any:  # noqa: ANN401 - aiobotocore has no types
    """Return what knows how S3 is spoken; it holds no keys, and takes half a second to load."""
    return importlib.import_module("aiobotocore.session").get_session()


def _of(page: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
        if one["Key"] == key:
            yield one
