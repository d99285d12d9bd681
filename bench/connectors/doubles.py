"""Systems that cannot be installed: doubles of our own, so that the counts are what they tell.

Their times are those of a small server in Python on the same cores, not of a vendor's.
"""

from pathlib import Path

from rightsflow.conformance import Stage, Trouble
from rightsflow.connector import Connector
from tests.connectors.dynamics.staging import opened, settings
from tests.connectors.dynamics.test_contract import DataverseStage
from tests.connectors.http.double import Double
from tests.connectors.http.test_contract import DoubleStage
from tests.servers.dataverse.server import DataverseDouble
from tests.servers.oauth import OAuthServer, modules


async def http(folder: Path) -> Stage:
    """Return an empty REST system, searched for one person at a time."""
    return await DoubleStage(folder, Double()).start()


class _Dynamics(DataverseStage):
    """Dataverse without Microsoft's limit of requests: what they cost is measured here."""

    def __init__(self, double: DataverseDouble, oauth: OAuthServer, folder: Path) -> None:
        """Take both servers, which run, and stop them at the end."""
        super().__init__(double, oauth, folder)
        self._servers = (double, oauth)

    def connector(self, trouble: Trouble = Trouble.none) -> Connector:
        """Open it; it is never in trouble."""
        del trouble
        self._secret.write_text(self._oauth.client_secret)
        connection = settings(self._double, self._oauth, self._secret)
        return opened(connection | {"rate": None, "patience_s": 30, "page_size": 100})

    async def close(self) -> None:
        """Take both down."""
        await super().close()
        for server in self._servers:
            server.__exit__(None, None, None)


async def dynamics(folder: Path) -> Stage:
    """Return an empty Dataverse of ours behind a real token server."""
    there = modules()
    if there is None:
        problem = "The token server cannot be installed here."
        raise RuntimeError(problem)
    oauth = OAuthServer(there).__enter__()
    oauth.begin("nobody@example.com")
    return _Dynamics(DataverseDouble().__enter__(), oauth, folder)


def can_run_dynamics() -> bool:
    """Say whether the token server can be installed."""
    return modules() is not None
