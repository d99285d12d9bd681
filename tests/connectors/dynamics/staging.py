"""The connector and the double of Dataverse, brought together."""

from pathlib import Path
from typing import Any

from connectors.dynamics import CONNECTOR
from connectors.dynamics.connector import DynamicsConnector
from rightsflow.datamap.model import SystemMap
from rightsflow.yamlfile import read_yaml
from tests.servers.dataverse.server import DataverseDouble
from tests.servers.oauth import CLIENT, OAuthServer

MAP = Path(__file__).with_name("crm.yaml")


def settings(double: DataverseDouble, oauth: OAuthServer, secret: Path) -> dict[str, Any]:
    """Return the `connection` section that leads to the double."""
    return {
        "base_url": f"{double.url}/api/data/v9.2",
        "token_url": oauth.token_url,
        "client_id": CLIENT,
        "client_secret": {"file": str(secret)},
        "patience_s": 1,
        "write": True,
    }


def mapped(connection: dict[str, Any], **changes: object) -> SystemMap:
    """Return the data map beside this file, with some of its fields changed."""
    system = read_yaml(MAP, SystemMap, base=MAP.parent)
    return system.model_copy(update={"connection": connection, **changes})


def opened(connection: dict[str, Any], **changes: object) -> DynamicsConnector:
    """Return a connector by that data map."""
    settings = CONNECTOR.connection.model_validate(connection)
    return CONNECTOR.open(mapped(connection, **changes), settings)
