"""The words of the evidence: every language says everything."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
import yaml

import rightsflow.evidence.words as module
from rightsflow.evidence.words import languages, words
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind, Silence
from rightsflow.law.identity import Authentication, Verdict
from rightsflow.law.refusal import TextKind
from rightsflow.law.right import Outcome
from rightsflow.law.subject import IdentifierKind
from rightsflow.mail.reading.model import Kind
from rightsflow.pdf.font import REGULAR, face
from rightsflow.register.chain import Flaw
from rightsflow.register.decisions import DecisionState
from rightsflow.register.types import Channel, LetterState, Stage, Step
from tasks.approval import Voided

FOLDER = Path(module.__file__).parent / "texts"
TEXTS = {file.stem: yaml.safe_load(file.read_text()) for file in FOLDER.glob("*.yaml")}
ROOT = Path(module.__file__).parents[2]

CODES: dict[str, type[StrEnum]] = {
    "decisions_known": Decision,
    "decision_states": DecisionState,
    "silences": Silence,
    "text_kinds": TextKind,
    "authentications": Authentication,
    "channels": Channel,
    "flaws": Flaw,
    "hold_kinds": HoldKind,
    "identifiers": IdentifierKind,
    "letter_states": LetterState,
    "message_kinds": Kind,
    "outcomes": Outcome,
    "stages": Stage,
    "steps": Step,
    "verdicts": Verdict,
    "voids": Voided,
}


def shape(texts: object) -> object:
    """Return texts with only their keys and the names to be filled in."""
    if isinstance(texts, dict):
        return {key: shape(value) for key, value in texts.items()}
    return {name for _, name, _, _ in Formatter().parse(str(texts)) if name}


def events() -> Iterator[tuple[str, set[str]]]:
    """Yield what the code notes in journals: each event, and the names in its detail."""
    for file in [*(ROOT / "tasks").rglob("*.py"), *(ROOT / "rightsflow").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Entry":
                texts = [one for one in node.args[1:2] if isinstance(one, ast.Constant)]
                keys = [key for one in node.args[2:3] for key in getattr(one, "keys", [])]
                names = {str(key.value) for key in keys if isinstance(key, ast.Constant)}
                for text in texts:
                    yield str(text.value), names


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_every_language_says_everything(language: str) -> None:
    """The same keys, and the same names to fill in."""
    assert shape(TEXTS[language]) == shape(TEXTS["en"])
    assert languages() == set(TEXTS)


@pytest.mark.parametrize("group", CODES)
def test_every_code_of_the_register_has_a_phrase(group: str) -> None:
    """A word that is added to a closed list is added here."""
    assert [code for code in CODES[group] if code not in TEXTS["en"][group]] == []


def test_every_event_of_a_journal_has_a_phrase() -> None:
    """Whoever notes something new says what an authority will read."""
    noted: dict[str, set[str]] = {}
    for event, names in events():
        noted.setdefault(event, set()).update(names)
    assert {"opened", "letter_sent", "hold_opened"} <= set(noted)
    assert [event for event in noted if event not in TEXTS["en"]["events"]] == []
    known = TEXTS["en"]["details"]
    assert [name for names in noted.values() for name in names if name not in known] == []


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_every_text_prints(language: str) -> None:
    """The font has every letter of our own words."""
    text = yaml.safe_dump(TEXTS[language], allow_unicode=True)
    assert face(REGULAR).clean(text).count("�") == text.count("�")


def test_moments_are_those_of_the_controller() -> None:
    """Late in the evening in UTC is the next day in Warsaw."""
    said = words("pl", ZoneInfo("Europe/Warsaw"))
    assert said.moment("2026-05-31T22:30:00+00:00") == "1 czerwca 2026, godz. 00:30"
    assert said.moment(None) == said.day(None) == said("none")
    assert said.instant("2026-05-31T22:30:09+00:00") == "2026-06-01\n00:30:09"


def test_an_unknown_language_is_not_guessed() -> None:
    """A name of a language never becomes a path."""
    with pytest.raises(KeyError):
        words("../en", ZoneInfo("UTC"))
