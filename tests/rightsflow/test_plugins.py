"""Connectors are found by name, and only those that are allowed are loaded."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.sql import SqlKind
from connectors.sql.connector import SqlConnector
from rightsflow.connector import Connection
from rightsflow.datamap.load import load_systems
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Fault, Faulty
from rightsflow.plugins import NotUsable, choose, offers, open_connectors, read_quality
from tests.deployments.installing import as_ours, look_installed
from tests.rightsflow.datamap.test_load import SYSTEM, write

PLUG_IN = """
from connectors.sql import SqlKind
CONNECTOR = SqlKind()
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder whose packages count as installed."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    sys.modules.pop("other_plugin", None)


def test_our_own_kinds_come_through_the_same_door() -> None:
    """Nothing is built in, and nothing of ours has to be allowed."""
    kinds = [choose(kind, {}, offers()).load() for kind in ("files", "sql")]

    assert [kind.name for kind in kinds] == ["files", "sql"]


def test_another_package_may_bring_a_connector(site: Path) -> None:
    """A kind of system is added by installing a package, and by allowing it."""
    (site / "other_plugin.py").write_text(PLUG_IN)
    look_installed(site, "Other_Thing", "other = other_plugin:CONNECTOR")
    chosen = choose("other", {"other": "other-thing"}, offers())

    assert chosen.origin == "other (other-thing 1.0)"
    assert not chosen.is_ours
    assert chosen.load().connector is SqlConnector


def test_what_is_installed_is_not_allowed_by_that(site: Path) -> None:
    """Installed is not trusted: it is not even imported."""
    (site / "other_plugin.py").write_text("raise RuntimeError")
    look_installed(site, "other-thing", "other = other_plugin:CONNECTOR")

    with pytest.raises(NotUsable, match=r"not allowed\..*plugins: \{other: other-thing\}"):
        choose("other", {}, offers())
    assert "other_plugin" not in sys.modules


def test_a_kind_is_allowed_from_one_package(site: Path) -> None:
    """A second package that offers the name does not come in by the first one's line."""
    look_installed(site, "aaa", "other = other_plugin:CONNECTOR")
    with pytest.raises(NotUsable, match="allowed from bbb, but comes from aaa"):
        choose("other", {"other": "bbb"}, offers())
    look_installed(site, "bbb", "other = other_plugin:CONNECTOR")

    assert choose("other", {"other": "bbb"}, offers()).package == "bbb"


@pytest.mark.parametrize("allowed", [{}, {"sql": "aaa"}])
def test_nobody_slips_another_connector_under_one_of_our_names(
    site: Path, allowed: dict[str, str]
) -> None:
    """Ours is chosen, whatever else is installed or allowed, and in whatever order it is found."""
    (site / "other_plugin.py").write_text("raise RuntimeError")
    look_installed(site, "aaa", "sql = other_plugin:CONNECTOR")

    assert choose("sql", allowed, offers()).load().connector is SqlConnector


def test_a_package_that_calls_itself_ours_is_not(site: Path) -> None:
    """Its modules are not those of Rightsflow."""
    look_installed(site, "aaa", "sql = other_plugin:CONNECTOR", called="rightsflow")

    assert choose("sql", {}, offers()).entry.value == "connectors.sql:CONNECTOR"
    assert [one.is_ours for one in offers() if one.kind == "sql"] == [True, False]


def test_an_unknown_name_is_refused_with_the_names_that_exist() -> None:
    """A typing error costs one look."""
    with pytest.raises(NotUsable, match=r"sqll is not installed.*dynamics, files, .*sql"):
        choose("sqll", {}, offers())


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import no_such_module.part", "cannot be loaded: ModuleNotFoundError (no_such_module)."),
        ("from json import secret", "cannot be loaded: ImportError (json)."),
        ("raise ImportError('secret', name='a secret')", "cannot be loaded: ImportError."),
        ("def (", "cannot be loaded: SyntaxError"),
        ("raise RuntimeError('secret')", "cannot be loaded: RuntimeError"),
        ("CONNECTOR = object()", "does not say: connection, connector, open"),
    ],
)
def test_a_plug_in_that_is_broken_is_named(site: Path, source: str, said: str) -> None:
    """It stops the start instead of leaving a system out, with what to do, not what it said."""
    (site / "other_plugin.py").write_text(source)
    look_installed(site, "other-thing", "other = other_plugin:CONNECTOR")
    with pytest.raises(NotUsable) as raised:
        choose("other", {"other": "other-thing"}, offers()).load()

    assert said in str(raised.value)
    assert "other-thing" in raised.value.remedy
    assert "secret" not in str(raised.value)


def test_a_map_that_names_what_is_not_allowed_stops_the_start(site: Path, tmp_path: Path) -> None:
    """File, line, remedy; once allowed, the system opens and says its origin."""
    (site / "other_plugin.py").write_text(PLUG_IN)
    look_installed(site, "other-thing", "other = other_plugin:CONNECTOR")
    text = SYSTEM.format(name="crm").replace("connector: sql", "connector: other")
    write(tmp_path, crm=text + "connection: {url: 'sqlite:///crm.db'}\n")
    with pytest.raises(Faulty) as raised:
        open_connectors(load_systems(tmp_path), tmp_path)

    (fault,) = raised.value.faults
    assert (fault.file, fault.line, fault.field) == ("crm.yaml", 4, "connector")
    assert fault.remedy.endswith("write into controller.yaml: plugins: {other: other-thing}")

    allowed = {"other": "other-thing"}
    opened = open_connectors(load_systems(tmp_path), tmp_path, allowed)["crm"]
    assert opened.origin == "other (other-thing 1.0)"


def test_a_line_that_would_replace_one_of_ours_stops_the_start(tmp_path: Path) -> None:
    """Whoever writes it believes that another connector is at work."""
    (tmp_path / "controller.yaml").write_text("pace: {}\nplugins:\n  sql: better-sql\n")
    write(tmp_path, crm=SYSTEM.format(name="crm") + "connection: {url: 'sqlite:///crm.db'}\n")
    with pytest.raises(Faulty, match=r"controller\.yaml:3: plugins\.sql: sql is a connector of"):
        open_connectors(load_systems(tmp_path), tmp_path, {"sql": "better-sql"})


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("exact_match_in_python: {status: done}", "check_before_use: says nothing of this rule"),
        ("erase: {status: exempt}", "erase: .*says why, in a comment"),
        ("erase: {status: perhaps, comment: x}", "Input should be 'done', 'todo' or 'exempt'"),
        ("all: {status: done}", "all: there is no such rule"),
    ],
)
def test_a_self_assessment_speaks_of_each_rule(site: Path, told: str, message: str) -> None:
    """A rule that is left out is not one that is kept."""
    (site / "other_plugin").mkdir()
    (site / "other_plugin" / "__init__.py").write_text("")
    (site / "other_plugin" / "quality.yaml").write_text(told)
    with pytest.raises(Faulty, match=message):
        read_quality("other_plugin")


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


def test_faults_that_a_kind_finds_itself_are_told_with_their_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kind knows fields; where they stand in the file is found here."""

    class Picky(SqlKind):
        def open(self, system: SystemMap, connection: Connection) -> SqlConnector:
            del connection
            faults = [
                Fault(f"{system.system}.yaml", 0, field, "does not suit me", "Change it")
                for field in ("connection.url", "connection.not_there", "nowhere")
            ]
            raise Faulty(faults)

    as_ours(monkeypatch, picky=Picky())
    text = SYSTEM.format(name="crm").replace("connector: sql", "connector: picky")
    write(tmp_path, crm=text + "connection:\n  url: 'sqlite:///crm.db'\n")
    with pytest.raises(Faulty) as raised:
        open_connectors(load_systems(tmp_path), tmp_path)

    assert [fault.line for fault in raised.value.faults] == [26, 25, 0]
