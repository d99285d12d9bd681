"""The contract that every connector passes, on a real Mailman."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import yaml

from connectors.mailman import CONNECTOR
from connectors.mailman.settings import MailmanConnection
from rightsflow.conformance import ConnectorContract, FaultyProxy, Person, Stage, Trouble
from rightsflow.connector import Connector
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability
from tests.connectors.mailman.asking import MAP
from tests.servers.mailman import MailmanServer, free_ports

pytestmark = pytest.mark.real("mailman")

SETTINGS = "lists/trainings.example.org/config"

_ACCEPTED: dict[str, bool] = {}


class MailmanStage(Stage):
    """People on a list of the Mailman that all tests share; taken off it at the end."""

    has_notes = False  # a Mailman has no free text below a person
    package = "connectors.mailman"
    can = frozenset(Capability)
    sets = ("user", "display_name")
    unique_addresses = True
    troubles = FaultyProxy.makes

    def __init__(self, server: MailmanServer, proxy: FaultyProxy, folder: Path) -> None:
        """Plant into this server, behind this proxy; the password lies in the folder."""
        self._server = server
        self._proxy = proxy
        self.secrets = (server.password,)
        self._password = folder / "password"
        self._users: dict[str, str] = {}

    async def plant(self, people: Sequence[Person]) -> None:
        """Subscribe them."""
        for person in people:
            self._users[person.mark] = self._server.subscribe(person.email, person.name)

    async def remove(self, person: Person) -> None:
        """Delete the user, which takes addresses and memberships along."""
        self._server.send("DELETE", f"users/{self._users.pop(person.mark)}")

    async def leave_trace(self, person: Person) -> bool:
        """Let the address post without being a member, as a list's settings can."""
        self._server.send("PATCH", SETTINGS, accept_these_nonmembers=person.email)
        return True

    def connector(self, trouble: Trouble = Trouble.none) -> Connector:
        """Open it, at a port where nobody listens if it is to be dead."""
        wrong = trouble is Trouble.wrong_credential
        self._password.write_text("wrong" if wrong else self._server.password)
        url = self._server.url
        if trouble is Trouble.dead:
            url = f"http://127.0.0.1:{free_ports(1)[0]}/3.1"
        elif trouble in self.troubles:
            url = self._proxy.url(trouble)
        settings = {
            "base_url": url,
            "username": self._server.username,
            "password": {"file": str(self._password)},
            "patience_s": 1,
            "timeout_s": 1 if trouble is Trouble.slow else 10,
            "write": True,
        }
        data = yaml.safe_load(MAP.read_text()) | {"connection": settings}
        connection = MailmanConnection.model_validate(settings)
        return CONNECTOR.open(SystemMap.model_validate(data), connection)

    def can_hold(self, address: str) -> bool:
        """Ask Mailman itself (once for each address), which takes ASCII alone."""
        if address not in _ACCEPTED:
            try:
                self._server.send("POST", "users", email=address)
            except httpx.HTTPStatusError:
                _ACCEPTED[address] = False
            else:
                self._server.send("DELETE", f"users/{address}")
                _ACCEPTED[address] = True
        return _ACCEPTED[address]

    async def close(self) -> None:
        """Delete everybody planted who is still there, and what was left in the settings."""
        for user in self._users.values():
            with suppress(httpx.HTTPStatusError):
                self._server.send("DELETE", f"users/{user}")
        self._server.send("PATCH", SETTINGS, accept_these_nonmembers="")
        await self._proxy.close()


def changes(method: str, path: str) -> bool:
    """Tell whether a request changes something: members are searched for by POST."""
    return method != "GET" and "members/find" not in path


class TestMailman(ConnectorContract):
    """GNU Mailman 3."""

    @pytest.fixture(autouse=True)
    def _server(self, mailman_server: MailmanServer) -> None:
        self.server = mailman_server

    async def make_stage(self, folder: Path) -> Stage:
        """Return a stage on the shared server; nobody of the contract is on it."""
        proxy = await FaultyProxy.before(self.server.url, changes)
        return MailmanStage(self.server, proxy, folder)
