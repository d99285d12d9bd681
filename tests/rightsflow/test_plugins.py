"""Connectors are found by name, and only those that a data map names are loaded."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.sql.connector import SqlConnector
from rightsflow.datamap.load import load_systems
from rightsflow.errors import Faulty, Misconfigured
from rightsflow.plugins import load_kinds, open_connectors
from tests.rightsflow.datamap.test_load import SYSTEM, write

PLUG_IN = """
from connectors.sql import SqlKind
CONNECTOR = SqlKind()
"""


def install(folder: Path, name: str, value: str) -> None:
    """Make a package look installed that offers a connector."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    entry = f"[rightsflow.connectors]\n{value}\n"
    (info / "entry_points.txt").write_text(entry)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder whose packages count as installed."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    sys.modules.pop("other_plugin", None)


def test_our_own_kinds_come_through_the_same_door() -> None:
    """Nothing is built in."""
    kinds = load_kinds({"sql", "files"})

    assert [kind.name for kind in kinds.values()] == ["files", "sql"]


def test_another_package_may_bring_a_connector(site: Path) -> None:
    """A kind of system is added by installing a package."""
    (site / "other_plugin.py").write_text(PLUG_IN)
    install(site, "other", "other = other_plugin:CONNECTOR")

    assert load_kinds({"other"})["other"].name == "sql"


def test_what_no_map_names_is_not_imported(site: Path) -> None:
    """Installed is not trusted."""
    (site / "other_plugin.py").write_text("raise RuntimeError")
    install(site, "other", "other = other_plugin:CONNECTOR")

    assert load_kinds({"sql"}).keys() == {"sql"}
    assert "other_plugin" not in sys.modules


def test_an_unknown_name_is_refused_with_the_names_that_exist() -> None:
    """A typing error costs one look."""
    with pytest.raises(Misconfigured, match=r"sqll is not inst.*files, .*mailman, people, sql"):
        load_kinds({"sqll"})


def test_a_plug_in_that_cannot_be_imported_is_named(site: Path) -> None:
    """It stops the start instead of leaving a system out."""
    install(site, "other", "other = other_plugin_gone:CONNECTOR")
    with pytest.raises(Misconfigured, match=r"other \(other_plugin_gone:CONNECTOR\) cannot be"):
        load_kinds({"other"})


def test_a_name_that_two_packages_offer_is_refused(site: Path) -> None:
    """Nobody slips another connector under a known name."""
    install(site, "other", "sql = other_plugin:CONNECTOR")
    with pytest.raises(Misconfigured, match="sql is offered by two packages"):
        load_kinds({"sql"})


def test_each_system_is_opened_with_its_own_settings(tmp_path: Path) -> None:
    """A relative path is meant from the instance folder."""
    write(tmp_path, crm=SYSTEM.format(name="crm") + "connection: {url: 'sqlite:///crm.db'}\n")
    opened = open_connectors(load_systems(tmp_path), tmp_path)["crm"]

    assert isinstance(opened, SqlConnector)
    assert opened.database.settings.parsed.database == str(tmp_path / "crm.db")


def test_faults_of_all_connections_are_named_at_once_with_their_lines(tmp_path: Path) -> None:
    """File, line, field and remedy; never the value."""
    secret = "connection:\n  url: 'postgresql://reader:hidden@127.0.0.1/crm'\n"
    typing_error = "connection:\n  url: 'sqlite:///shop.db'\n  shema: shop\n"
    write(
        tmp_path,
        crm=SYSTEM.format(name="crm") + secret,
        shop=SYSTEM.format(name="shop") + typing_error,
        trainings=SYSTEM.format(name="trainings").replace("connector: sql", "connector: sap"),
    )
    with pytest.raises(Faulty) as raised:
        open_connectors(load_systems(tmp_path), tmp_path)

    assert [(fault.file, fault.line, fault.field) for fault in raised.value.faults] == [
        ("crm.yaml", 26, "connection.url"),
        ("shop.yaml", 27, "connection.shema"),
        ("trainings.yaml", 4, "connector"),
    ]
    assert "hidden" not in str(raised.value)


def test_a_map_that_its_connector_cannot_follow_is_a_fault(tmp_path: Path) -> None:
    """The connector's own objection is told with the file."""
    text = SYSTEM.format(name="crm") + "    document: path\nconnection: {url: 'sqlite:///c.db'}\n"
    write(tmp_path, crm=text)
    with pytest.raises(Faulty, match=r"crm\.yaml:13: collections: Collection notes refers to"):
        open_connectors(load_systems(tmp_path), tmp_path)
