"""Installed and allowed, the connector serves a case from the data map to the last look."""

import json
import shutil
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from rightsflow.canonical import canonical_email
from rightsflow.connector import Connector, Subject, Wanted
from rightsflow.datamap.load import load_systems
from rightsflow.deeds import Change, Erases, Expected, Order, Verifies
from rightsflow.errors import Misconfigured, NeedsPerson
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.plugins import open_connectors, read_quality
from staging import MAP_FILE

KIND, PACKAGE = "addressbook", "rightsflow-addressbook"

PEOPLE = (
    {"id": 1, "email": "Anna@Example.org", "name": "Anna Nowak", "company": "Example"},
    {"id": 2, "email": "anna@example.com", "name": "Anna Kowalska", "company": "Example"},
    {"id": 3, "person_id": 1, "text": "Nowak called"},
    {"id": 4, "person_id": 2, "text": "Kowalska called"},
)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """Give an instance with the data map and two people."""
    for folder in ("systems", "data"):
        (tmp_path / folder).mkdir()
    shutil.copy(MAP_FILE, tmp_path / "systems")
    lines = [json.dumps(one) + "\n" for one in PEOPLE]
    (tmp_path / "data" / "clients.jsonl").write_text("".join(lines), encoding="utf-8")
    return tmp_path


def opened(instance: Path) -> Connector:
    """Open the system as Rightsflow does, by entry point and allow-list."""
    return open_connectors(load_systems(instance), instance, {KIND: PACKAGE})["clients"]


def test_installed_is_not_allowed(instance: Path) -> None:
    """Without the line in controller.yaml the start stops."""
    with pytest.raises(Misconfigured, match=f"from {PACKAGE}, but not allowed"):
        open_connectors(load_systems(instance), instance)


def test_the_package_says_how_it_stands_to_each_rule() -> None:
    """No rule is left out, and none is invented."""
    assert read_quality("rightsflow_addressbook")


async def test_a_case_goes_from_the_check_to_the_last_look(instance: Path) -> None:
    """Found, given, erased, asked again; the neighbour stays."""
    asked = Identifier(IdentifierKind.email, canonical_email("anna@example.org") or "")
    async with opened(instance) as connector:
        assert (await connector.check()).problems == ()
        found = [one async for one in connector.locate([Subject("case1", (asked,))])]
        records = tuple(one.match.record for one in found)
        given = [one async for one in connector.gather([Wanted("case1", records)])]
        below = tuple(one.record for one in given if one.collection == "notes")
        order = Order("case1", (Change("people", records), Change("notes", below)))
        assert isinstance(connector, Erases)
        (receipt,) = await connector.erase([order], now=datetime.now(UTC))

    assert [one.values.get("name", one.values.get("text")) for one in given] == [
        "Anna Nowak",
        "Nowak called",
    ]
    assert (receipt.removed, receipt.counted) == (len(given), len(given))
    expected = Expected("case1", (asked,), (order,), everywhere=True)
    async with opened(instance) as fresh:
        assert fresh.origin == f"{KIND} ({PACKAGE} {version(PACKAGE)})"
        assert isinstance(fresh, Verifies)
        assert await fresh.verify([expected]) == []
    left = (instance / "data" / "clients.jsonl").read_text(encoding="utf-8")
    assert "Kowalska" in left
    assert "Nowak" not in left


async def test_a_copy_that_was_left_unfinished_is_removed(instance: Path) -> None:
    """Whoever was erased since would still be in it; a rewriting that fails leaves none either."""
    book, copy = instance / "data" / "clients.jsonl", instance / "data" / "clients.jsonl.0.new"
    copy.write_text(json.dumps(PEOPLE[0]), encoding="utf-8")
    async with opened(instance) as connector:
        assert isinstance(connector, Verifies)
        assert await connector.verify([]) == []
        assert list(book.parent.iterdir()) == [book]
        book.write_text(json.dumps(PEOPLE[0]) + "\n{", encoding="utf-8")
        assert isinstance(connector, Erases)
        order = Order("case1", (Change("people", ("people:2",)),))
        with pytest.raises(NeedsPerson):
            await connector.erase([order], now=datetime.now(UTC))
    assert list(book.parent.iterdir()) == [book]
