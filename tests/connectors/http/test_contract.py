"""The contract that every connector passes, on the double, in two quite different dialects."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from connectors.http.connector import HttpConnector
from rightsflow.conformance import ConnectorContract, FaultyProxy, Person, Stage, Trouble
from rightsflow.deeds import Capability
from tests.connectors.http.asking import opened
from tests.connectors.http.double import KEY, Double
from tests.rightsflow.web.serving import serving
from tests.servers.mailman import free_ports


class DoubleStage(Stage):
    """People in the double."""

    has_documents = True
    package = "connectors.http"
    can = frozenset(Capability)
    sets: tuple[str, ...] = ("note", "text")
    troubles = FaultyProxy.makes
    secrets = (KEY,)
    proxy: FaultyProxy

    def __init__(self, folder: Path, double: Double) -> None:
        """Take a double; the credential lies in the folder."""
        self.double = double
        self._key = folder / "key"
        self._stack = AsyncExitStack()

    async def start(self) -> "DoubleStage":
        """Let the double listen."""
        server = await self._stack.enter_async_context(serving(self.double))
        self.double.url = server.url
        self.proxy = await FaultyProxy.before(server.url, self.is_change)
        self._stack.push_async_callback(self.proxy.close)
        return self

    def is_change(self, method: str, path: str) -> bool:
        """Tell whether a request changes something: searches and logins are posted, too."""
        return method != "GET" and not path.endswith(("/search", "/token"))

    async def plant(self, people: Sequence[Person]) -> None:
        """Store them."""
        self.double.plant(people)

    async def remove(self, person: Person) -> None:
        """Remove one as somebody else would."""
        self.double.remove(person.mark)

    async def leave_trace(self, person: Person) -> bool:
        """Write the address into the log."""
        self.double.log.append({"id": 1, "text": f"exported <{person.email}>"})
        return True

    def changes(self, url: str) -> dict[str, Any]:
        """Return how the map differs from the file."""
        del url
        return {"connection.auth": {"kind": "bearer", "token": {"file": str(self._key)}}}

    def connector(self, trouble: Trouble = Trouble.none) -> HttpConnector:
        """Open it, at a port where nobody listens if it is to be dead."""
        self._key.write_text("wrong" if trouble is Trouble.wrong_credential else KEY)
        dead = f"http://127.0.0.1:{free_ports(1)[0]}"
        url = dead if trouble is Trouble.dead else self.double.url
        url = self.proxy.url(trouble) if trouble in self.troubles else url
        slow = {"connection.timeout_s": 1} if trouble is Trouble.slow else {}
        return opened(url, self.changes(url) | slow)

    async def close(self) -> None:
        """Take it down."""
        await self._stack.aclose()


class OtherStage(DoubleStage):
    """Asked for many at once, by tokens, page by page with cursors, links and addresses."""

    sets = ("person", "name.last", "status")

    def changes(self, url: str) -> dict[str, Any]:
        """Return how the map differs from the file."""
        find = {
            "by": "email",
            "path": "people/search",
            "method": "POST",
            "json": {"filter": {"email": {"in": "$values"}}},
            "at_most": 4,
            "records_at": "data",
            "paging": {
                "kind": "cursor", "cursor": "after", "cursor_at": "next.after", "ends": "absent",
                "place": "json", "limit": "limit", "size": 2,
            },
        }  # fmt: skip
        auth = {
            "kind": "oauth",
            "token_url": f"{url}/token",
            "client_id": "c",
            "client_secret": {"file": str(self._key)},
        }
        paging = {
            "kind": "url",
            "url_at": "next.url",
            "ends": "absent",
            "total_at": "total",
            "limit": "limit",
        }
        notes = "connection.requests.note"
        return {
            # A token is asked for within it, too.
            "connection.patience_s": 2,
            "connection.auth": auth,
            "connection.requests.person.find.0": find,
            f"{notes}.read.paging": paging,
            f"{notes}.get": ...,
            f"{notes}.key": ["person_id", "id"],
        }


class TestDouble(ConnectorContract):
    """Searched one by one, with a bearer token and offsets."""

    async def make_stage(self, folder: Path) -> Stage:
        """Return an empty double."""
        return await DoubleStage(folder, Double()).start()


class TestOtherDialect(ConnectorContract):
    """Searched in batches, with OAuth tokens, cursors and next addresses; notes by their person."""

    async def make_stage(self, folder: Path) -> Stage:
        """Return an empty double."""
        return await OtherStage(folder, Double(auth="oauth")).start()
