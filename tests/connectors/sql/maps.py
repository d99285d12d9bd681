"""Data maps for tests, without the words that a real one has."""

from collections.abc import Mapping
from typing import Any

from connectors.sql import CONNECTOR
from connectors.sql.connector import SqlConnector
from rightsflow.conformance.asking import gathered, located, wanted_of
from rightsflow.connector import Finding, Subject
from rightsflow.datamap.model import SystemMap
from rightsflow.law.subject import Identifier, IdentifierKind
from tests.servers.databases import Place

TITLE = {"en": "Title"}


def collection(fields: str, **rest: Any) -> dict[str, Any]:  # noqa: ANN401 - YAML has any value
    """Return a collection with these fields, named in one text."""
    mapped = {name: {"title": TITLE, "category": "contact"} for name in fields.split()}
    return {"title": TITLE, "purpose": "sale", "fields": mapped, **rest}


def found_by(**columns: str) -> list[dict[str, object]]:
    """Return identity columns, each with its kind."""
    return [{"column": column, "kind": kind} for column, kind in columns.items()]


def below(parent: str, **on: str) -> dict[str, object]:
    """Return the link to a parent."""
    return {"collection": parent, "on": on}


def system_of(at: Place, collections: Mapping[str, object], **ignore: str) -> SystemMap:
    """Return the map of a system in this database."""
    purpose = {"title": TITLE, "ground": "contract", "retention": {"criteria": TITLE}}
    return SystemMap.model_validate(
        {
            "system": "crm",
            "title": TITLE,
            "connector": "sql",
            "answers_for": "Sales",
            "connection": at.connection,
            "purposes": {"sale": purpose},
            "ignore": ignore,
            "collections": collections,
        }
    )


def opened(at: Place, collections: Mapping[str, object], **ignore: str) -> SqlConnector:
    """Return a connector that reads this database by this map."""
    system = system_of(at, collections, **ignore)
    return CONNECTOR.open(system, CONNECTOR.connection.model_validate(system.connection))


def by(kind: IdentifierKind, value: str, case_number: str = "case1") -> Subject:
    """Return a subject with one identifier."""
    return Subject(case_number, (Identifier(kind, value),))


async def copy_for(connector: SqlConnector, *asked: Subject) -> list[Finding]:
    """Return what is gathered of all that is located."""
    async with connector:
        return await gathered(connector, wanted_of(await located(connector, asked)))
