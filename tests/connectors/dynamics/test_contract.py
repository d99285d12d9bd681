"""The contract that every connector passes, on our double of the Dataverse Web API."""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

import pytest

from rightsflow.conformance import ConnectorContract, Person, Stage, Trouble
from rightsflow.connector import Connector
from rightsflow.deeds import Capability
from tests.connectors.dynamics.staging import opened, settings
from tests.servers.certificates import free_port
from tests.servers.dataverse.server import DataverseDouble
from tests.servers.oauth import OAuthServer


class DataverseStage(Stage):
    """Contacts with notes in the double; what lies elsewhere is an orphaned form."""

    has_documents = True
    package = "connectors.dynamics"
    can = frozenset(Capability)
    sets = ("contacts", "description", "lastname")
    largest_chars = 1_048_576  # of a Memo column

    def __init__(self, double: DataverseDouble, oauth: OAuthServer, folder: Path) -> None:
        """Plant into this double; the secret lies in the folder."""
        self._double = double
        self._oauth = oauth
        self._secret = folder / "secret"
        self._keys: dict[str, str] = {}

    async def plant(self, people: Sequence[Person]) -> None:
        """Add a contact with its notes."""
        store = self._double.store
        for person in people:
            key = store.add("contact", fullname=person.name, emailaddress1=person.email)
            self._keys[person.mark] = key
            file = b64encode(person.document).decode()
            store.add("annotation", filename=f"{person.mark}.pdf", documentbody=file, objectid=key)
            for note in person.notes:
                store.add("annotation", subject="note", notetext=note, objectid=key)

    async def remove(self, person: Person) -> None:
        """Delete the contact; its notes go along."""
        self._double.store.delete("contact", self._keys.pop(person.mark))

    async def leave_trace(self, person: Person) -> bool:
        """Leave a field of a form that belongs to nobody any more."""
        self._double.store.add("cdi_postedfield", cdi_name="e-mail", cdi_value=person.email)
        return True

    def connector(self, trouble: Trouble = Trouble.none) -> Connector:
        """Open it, at a port where nobody listens if it is to be dead."""
        wrong = trouble is Trouble.wrong_credential
        self._secret.write_text("wrong" if wrong else self._oauth.client_secret)
        connection = settings(self._double, self._oauth, self._secret)
        if trouble is Trouble.dead:
            connection["base_url"] = f"http://127.0.0.1:{free_port()}/api/data/v9.2"
        return opened(connection)

    async def close(self) -> None:
        """Forget everybody."""
        self._double.begin()


class TestDynamics(ConnectorContract):
    """Dataverse, as our double plays it."""

    @pytest.fixture(autouse=True)
    def _servers(self, dataverse: DataverseDouble, oauth_server: OAuthServer) -> None:
        self.double = dataverse
        self.oauth = oauth_server

    async def make_stage(self, folder: Path) -> Stage:
        """Return a stage on the shared double, which is empty."""
        return DataverseStage(self.double, self.oauth, folder)
