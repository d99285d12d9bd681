"""The example package of the docs is what the command writes, and it serves cases."""

import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from deployments.skeleton import rendered
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome
from tests.acceptance.people import TUYET, ZANETA
from tests.deployments.installing import install, run_beside, run_its_tests
from tests.docs.pages import DOCS
from tests.tasks.deeds_kit import AbleOffice, open_able_office, prepared
from tests.tasks.written import ERASURE
from tools import example_plugin

EXAMPLE = DOCS / "examples" / "addressbook"
PACKAGE = "rightsflow-addressbook"
ALLOWED = {"addressbook": PACKAGE}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder into which the package was installed, beside its source."""
    folder = tmp_path_factory.mktemp("site") / "site"
    install(EXAMPLE, folder)
    return folder


@pytest.fixture
def beside(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this process see the package as installed."""
    monkeypatch.syspath_prepend(str(installed))
    yield
    for name in [name for name in sys.modules if name.startswith("rightsflow_addressbook")]:
        del sys.modules[name]


def test_the_example_is_what_the_command_writes() -> None:
    """Make it anew: python -m tools.example_plugin."""
    paths = (path for path in EXAMPLE.rglob("*") if path.is_file())
    there = {
        str(path.relative_to(EXAMPLE)): path.read_text(encoding="utf-8")
        for path in paths
        if not any(part.startswith((".", "__pycache__")) for part in path.parts)
    }

    assert example_plugin.FOLDER == EXAMPLE
    assert there == dict(rendered("addressbook"))


def test_installed_as_a_package_it_passes_its_own_tests(installed: Path) -> None:
    """The contract, and a case from the check to the last look, by entry point and allow-list."""
    told = run_its_tests(installed, installed.with_name("site-source"))

    assert "failed" not in told
    assert int(told.split()[0]) > 20, told


def test_the_command_lists_it_where_it_is_installed(installed: Path, tmp_path: Path) -> None:
    """In a process of its own, which allows nothing yet."""
    result = run_beside(installed, tmp_path, "-m", "deployments.cli", "connectors", "--json")
    listed = json.loads(result.stdout)["connectors"]
    (found,) = [one for one in listed if one["kind"] == "addressbook"]

    assert (found["package"], found["version"], found["allowed"]) == (PACKAGE, "0.1.0", False)


def _with_address_book(instance: Path) -> None:
    """Give the office one more system, with two people in it."""
    prepared(instance)
    text = (EXAMPLE / "systems" / "clients.yaml").read_text(encoding="utf-8")
    (instance / "systems" / "clients.yaml").write_text(text, encoding="utf-8")
    (instance / "data").mkdir(exist_ok=True)
    people = [{"id": one.number, "email": one.email, "name": one.name} for one in (TUYET, ZANETA)]
    lines = [json.dumps(one) + "\n" for one in people]
    (instance / "data" / "clients.jsonl").write_text("".join(lines), encoding="utf-8")


@pytest.fixture
async def office(beside: None, tmp_path: Path) -> AsyncIterator[AbleOffice]:  # noqa: ARG001 - it acts by being there
    """Give an office that has the address book, and allows its connector."""
    opening = open_able_office(tmp_path, prepare=_with_address_book, plugins=ALLOWED)
    async with opening as opened:
        yield opened


async def test_a_plug_in_serves_an_erasure_like_any_other_system(office: AbleOffice) -> None:
    """From the letter to the answer; receipts and journal say which package did it."""
    await office.ask(TUYET, ERASURE)
    await office.decide(Decision.approve, HoldKind.plan_approval)
    [request] = await office.requests()
    left = (office.desk.folder / "data" / "clients.jsonl").read_text(encoding="utf-8")

    assert request.outcome is Outcome.granted
    assert TUYET.email not in left
    assert ZANETA.email in left
    for event in ("done", "verified"):
        by = {one.detail["system"]: one.detail["connector"] for one in await office.events(event)}
        assert by["clients"] == f"addressbook ({PACKAGE} 0.1.0)"
