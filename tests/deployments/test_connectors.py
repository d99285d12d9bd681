"""`rightsflow connectors`: what is installed, whether it is allowed, and how it stands."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.sql.connector import SqlConnector
from rightsflow.deeds import capabilities_of
from rightsflow.plugins import RULES
from tests.deployments.installing import look_installed
from tests.deployments.test_cli import rightsflow

MODULE = "other_plugin"
READS_ONLY = """
from connectors.sql import SqlKind
from rightsflow.connector import Connector
class ReadsOnly(Connector):
    pass
class Kind(SqlKind):
    connector = ReadsOnly
CONNECTOR = Kind()
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder whose packages count as installed; run where there is no instance."""
    folder = tmp_path / "site"
    (folder / MODULE).mkdir(parents=True)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.chdir(folder)
    look_installed(folder, "other-thing", f"other = {MODULE}:CONNECTOR")
    yield folder
    sys.modules.pop(MODULE, None)


def plug_in(site: Path, source: str, quality: str = "") -> None:
    """Write the package that looks installed."""
    (site / MODULE / "__init__.py").write_text(source)
    if quality:
        (site / MODULE / "quality.yaml").write_text(quality)


def told(*more: str | Path) -> dict[str, Any]:
    """Return what the command tells programs, by kind."""
    result = rightsflow("connectors", "--json", *more)
    assert result.exit_code == 0, result.output
    whole = json.loads(result.output)
    by_kind = {f"{one['kind']} of {one['package']}": one for one in whole["connectors"]}
    return {**by_kind, "problems": whole["problems"]}


def allowing(office: Path, line: str) -> Path:
    """Let the instance allow a plug-in."""
    with (office / "controller.yaml").open("a") as file:
        file.write(f"plugins:\n  {line}\n")
    return office


def test_our_own_are_listed_with_what_their_class_can_do(site: Path) -> None:
    """Nothing has to be configured for that, and there need be no instance."""
    plug_in(site, "raise RuntimeError")
    found = told()["sql of rightsflow"]

    assert found["ours"]
    assert found["allowed"]
    assert set(found["capabilities"]) == capabilities_of(SqlConnector)
    assert found["rules"].keys() == RULES.keys()
    assert found["problem"] == ""


def test_what_is_not_allowed_is_listed_and_not_imported(site: Path) -> None:
    """Its name and version are known, and what to write if it is trusted."""
    plug_in(site, "raise RuntimeError")
    found = told()["other of other-thing"]

    assert (found["allowed"], found["version"], found["capabilities"]) == (False, "1.0", [])
    assert "plugins: {other: other-thing}" in found["remedy"]
    assert MODULE not in sys.modules
    shown = rightsflow("connectors").output
    assert "other-thing" in shown
    assert "not allowed" in shown


def test_what_is_allowed_is_looked_at(site: Path, office: Path) -> None:
    """Capabilities come from the class, the rest from its own quality.yaml."""
    quality = "".join(f"{rule}: {{status: todo, comment: later}}\n" for rule in RULES)
    plug_in(site, READS_ONLY, quality)
    allowing(office, "other: other-thing")
    found = told("--config", office)["other of other-thing"]

    assert found["allowed"]
    assert not found["ours"]
    assert found["capabilities"] == []
    assert found["rules"]["erase"] == {"status": "todo", "comment": "later"}
    row = next(
        line
        for line in rightsflow("connectors", "--config", office).output.splitlines()
        if line.startswith("other ")
    )
    assert row.split() == ["other", "other-thing", "1.0", "yes", "nothing", f"0/0/{len(RULES)}"]
    shown = " ".join(rightsflow("connectors", "--config", office).output.split())
    assert f"other: {len(RULES)} of {len(RULES)} rules are still to do." in shown
    assert "sql: " not in shown


@pytest.mark.parametrize(
    ("source", "quality", "problem"),
    [
        ("raise RuntimeError", "", "cannot be loaded: RuntimeError"),
        (READS_ONLY, "erase: {status: done}", "quality.yaml check_before_use: says nothing"),
        (READS_ONLY, "erase: [", "other quality.yaml: not YAML"),
        (READS_ONLY, "", "other quality.yaml: other_plugin has no such file"),
    ],
)
def test_a_broken_plug_in_is_told_with_its_remedy_and_is_not_fatal(
    site: Path, office: Path, source: str, quality: str, problem: str
) -> None:
    """The others are listed as ever."""
    plug_in(site, source, quality)
    allowing(office, "other: other-thing")
    found = told("--config", office)

    assert problem in found["other of other-thing"]["problem"]
    assert found["other of other-thing"]["remedy"]
    assert found["sql of rightsflow"]["problem"] == ""
    assert problem in rightsflow("connectors", "--config", office).output


def test_a_package_that_offers_one_of_our_names_is_shown_for_what_it_is(site: Path) -> None:
    """It is never used; somebody should know that it is there."""
    look_installed(site, "aaa", f"sql = {MODULE}:CONNECTOR")
    found = told()

    assert found["sql of rightsflow"]["allowed"]
    assert not found["sql of aaa"]["allowed"]
    assert "never used" in found["sql of aaa"]["remedy"]


def test_what_is_allowed_and_not_there_is_told(office: Path) -> None:
    """A line for a package that was never installed helps nobody."""
    allowing(office, "crm: acme-crm")

    assert told("--config", office)["problems"] == [
        "crm is allowed from acme-crm, and that package does not offer it here."
    ]


def test_rules_are_shown_with_status_comment_and_meaning() -> None:
    """One row for each rule, in their order."""
    shown = " ".join(rightsflow("connectors", "--rules", "files").output.split())
    listed = json.loads(rightsflow("connectors", "--rules", "files", "--json").output)

    assert list(listed) == list(RULES)
    assert "complete_or_error done everything that is wanted comes, or an error says" in shown
    assert "a missing document is Incomplete, never left out" in shown
    assert rightsflow("connectors", "--rules", "flies").exit_code == 1


def test_the_rules_of_what_is_not_allowed_are_not_read(site: Path) -> None:
    """The message says why, and what to do."""
    plug_in(site, "raise RuntimeError")
    result = rightsflow("connectors", "--rules", "other")

    assert result.exit_code == 1
    assert "plugins: {other: other-thing}" in result.output


FAULTY = """
from connectors.sql import SqlKind
from connectors.sql.connector import SqlConnector
class Faulty(SqlConnector):
    async def check(self):
        raise KeyError("maria@example.org")
class Kind(SqlKind):
    connector = Faulty
    def open(self, system, connection):
        return Faulty(system, connection)
CONNECTOR = Kind()
"""


def test_a_plug_in_with_a_fault_in_its_check_is_told_and_the_others_are_asked(
    site: Path, office: Path
) -> None:
    """By the kind of error and its place: what it says may name somebody."""
    plug_in(site, FAULTY)
    allowing(office, "other: other-thing")
    file = office / "systems" / "crm.yaml"
    file.write_text(file.read_text().replace("connector: sql", "connector: other"))

    result = rightsflow("check", "--config", office)

    assert result.exit_code == 1
    assert "✗ crm: KeyError at __init__.py:6" in result.output
    assert "other (other-thing 1.0)" in result.output
    assert "maria" not in result.output
    assert "✓ mailing" in result.output
