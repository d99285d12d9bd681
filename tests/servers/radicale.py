"""A real Radicale on a free port of this machine, whose cards lie in a folder."""

import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.servers.certificates import free_port
from tests.servers.environment import programs

CONSTRAINTS = Path(__file__).with_name("radicale-constraints.txt")
START_LIMIT_S = 30

_BOOK = (
    '<?xml version="1.0"?><create xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop>'
    "<resourcetype><collection/><C:addressbook/></resourcetype></prop></set></create>"
)


@dataclass
class RadicaleServer:
    """A running Radicale with one address book."""

    folder: Path
    port: int

    @property
    def root(self) -> Path:
        """Return the folder in which its collections lie, cache and all."""
        return self.folder / "collection-root"

    def send(self, method: str, path: str, content: str = "") -> httpx.Response:
        """Ask as somebody who uses the book would."""
        url = f"http://127.0.0.1:{self.port}/office/{path}"
        with httpx.Client(auth=("office", "any"), trust_env=False) as client:
            return client.request(method, url, content=content.encode())

    def put(self, name: str, card: str) -> None:
        """Put a card into the book."""
        self.send("PUT", f"book/{name}.vcf", card).raise_for_status()

    def has(self, name: str) -> bool:
        """Say whether the book has a card."""
        return self.send("GET", f"book/{name}.vcf").status_code == httpx.codes.OK

    def begin(self) -> None:
        """Wait until it answers, then make the book."""
        end = time.monotonic() + START_LIMIT_S
        while True:
            try:
                self.send("PROPFIND", "")
                break
            except httpx.HTTPError:
                assert time.monotonic() < end, "Radicale did not start"
                time.sleep(0.1)
        self.send("MKCOL", "book/", _BOOK).raise_for_status()


@pytest.fixture
def radicale(
    require_server: Callable[[str, bool], None], tmp_path: Path
) -> Iterator[RadicaleServer]:
    """Give one test a Radicale of its own; without a login, as only this machine reaches it."""
    binaries = programs("radicale", CONSTRAINTS)
    require_server("Radicale 3", binaries is not None)
    assert binaries is not None
    server = RadicaleServer(tmp_path / "radicale", free_port())
    command: list[str | Path] = [
        binaries / "radicale", "--hosts", f"127.0.0.1:{server.port}", "--auth-type", "none",
        "--storage-filesystem-folder", server.folder,
    ]  # fmt: skip
    with (tmp_path / "radicale.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            server.begin()
            yield server
        finally:
            process.terminate()
            process.wait(START_LIMIT_S)
