"""The system of people that the README shows, so that it is tried out."""

from typing import Any

import yaml

from connectors.people import CONNECTOR
from connectors.people.connector import PeopleConnector
from rightsflow.datamap.model import SystemMap
from tests.docs.pages import ROOT, examples

README = ROOT / "connectors" / "people" / "README.md"


def group(**changes: Any) -> SystemMap:  # noqa: ANN401 - fields of a data map
    """Return the data map of the README, other fields by name."""
    (shown,) = examples(README.read_text(encoding="utf-8"), "yaml")
    return SystemMap.model_validate(yaml.safe_load(shown) | changes)


def opened(system: SystemMap) -> PeopleConnector:
    """Return its connector, as the plug-in opens it."""
    return CONNECTOR.open(system, CONNECTOR.connection.model_validate(system.connection))
