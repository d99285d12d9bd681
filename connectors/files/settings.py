"""What the `connection` section of a folder of documents may say."""

from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from connectors.sql.settings import SqlConnection
from rightsflow.connector import Connection
from rightsflow.datamap.part import Name
from rightsflow.secret import SecretSource
from rightsflow.settings import InstancePath
from rightsflow.tls import is_loopback

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
    cafile: InstancePath | None = None

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


class FilesConnection(Connection):
    """Where the documents lie, and the database that says whose they are.

    `root`: a folder, or a bucket and prefix, reached as `store` says.
    `loose`: the collection of documents that no record of the index refers to; they are found
    by what stands in them. `search_content`: that is done, and an erasure is verified in all
    documents. `patience_s` and `timeout_s` of the index count; those of the folder are not used.
    """

    root: StoreUrl | InstancePath
    store: StoreSettings = StoreSettings()
    index: SqlConnection
    loose: Name | None = None
    search_content: bool = False

    @model_validator(mode="after")
    def _found_is_told_of(self) -> Self:
        if self.search_content == (self.loose is None):
            problem = "search_content: true needs loose, a collection of this map, and goes with it"
            raise ValueError(problem)
        return self
