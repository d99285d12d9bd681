"""The example's data map and the databases it describes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from connectors import files, sql
from rightsflow.canonical import canonical_email
from rightsflow.connector import ConnectorKind
from rightsflow.datamap.load import load_systems
from rightsflow.datamap.model import SystemMap
from rightsflow.law.right import Ground
from rightsflow.settings import read_settings

DATABASES = ("crm", "recruitment", "portal", "trainings", "mailing")
SQL_SYSTEMS = DATABASES
CATEGORIES = {
    "account", "application", "assessment", "communication", "consent", "contact", "contest",
    "contract", "disclosure", "document", "history", "identification", "occupation", "origin",
    "profile", "subscription", "technical", "usage",
}  # fmt: skip


@pytest.fixture(scope="module")
def systems(instance: Path) -> dict[str, SystemMap]:
    """Return the example's data map."""
    return load_systems(instance)


def _columns(database: Path) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(database)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f"PRAGMA table_info({table})"):
                yield table, row[1]


def _kind(system: SystemMap) -> ConnectorKind:
    return files.CONNECTOR if system.connector == "files" else sql.CONNECTOR


def _mapped(systems: dict[str, SystemMap], database: str) -> set[tuple[str, str]]:
    """Return the columns that the systems of one database map or ignore."""
    return {
        (collection.table, column)
        for system in systems.values()
        if f"/{database}.sqlite" in str(system.connection)
        for collection in system.collections.values()
        for column in (*collection.fields, *collection.ignore)
    }


@pytest.mark.parametrize("database", DATABASES)
def test_every_column_is_mapped_or_ignored(
    instance: Path, systems: dict[str, SystemMap], database: str
) -> None:
    """No column of a database is forgotten, and none is mapped that is not there."""
    there = set(_columns(instance / "data" / f"{database}.sqlite"))
    assert _mapped(systems, database) == there


def test_every_collection_says_something_of_every_column_of_its_table(
    instance: Path, systems: dict[str, SystemMap]
) -> None:
    """Where two collections share a table, each decides on all of its columns."""
    for name in SQL_SYSTEMS:
        there = set(_columns(instance / "data" / f"{name}.sqlite"))
        for collection in systems[name].collections.values():
            said = {*collection.fields, *collection.ignore}
            assert said == {column for table, column in there if table == collection.table}
            assert not set(collection.fields) & set(collection.ignore)


def test_every_column_that_the_map_uses_is_in_the_table(
    instance: Path, systems: dict[str, SystemMap]
) -> None:
    """Keys, names, identities, parents, sources, logs, duties and marks lead to real columns."""
    there = {c for name in DATABASES for c in _columns(instance / "data" / f"{name}.sqlite")}
    for system in (of for of in systems.values() if of.connector != "people"):
        for collection in system.collections.values():
            used = [collection.key, *collection.name, *(i.column for i in collection.identity)]
            used += [c for c in (collection.source_column, collection.document) if c]
            used += list(collection.parent.on) if collection.parent else []
            if collection.discloses:
                used += [collection.discloses.recipient, collection.discloses.disclosed_on]
                used += [collection.discloses.email] if collection.discloses.email else []
            for duty in collection.duties:
                used += [duty.since, *duty.fields, *([duty.if_set] if duty.if_set else [])]
            used += [column for of in collection.stop.values() for column in of.values]
            used += [*collection.restrict.values] if collection.restrict else []
            assert {(collection.table, column) for column in used} <= there
            if collection.parent:
                upper = system.collections[collection.parent.collection].table
                assert {(upper, column) for column in collection.parent.on.values()} <= there


def test_every_retention_runs_from_a_column_of_its_purpose(systems: dict[str, SystemMap]) -> None:
    """A period is counted from a date that a collection of the purpose has."""
    for system in systems.values():
        for name, purpose in system.purposes.items():
            own = [c for c in system.collections.values() if c.purpose == name]
            assert own, name
            if purpose.retention.since:
                assert any(purpose.retention.since in c.fields for c in own)


def test_every_text_is_there_in_both_languages(systems: dict[str, SystemMap]) -> None:
    """Letters are written in Polish and in English."""

    def texts(value: object) -> Iterator[dict[str, object]]:
        if isinstance(value, dict):
            if "en" in value:
                yield value
            for part in value.values():
                yield from texts(part)
        elif isinstance(value, list | tuple):
            for part in value:
                yield from texts(part)

    found = [text for system in systems.values() for text in texts(system.model_dump())]
    assert len(found) > 100
    assert {frozenset(text) for text in found} == {frozenset({"pl", "en"})}


def test_categories_are_words_of_one_list(systems: dict[str, SystemMap]) -> None:
    """A category that is spelled in two ways would be told as two."""
    used = {
        field.category
        for system in systems.values()
        for collection in system.collections.values()
        for field in collection.fields.values()
    }
    assert used == CATEGORIES


def test_profiling_stands_on_legitimate_interest_and_explains_itself(
    systems: dict[str, SystemMap],
) -> None:
    """The policy profiles under Article 6(1)(f); the logic is told in both languages."""
    crm = systems["crm"]
    assert crm.purposes["profiling"].ground is Ground.legitimate_interest
    (card,) = crm.profiling
    assert not card.solely_automated
    assert set(card.logic) == {"pl", "en"}


def test_a_recipient_outside_the_european_economic_area_has_safeguards(
    systems: dict[str, SystemMap],
) -> None:
    """Article 15(2) GDPR: a transfer is told with what protects it."""
    recipients = [one for system in systems.values() for one in system.recipients]
    abroad = [one for one in recipients if one.country != "PL"]
    assert abroad
    assert all(one.safeguards for one in abroad)


def test_the_settings_name_the_server_and_the_mailbox(instance: Path) -> None:
    """Authentication is believed of the company's own server alone."""
    settings = read_settings(instance)
    assert settings.identity.authserv_ids == ("mx.wspieramy.example.com",)
    assert canonical_email(settings.controller.email) == "dane@wspieramy.example.com"


@pytest.mark.parametrize("name", [*SQL_SYSTEMS, "cv_files"])
async def test_the_connector_finds_nothing_to_complain_of(
    instance: Path, systems: dict[str, SystemMap], name: str
) -> None:
    """What `rightsflow check` asks of the example's systems is answered well."""
    system = systems[name]
    kind = _kind(system)
    connection = kind.connection.model_validate(system.connection, context={"base": instance})
    async with kind.open(system, connection) as connector:
        health = await connector.check()
    assert not health.problems
