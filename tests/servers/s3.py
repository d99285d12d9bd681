"""A real S3 server (moto) in an environment of its own, on a free port of this machine."""

import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import s3fs

from tests.servers.certificates import ADDRESS, free_port
from tests.servers.environment import programs

CONSTRAINTS = Path(__file__).with_name("moto-constraints.txt")
START_LIMIT_S, STOP_LIMIT_S = 60.0, 10.0

_numbers = count(1)


@dataclass
class Bucket:
    """A bucket on the server, and a second client beside the connector."""

    name: str
    endpoint: str
    files: Any

    def put(self, key: str, content: bytes) -> None:
        """Store an object."""
        self.files.call_s3("put_object", Bucket=self.name, Key=key, Body=content)

    def names(self) -> list[str]:
        """Return the names of all objects."""
        page = self.files.call_s3("list_objects_v2", Bucket=self.name)
        return [one["Key"] for one in page.get("Contents", ())]

    def versions(self) -> list[str]:
        """Return the names of all versions, with marks of deletion."""
        page = self.files.call_s3("list_object_versions", Bucket=self.name)
        return [one["Key"] for name in ("Versions", "DeleteMarkers") for one in page.get(name, ())]


class S3Server:
    """Runs from entering to leaving."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of its programs."""
        self._program = folder / "moto_server"
        self._port = free_port()
        self.endpoint = f"http://{ADDRESS}:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers; raises `TimeoutError`."""
        self._process = subprocess.Popen(
            [self._program, "-H", ADDRESS, "-p", str(self._port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + START_LIMIT_S
        while time.monotonic() < end:
            try:
                self.bucket(versioned=False)
            except Exception:  # noqa: BLE001 - not there yet, whatever botocore calls that
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise TimeoutError

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(STOP_LIMIT_S)

    def bucket(self, *, versioned: bool) -> Bucket:
        """Make a bucket that no other test has."""
        name = f"bucket-{next(_numbers)}"
        client = {"endpoint_url": self.endpoint, "region_name": "us-east-1"}
        files = s3fs.S3FileSystem(
            key="admin",
            secret="secret",
            client_kwargs=client,
            config_kwargs={"retries": {"max_attempts": 1}, "connect_timeout": 1},
            skip_instance_cache=True,
            use_listings_cache=False,
        )
        files.call_s3("create_bucket", Bucket=name)
        if versioned:
            files.call_s3(
                "put_bucket_versioning", Bucket=name, VersioningConfiguration={"Status": "Enabled"}
            )
        return Bucket(name, self.endpoint, files)


@pytest.fixture(scope="session")
def s3_server(require_server: Callable[[str, bool], None]) -> Iterator[S3Server]:
    """Give the server that all tests share."""
    found = programs("moto", CONSTRAINTS, "flask", "flask-cors", "py-partiql-parser", "pyyaml")
    require_server("moto (PyPI)", found is not None)
    assert found is not None
    server = S3Server(found)
    server.start()
    yield server
    server.stop()
