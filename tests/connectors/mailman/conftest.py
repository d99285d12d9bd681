"""A connector on a real Mailman, described by the data map beside this file."""

import itertools
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import yaml

from connectors.mailman import CONNECTOR
from connectors.mailman.connector import MailmanConnector
from connectors.mailman.settings import MailmanConnection
from rightsflow.connector import Connector
from rightsflow.datamap.model import SystemMap
from tests.connectors.mailman.asking import MAP
from tests.servers.mailman import MailmanServer

_numbers = itertools.count(1)


@pytest.fixture
def number() -> int:
    """Give a number that no other test has: each brings its own people."""
    return next(_numbers)


@pytest.fixture
def data() -> dict[str, Any]:
    """Give the data map as YAML holds it, to be changed by a test."""
    loaded: dict[str, Any] = yaml.safe_load(MAP.read_text())
    return loaded


@pytest.fixture
def system(data: dict[str, Any]) -> SystemMap:
    """Give the data map."""
    return SystemMap.model_validate(data)


@pytest.fixture
def connection(
    mailman_server: MailmanServer, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., MailmanConnection]:
    """Give a function that makes settings for the real server, with changes."""
    monkeypatch.setenv("MAILMAN_PASSWORD", mailman_server.password)

    def make(**changes: object) -> MailmanConnection:
        fields: dict[str, object] = {
            "base_url": mailman_server.url,
            "username": mailman_server.username,
            "password": {"env": "MAILMAN_PASSWORD"},
            "patience_s": 2,
        }
        return MailmanConnection.model_validate(fields | changes)

    return make


@pytest.fixture
async def connector(
    system: SystemMap, connection: Callable[..., MailmanConnection]
) -> AsyncIterator[Connector]:
    """Give a connector that is open on the real server."""
    async with CONNECTOR.open(system, connection()) as opened:
        yield opened


@pytest.fixture
async def writer(
    system: SystemMap, connection: Callable[..., MailmanConnection]
) -> AsyncIterator[MailmanConnector]:
    """Give a connector that may change the real server."""
    opened = CONNECTOR.open(system, connection(write=True))
    assert isinstance(opened, MailmanConnector)
    async with opened:
        yield opened
