"""What the pages show can be used as it stands."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from connectors.files import CONNECTOR as FILES
from connectors.sql import CONNECTOR as SQL
from rightsflow import conformance
from rightsflow.datamap.load import load_systems
from rightsflow.datamap.model import Collection, SystemMap
from rightsflow.mail.reading.read import read_message
from rightsflow.settings import Settings
from tests.docs.pages import DOCS, examples, section, text_of

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
    # Read as the loader does, for which `on` is a word.
    for part in yaml.safe_load(shown.replace(" on:", ' "on":')).values():
        found_by = [{"column": "email", "kind": "email"}]
        base: dict[str, object] = {"title": {"en": "Title"}, "purpose": "courses", "fields": {}}
        base |= {} if "parent" in part else {"identity": found_by}
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


def _lines(text: str) -> str:
    """Return a text without indentation and empty lines: a page shows the inside of a class."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


EXAMPLE = "\n".join(
    _lines(path.read_text(encoding="utf-8"))
    for path in (DOCS / "examples" / "addressbook").rglob("*")
    if path.suffix in {".py", ".yaml", ".toml", ".md"}
)
_PIECES = [
    piece for language in ("python", "yaml", "toml") for piece in examples(CONNECTOR, language)
]


@pytest.mark.parametrize("piece", _PIECES, ids=lambda piece: piece.split()[0])
def test_what_the_page_on_connectors_shows_stands_in_the_example(piece: str) -> None:
    """The example is built, installed and used; the page shows pieces of it."""
    assert _lines(piece) in EXAMPLE


def test_what_the_contract_says_is_explained_in_its_own_words() -> None:
    """A reader looks for the words that the test printed."""
    contract = "".join(
        path.read_text(encoding="utf-8") for path in Path(conformance.__path__[0]).glob("*.py")
    )
    told = re.findall(r'^\| "(.+?)" \|', section(CONNECTOR, "7. When a test says no"), re.MULTILINE)

    assert len(told) > 10
    assert [words for words in told if f'"{words}"' not in contract] == []
