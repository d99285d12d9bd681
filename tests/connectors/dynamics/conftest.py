"""A double of the Dataverse Web API for all tests, empty for each, behind a real token server."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.dynamics.connector import DynamicsConnector
from tests.connectors.dynamics.staging import opened, settings
from tests.servers.dataverse.server import DataverseDouble
from tests.servers.dataverse.store import Store
from tests.servers.oauth import OAuthServer


@pytest.fixture(scope="session")
def dataverse_process(oauth_process: OAuthServer) -> Iterator[DataverseDouble]:
    """Give the double that all tests share; it asks the token server about each token."""
    with DataverseDouble(oauth_process.userinfo_url) as double:
        yield double


@pytest.fixture
def dataverse(dataverse_process: DataverseDouble, oauth_server: OAuthServer) -> DataverseDouble:
    """Give a double that remembers nothing of another test."""
    assert oauth_server.client_secret
    dataverse_process.begin()
    dataverse_process.revoke()
    return dataverse_process


@pytest.fixture
def store(dataverse: DataverseDouble) -> Store:
    """Give what the double holds."""
    return dataverse.store


@pytest.fixture
def connection(
    dataverse: DataverseDouble, oauth_server: OAuthServer, tmp_path: Path
) -> dict[str, Any]:
    """Give settings that lead to the double and may change it."""
    secret = tmp_path / "secret"
    secret.write_text(oauth_server.client_secret)
    return settings(dataverse, oauth_server, secret)


@pytest.fixture
async def connector(connection: dict[str, Any]) -> AsyncIterator[DynamicsConnector]:
    """Give a connector that is open on the double."""
    async with opened(connection) as one:
        yield one
