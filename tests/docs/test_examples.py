"""What the pages show can be used as it stands."""

import re
import sys
import types
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from connectors.files import CONNECTOR as FILES
from connectors.sql import CONNECTOR as SQL
from rightsflow.conformance import ConnectorContract, Stage
from rightsflow.datamap.load import load_systems
from rightsflow.datamap.model import Collection, SystemMap
from rightsflow.mail.reading.read import read_message
from rightsflow.settings import Settings
from tests.docs.pages import examples, text_of

_SHOWN = examples(text_of("how-to/data-map.md"), "yaml")
DATA_MAP = [text for text in _SHOWN if text.startswith("system:")]
PARTS = [text for text in _SHOWN if not text.startswith("system:")]
CONNECTOR = text_of("how-to/connector.md")
CONTROLLER = files("deployments.examples.blank").joinpath("instance", "controller.yaml")


def _load(folder: Path, *maps: str) -> dict[str, SystemMap]:
    systems = folder / "systems"
    systems.mkdir()
    for text in maps:
        name = re.findall(r"^system: (\w+)$", text, re.MULTILINE)[0]
        (systems / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_systems(folder)


def test_the_data_maps_that_are_shown_are_valid(tmp_path: Path) -> None:
    """Whoever begins with the example begins with a file that is accepted."""
    systems = _load(tmp_path, *DATA_MAP)

    for name, kind in (("school", SQL), ("certificates", FILES)):
        connection = kind.connection.model_validate(
            systems[name].connection, context={"base": tmp_path}
        )
        assert kind.open(systems[name], connection).system is systems[name]


@pytest.mark.parametrize("shown", PARTS, ids=lambda text: text.split()[0])
def test_the_parts_of_a_collection_that_are_shown_are_valid(shown: str) -> None:
    """What the page says of deeds can be put into a collection as it stands."""
    for part in yaml.safe_load(shown).values():
        found_by = [{"column": "email", "kind": "email"}]
        base = {"title": {"en": "Title"}, "purpose": "courses", "fields": {}, "identity": found_by}
        assert Collection.model_validate({**base, **part}).model_fields_set >= part.keys()


def test_the_example_shows_what_its_page_promises() -> None:
    """Identity, parent, purposes, recipients, disclosure, profiling, documents, others' data."""
    fields = {"identity", "parent", "purposes", "recipients", "discloses", "profiling"}
    shown = "\n".join(DATA_MAP)

    assert [f for f in sorted(fields | {"document", "third_party"}) if f"{f}:" not in shown] == []


@pytest.mark.parametrize(
    "shown",
    [
        text
        for page in ("first-instance", "mailbox")
        for text in examples(text_of(f"how-to/{page}.md"), "yaml")
    ],
    ids=lambda text: text[:8],
)
def test_the_settings_that_are_shown_are_valid(shown: str, tmp_path: Path) -> None:
    """A part of controller.yaml may be put in the place of the one that `init` wrote."""
    whole = yaml.safe_load(CONTROLLER.read_text(encoding="utf-8"))

    settings = Settings.model_validate(whole | yaml.safe_load(shown), context={"base": tmp_path})

    assert settings.controller.name == "Our company"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [("I confirm that this is my request.", True), ("Yes.", True), ("It was not me.", False),
     ("Do I have to confirm this?", None), ("If it is about my old account, yes.", None)],
)  # fmt: skip
def test_a_confirmation_is_read_as_the_decision_says(shown: str, *, expected: bool | None) -> None:
    """The examples of decision 0010, with our own question quoted below."""
    decision = text_of("decisions/0010-a-confirmation-needs-words.md")
    mail = (
        "From: anna@example.org\nTo: privacy@example.com\nSubject: Re: Please confirm\n"
        "Message-ID: <2@example.org>\nIn-Reply-To: <1@example.com>\n\n"
        f"{shown}\n\nOn Monday you wrote:\n> I confirm that this is my request.\n"
    )

    assert f'"{shown}"' in decision
    assert read_message(mail.encode()).confirms is expected


def _module(name: str, source: str) -> types.ModuleType:
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(source, "docs/how-to/connector.md", "exec"), module.__dict__)  # noqa: S102 - our own page
    return module


class TestConnectorOfTheHowTo(ConnectorContract):
    """The connector that the page shows passes the tests that the page shows."""

    async def make_stage(self, folder: Path) -> Stage:
        """Run the page's code where its data map lies, and set its stage."""
        (folder / "systems").mkdir()
        shown = examples(CONNECTOR, "yaml")[0]
        (folder / "systems" / "clients.yaml").write_text(shown, encoding="utf-8")
        connector, contract, _ = examples(CONNECTOR, "python")
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            _module("addressbook", connector)
            page = _module("addressbook_contract", contract)
        stage: Stage = await page.TestAddressBook().make_stage(folder)
        return stage


class TestForgetfulConnectorOfTheHowTo(TestConnectorOfTheHowTo):
    """So does the one that can erase."""

    async def make_stage(self, folder: Path) -> Stage:
        """Set the stage of the second connector, which is built on the first."""
        await super().make_stage(folder)
        page = _module("forgetful", examples(CONNECTOR, "python")[2])
        stage: Stage = await page.TestForgetful().make_stage(folder)
        return stage
