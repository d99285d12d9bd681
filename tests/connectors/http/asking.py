"""A connector on the double, with its map changed by a test."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import RootModel

from connectors.http import CONNECTOR
from connectors.http.connector import HttpConnector
from connectors.http.settings import HttpConnection
from rightsflow.connector import Finding, Subject, Wanted
from rightsflow.datamap.model import SystemMap
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.yamlfile import read_yaml
from tests.connectors.http.double import Double
from tests.rightsflow.web.serving import Server, serving

MAP = Path(__file__).with_name("crm.yaml")
CASE = "2026-001"
Changes = Mapping[str, object]


class Raw(RootModel[dict[str, Any]]):
    """A map as it stands in its file, to be changed before it is judged."""


def changed(data: dict[str, Any], changes: Changes) -> dict[str, Any]:
    """Return a map with what stands at dotted paths replaced; `...` takes it out."""
    made = deepcopy(data)
    for path, value in changes.items():
        *above, last = path.split(".")
        at: Any = made
        for name in above:
            at = at[int(name)] if isinstance(at, list) else at.setdefault(name, {})
        key = int(last) if isinstance(at, list) else last
        if value is ...:
            del at[key]
        else:
            at[key] = value
    return made


def opened(url: str, changes: Changes, file: Path = MAP) -> HttpConnector:
    """Return a connector for a server, by the map with changes."""
    data = changed(read_yaml(file, Raw, base=file.parent).root, changes)
    data["connection"] |= {"base_url": url, "patience_s": data["connection"].get("patience_s", 1)}
    connection = HttpConnection.model_validate(data["connection"])
    made = CONNECTOR.open(SystemMap.model_validate(data), connection)
    assert isinstance(made, HttpConnector)
    return made


@asynccontextmanager
async def asking(
    double: Double, changes: Changes = MappingProxyType({})
) -> AsyncIterator[tuple[HttpConnector, Server]]:
    """Give a connector on the double and its server."""
    async with serving(double) as server:
        double.url = server.url
        async with opened(server.url, changes) as connector:
            yield connector, server


def subject(*emails: str, case: str = CASE) -> Subject:
    """Make the subject of a case from canonical addresses."""
    return Subject(case, tuple(Identifier(IdentifierKind.email, email) for email in emails))


async def records(connector: HttpConnector, *emails: str) -> list[str]:
    """Return the records that one person's addresses match."""
    return [found.match.record async for found in connector.locate([subject(*emails)])]


async def gathered(connector: HttpConnector, *wanted: str) -> list[Finding]:
    """Return the findings of one case."""
    return [found async for found in connector.gather([Wanted(CASE, wanted)])]
