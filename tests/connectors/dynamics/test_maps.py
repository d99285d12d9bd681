"""The data maps that are shipped can be used as they stand, from finding to the empty system."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import connectors.dynamics
from connectors.dynamics import CONNECTOR
from connectors.dynamics.settings import DynamicsConnection
from connectors.people import CONNECTOR as PEOPLE
from rightsflow.datamap.columns import read_columns, set_columns, table_of
from rightsflow.datamap.model import SystemMap
from rightsflow.yamlfile import read_yaml
from tests.connectors.dynamics.asking import CASE, EMAIL, NOW, everything, expected, order
from tests.servers.dataverse.schema import Column, Relation, Table
from tests.servers.dataverse.store import Store, privileges_of

MAPS = Path(connectors.dynamics.__file__).with_name("known")
CRM = MAPS / "dynamics.yaml"


def load(file: Path) -> SystemMap:
    """Return a map as an instance reads it."""
    return read_yaml(file, SystemMap, base=file.parent)


def with_configurable_parts(folder: Path) -> SystemMap:
    """Return the map with the marks taken off what an environment may have or not."""
    text = CRM.read_text()
    at = text.index("  # scores:")
    shown = text[:at] + re.sub(r"^  # ", "  ", text[at:], flags=re.MULTILINE)
    shown = re.sub(r"^( +)# (?=cdi_\w+: [{f]|restrict: {)", r"\1", shown, flags=re.MULTILINE)
    file = folder / "crm.yaml"
    file.write_text(shown)
    return load(file)


def environment(system: SystemMap, store: Store) -> None:
    """Make the double an environment that has what the map names, related as it says."""
    columns: dict[str, dict[str, Column]] = {name: {"subject": Column()} for name in system.ignore}
    keys = {name: f"{name}id" for name in system.ignore}
    for name, of in system.collections.items():
        table = table_of(system, name)
        keys[table] = of.key
        there = columns.setdefault(table, {})
        for shown in (*read_columns(system, name), *set_columns(of), *of.ignore):
            if shown != of.key and "*" not in shown:
                there[_logical(shown)] = Column(_kind(shown), 10**6)
    store.tables = {
        name: Table(name, f"{name}set", keys[name], there) for name, there in columns.items()
    } | {"audit": store.tables["audit"]}
    store.rows = {name: {} for name in store.tables}
    store.bin = {name: {} for name in store.tables}
    store.relations = tuple(dict.fromkeys(_relations(system)))
    names = (name for one in store.tables.values() for name in privileges_of(one).values())
    store.privileges |= dict.fromkeys(names, "Global")


def _relations(system: SystemMap) -> Iterator[Relation]:
    """Yield the relationships by which collections hang together, none of which cascades."""
    for name, of in system.collections.items():
        if of.parent is None:
            continue
        here, above = table_of(system, name), table_of(system, of.parent.collection)
        for own, other in of.parent.on.items():
            if own == of.key:
                yield Relation(here, above, _logical(other))
            else:
                yield Relation(above, here, _logical(own))


def _logical(shown: str) -> str:
    return shown[1:].removesuffix("_value") if shown.startswith("_") else shown


def _kind(shown: str) -> str:
    if shown.startswith("donot") or shown in {"merged", "cdi_allowtextmessages"}:
        return "Boolean"
    dates = {"createdon", "senton", "birthdate", "new_restrictedon"}
    return "Lookup" if shown.startswith("_") else "DateTime" if shown in dates else "String"


def full(system: SystemMap, store: Store) -> None:
    """Plant one row in each collection, below the one that it hangs on."""
    keys: dict[str, str] = {}
    for name, of in system.collections.items():
        table = table_of(system, name)
        if of.identity:
            keys[name] = store.add(table, **{of.identity[0].column: EMAIL})
        elif of.parent and of.key not in of.parent.on:
            ((own, _),) = of.parent.on.items()
            keys[name] = store.add(table, **{_logical(own): keys[of.parent.collection]})


@pytest.mark.parametrize("configured", [False, True])
async def test_the_map_of_dynamics_is_well_and_erases_a_person_to_the_last_row(
    connection: dict[str, Any], store: Store, tmp_path: Path, *, configured: bool
) -> None:
    """In an environment that has just what it names; and with all that is to be configured."""
    shipped = with_configurable_parts(tmp_path) if configured else load(CRM)
    assert configured is ({"scores", "social_profiles"} <= shipped.collections.keys())
    environment(shipped, store)
    full(shipped, store)
    system = shipped.model_copy(update={"connection": connection})
    async with CONNECTOR.open(system, DynamicsConnection.model_validate(connection)) as connector:
        assert (await connector.check()).problems == ()
        findings = await everything(connector)
        assert {one.collection for one in findings} == {*shipped.collections} - {"companies"}
        erasable = [one for one in findings if one.collection != "participations"]
        (receipt,) = await connector.erase([order(erasable)], now=NOW)
        assert receipt.removed == receipt.counted == len(erasable)
        assert await connector.verify(expected(order(erasable))) == []

    assert {name for name, rows in store.rows.items() if rows} == {"activityparty"}
    assert receipt.case_number == CASE


def test_its_connection_is_a_connection() -> None:
    """What stands under `connection` is what the connector takes."""
    settings = DynamicsConnection.model_validate(load(CRM).connection)

    assert settings.write
    assert settings.tenant == "example.com"


def test_the_cloud_of_the_vendor_is_a_task_for_a_person(tmp_path: Path) -> None:
    """No program reaches it; whoever deals with the vendor is asked by mail."""
    system = load(MAPS / "clickdimensions_cloud.yaml")
    settings = PEOPLE.connection.model_validate(system.connection, context={"base": tmp_path})

    assert PEOPLE.open(system, settings).asks_people
