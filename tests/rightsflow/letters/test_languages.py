"""A language is a folder: the same files, the same words to fill, and no code."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from jinja2.exceptions import UndefinedError

from rightsflow.law.action import WITHOUT_DEED
from rightsflow.law.duty import DUTIES, Duty, Row
from rightsflow.law.extension import Criterion
from rightsflow.law.fee import CostItem
from rightsflow.law.ground import Treatment
from rightsflow.law.refusal import TABLE as REFUSALS
from rightsflow.law.refusal import RefusalGround
from rightsflow.law.right import AskedRight, Ground, Outcome, Right
from rightsflow.letters import render as rendering
from rightsflow.letters import words as wording
from rightsflow.letters.check import checked
from rightsflow.letters.choose import QUESTIONS, Letter
from rightsflow.letters.context import Context, Doubt, PendingText
from rightsflow.letters.render import version
from rightsflow.letters.rights import DECIDED, NoticeTold

TEMPLATES = Path(wording.__file__).with_name("templates")
_CACHES = (wording.words, wording.languages, rendering.environment, rendering.version)


def keys(value: object, at: str = "") -> set[str]:
    """Return the dotted paths of all names; patterns of plural forms differ by language."""
    if not isinstance(value, dict) or at.startswith(".counts."):
        return {at}
    return {path for name, inner in value.items() for path in keys(inner, f"{at}.{name}")}


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a copy of the templates that letters are made from meanwhile."""
    copy = tmp_path / "templates"
    shutil.copytree(TEMPLATES, copy)
    for module in (wording, rendering):
        monkeypatch.setattr(module, "folder", lambda: copy)
    for cached in _CACHES:
        cached.cache_clear()
    yield copy
    for cached in _CACHES:
        cached.cache_clear()


@pytest.mark.parametrize("letter", Letter)
def test_a_new_folder_is_a_new_language(
    letter: Letter, elsewhere: Path, context_of: Callable[..., Context]
) -> None:
    """Nothing but the folder is needed for letters in another language."""
    shutil.copytree(elsewhere / "en", elsewhere / "sv")
    file = elsewhere / "sv" / "frame.txt"
    file.write_text(file.read_text(encoding="utf-8").replace("Hello,", "Hej,"), encoding="utf-8")
    made = checked(letter, context_of(letter, "sv"))
    assert "Hej," in made.text
    assert '<html lang="sv">' in made.html


def test_a_folder_that_breaks_a_rule_is_caught(
    elsewhere: Path, context_of: Callable[..., Context]
) -> None:
    """A translation that names an office that moved away holds every letter back."""
    (elsewhere / "en" / "remedy.txt").write_text("Stawki 2 {{ '{{' }}", encoding="utf-8")
    with pytest.raises(Exception, match="unfilled_placeholder, outdated_law, remedy_incomplete"):
        checked(Letter.nothing_held, context_of(Letter.nothing_held, "en"))


@pytest.mark.parametrize("letter", Letter)
def test_a_fact_that_is_missing_stops_the_letter_and_not_the_reader(
    letter: Letter, elsewhere: Path, context_of: Callable[..., Context]
) -> None:
    """A template that asks for what nobody knows writes nothing, not even in a condition."""
    body = elsewhere / "pl" / letter / "body.txt"
    good = body.read_text(encoding="utf-8")
    for gap in ("{{ it.forgotten }}", "{% if forgotten %}x{% endif %}"):
        body.write_text(f"{good}\n{gap}\n", encoding="utf-8")
        rendering.environment.cache_clear()
        with pytest.raises(UndefinedError):
            checked(letter, context_of(letter, "pl"))


def test_a_changed_word_is_another_version(elsewhere: Path) -> None:
    """The version names the exact words that were sent, the shared ones too."""
    before = version("pl", Letter.access_reply)
    version.cache_clear()
    (elsewhere / "pl" / "remedy.txt").write_text("inaczej", encoding="utf-8")
    assert version("pl", Letter.access_reply) != before


@pytest.mark.parametrize("language", sorted(wording.languages()))
def test_a_language_has_the_same_files_and_words_as_english(language: str) -> None:
    """A folder is complete, or its letters would break on the day they are needed."""
    english, other = TEMPLATES / "en", TEMPLATES / language
    files = [
        {f.relative_to(at) for at in (at,) for f in at.rglob("*.*")} for at in (english, other)
    ]
    assert files[0] == files[1]
    names = [
        keys(yaml.safe_load((at / "words.yaml").read_text(encoding="utf-8")))
        for at in (english, other)
    ]
    assert names[0] == names[1]


@pytest.mark.parametrize("language", sorted(wording.languages()))
def test_a_language_names_every_code(language: str) -> None:
    """Each right, doubt, letter, ground, outcome and reason for waiting has its words."""
    words = yaml.safe_load((TEMPLATES / language / "words.yaml").read_text(encoding="utf-8"))
    assert set(words["rights"]) == {*Right, "marketing_objection"}
    assert set(words["doubts"]) == set(Doubt)
    assert set(words["titles"]) == set(Letter)
    assert set(words["pending"]) == set(PendingText)
    assert set(words["outcomes"]) == set(Outcome)
    assert set(words["grounds"]) == set(RefusalGround)
    assert set(words["costs"]) == set(CostItem)
    assert set(words["texts"]) == {kind for row in REFUSALS for kind in row.texts}
    assert set(words["counts"]) >= set(Criterion)
    assert set(words["decided"]) == set(DECIDED)
    assert set(words["nothing_to"]) == set(AskedRight)
    assert set(words["bases"]) == set(Ground)
    assert set(words["duties"]) == set(words["provisions"]) == set(Duty)
    assert set(words["by_hand"]) == {*Treatment} - WITHOUT_DEED | {Treatment.review}
    assert set(words["notices"]) == set(NoticeTold)
    for group in ("reminded", "ways", "silence"):
        assert set(words[group]) == QUESTIONS
    assert len(words["months"]) == 12


@pytest.mark.parametrize("row", DUTIES, ids=lambda row: row.duty)
def test_a_polish_act_is_cited_in_polish_and_explained_in_english(row: Row) -> None:
    """The letter names the act as the table of duties does; English says what it is."""
    polish, english = (
        yaml.safe_load((TEMPLATES / language / "words.yaml").read_text(encoding="utf-8"))
        for language in ("pl", "en")
    )
    act = row.provision.rpartition(", ")[2]
    assert row.provision in polish["provisions"][row.duty]
    assert act in " ".join(english["provisions"][row.duty].split())
    assert "Polish" in english["provisions"][row.duty]


def test_polish_letters_are_the_same_for_everybody() -> None:
    """No form of a verb or participle says whether a man or a woman is written to."""
    gendered = re.compile(r"(łaś|łeś|łaby|łby)\b|\(a\)|Szanown")
    for file in (TEMPLATES / "pl").rglob("*.txt"):
        assert not gendered.search(file.read_text(encoding="utf-8")), file.name
    assert gendered.search("Prosiłaś o kopię")
    assert gendered.search("Szanowna Pani")
