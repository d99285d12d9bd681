"""The weights of words are those that the letters of the tests teach."""

import re

import pytest

from rightsflow.law.right import Right
from rightsflow.mail.reading.folding import fold_text
from rightsflow.mail.reading.lexicon import LANGUAGES
from rightsflow.mail.reading.weights import BIAS, Weights, features, weights
from tools.weights import TABLES, learn, mark, taught

PLAIN = {
    "pl": "Proszę o kopię moich danych, które państwo przechowują.",
    "en": "Please send me a copy of the personal data that you hold about me.",
    "de": "Bitte senden Sie mir eine Kopie der Daten, die Sie über mich gespeichert haben.",
}
MOST_APART = 0.05
"""Log odds by which two machines may reckon a weight differently."""


def test_features_are_words_and_their_neighbours() -> None:
    """Dates, sums and numbers of people say nothing of rights; an article does."""
    assert features("article 17, born 1980 here") == {
        "article", "17", "born", "here", "article 17", "17 born", "born here",
    }  # fmt: skip


def test_what_a_letter_says_is_divided_by_the_root_of_how_much_it_says() -> None:
    """A long letter is no louder than a short one."""
    column = (2.0,) * len(Right)
    heavy = Weights((1.0,) * len(Right), {"a": column, "b": column, "c": column, "d": column})
    assert heavy.of(heavy.known("a"))[Right.access] == 3.0
    assert heavy.of(heavy.known("a. b. c. d."))[Right.access] == 5.0
    assert heavy.of(heavy.known(""))[Right.access] == 1.0
    assert heavy.spoken_for(Right.erasure, "a b") == 4.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plain_wish_weighs_most_for_its_right(language: str) -> None:
    """In each language."""
    heavy = weights(language)
    odds = heavy.of(heavy.known(fold_text(PLAIN[language])))
    assert max(odds, key=lambda right: odds[right]) is Right.access


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_are_of_the_letters_that_are_here(language: str) -> None:
    """Whoever adds letters, or labels them anew, runs `python -m tools.weights`."""
    head = (TABLES / f"{language}.tsv").read_text(encoding="utf-8").splitlines()[0]
    letters = taught(language)
    assert head == f"# Learned from {len(letters)} letters ({mark(letters)})."


def test_who_learns_again_learns_the_same() -> None:
    """Nothing in the tables was written by hand."""
    names, heavy, bias = learn(taught("de"))
    kept = weights("de")
    assert {*names} == kept.table.keys()
    assert kept.bias == pytest.approx(bias, abs=MOST_APART)
    for name, column in zip(names, heavy.T, strict=True):
        assert kept.table[name] == pytest.approx(column, abs=MOST_APART), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_table_holds_a_number_of_anybody(language: str) -> None:
    """Letters of real people may teach it one day."""
    table = weights(language).table
    assert BIAS not in table
    assert not [name for name in table if re.search(r"@|\d{3}", name)]
