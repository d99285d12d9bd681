"""The texts: every language says everything, and says it with the same names."""

from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
import yaml

import rightsflow.copy.phrases as module
from rightsflow.copy.phrases import languages, phrases
from rightsflow.law.right import Ground
from rightsflow.law.subject import IdentifierKind
from rightsflow.pdf.font import REGULAR, face

FOLDER = Path(module.__file__).parent / "texts"
TEXTS = {file.stem: yaml.safe_load(file.read_text()) for file in FOLDER.glob("*.yaml")}


def shape(texts: object) -> object:
    """Return texts with only their keys and the names to be filled in."""
    if isinstance(texts, dict):
        return {key: shape(value) for key, value in texts.items()}
    if isinstance(texts, list):
        return [shape(value) for value in texts]
    return {name for _, name, _, _ in Formatter().parse(str(texts)) if name}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_every_language_says_everything(language: str) -> None:
    """The same keys, lists as long, the same names to fill in."""
    assert shape(TEXTS[language]) == shape(TEXTS["en"])


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_every_word_of_the_law_has_a_phrase(language: str) -> None:
    """Each ground and each kind of identifier can be told."""
    words = phrases(language)
    assert all(words(f"ground_{ground.value}") for ground in Ground)
    assert all(words(f"identifier_{kind.value}") for kind in IdentifierKind)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_every_text_prints(language: str) -> None:
    """The font has every letter of our own words."""
    text = yaml.safe_dump(TEXTS[language], allow_unicode=True)
    assert face(REGULAR).clean(text).count("�") == text.count("�")


def test_dates_are_words_and_stay_in_one_line() -> None:
    """A date is that of the place where the controller is."""
    late = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)
    told = phrases("pl").moment(late, ZoneInfo("Europe/Warsaw"))
    assert told.split() == ["1", "czerwca", "2026", "r."]
    assert " " not in phrases("en").day(date(2026, 1, 2))


def test_sizes_are_for_people() -> None:
    """Bytes, then kilobytes, then megabytes."""
    words = phrases("en")
    assert [words.size(n) for n in (12, 20_400, 3_600_000)] == ["12 bytes", "20 kB", "4 MB"]


def test_unknown_words_have_a_way_out() -> None:
    """A category or country without a text is shown as it is called; a language is not guessed."""
    assert phrases("pl").category("shoe_size") == "Shoe size"
    assert phrases("pl").country("XK") == "XK"
    assert languages() == {"pl", "en"}
    with pytest.raises(KeyError):
        phrases("../en")
