"""What every connector for a web system has: one client, and turns that all workers share."""

from rightsflow.connector import Connector
from rightsflow.limiter import Limiter, Rate
from rightsflow.web.client import WebClient
from rightsflow.web.credential import Credential
from rightsflow.web.settings import WebConnection


class WebConnector(Connector):
    """A system behind HTTP. See `rightsflow.limiter.Limited`."""

    def __init__(self, connection: WebConnection, credential: Credential) -> None:
        """Make ready to ask; nothing is asked yet."""
        self.client = WebClient(connection, credential)
        self._rate = connection.rate

    @property
    def rate(self) -> Rate | None:
        """Return how often the system may be asked, if its data map says so."""
        return self._rate

    @property
    def limiter(self) -> Limiter:
        """Return who gives turns."""
        return self.client.limiter

    @limiter.setter
    def limiter(self, limiter: Limiter) -> None:
        self.client.limiter = limiter

    async def close(self) -> None:
        """Let go of connections."""
        await self.client.close()
