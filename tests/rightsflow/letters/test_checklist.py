"""What an auditor ticks: each number of the table, in each language, in text and in HTML."""

import html
import re
from collections.abc import Callable

import pytest

from rightsflow.letters.choose import EVERY_LETTER, TABLE, Letter
from rightsflow.letters.context import Context
from rightsflow.letters.examples_of_rights import rights_example
from rightsflow.letters.render import render
from tests.rightsflow.letters.checklist import ITEMS, OTHERWISE, item
from tests.rightsflow.letters.checklist_of_rights import scene_of
from tests.rightsflow.letters.item import Item

LANGUAGES = ("pl", "en")

TICKED = [
    (row.letter, number)
    for row in TABLE
    for number in (*EVERY_LETTER, *row.checklist)
    if number not in row.unlike
]


def plain(markup: str) -> str:
    """Return what a reader sees of HTML."""
    body = markup.partition("<body")[2].partition(">")[2]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", body)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("letter", "number"), TICKED)
def test_a_letter_has_what_the_checklist_wants(
    letter: Letter, number: str, language: str, context_of: Callable[..., Context]
) -> None:
    """Each number of the table holds in the text and in the HTML, which say the same."""
    context = context_of(letter, language)
    if letter is Letter.rights_reply:
        context = rights_example(scene_of(number), language)
    made = render(letter, context)
    wanted = item(letter, number)
    assert wanted.holds(language, f"{made.subject}\n{made.text}")
    assert wanted.holds(language, f"{made.subject}\n{plain(made.html)}")


@pytest.mark.parametrize("wanted", [*ITEMS.items(), *OTHERWISE.items()], ids=str)
def test_every_number_of_the_checklist_can_fail(wanted: tuple[object, Item]) -> None:
    """A rule that an empty or a broken letter passes would prove nothing."""
    _, rule = wanted
    assert rule.never or (rule.pl and rule.en)
    for language in LANGUAGES:
        if rule.says(language):
            assert not rule.holds(language, "")
        if rule.never:
            assert not rule.holds(language, " ".join((*rule.says(language), "\n", rule.sample)))


def test_every_number_is_in_the_table_and_every_number_of_the_table_is_tested() -> None:
    """The table and the tests name the same numbers."""
    assert {number for _, number in TICKED} == set(ITEMS)
    assert set(OTHERWISE) <= set(TICKED)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", Letter)
def test_text_and_html_say_the_same_words(
    letter: Letter, language: str, context_of: Callable[..., Context]
) -> None:
    """Nobody is told less for reading the one or the other."""
    made = render(letter, context_of(letter, language))
    spoken = re.findall(r"\w+", made.text)
    assert re.findall(r"\w+", plain(made.html))[-len(spoken) :] == spoken
    assert len(spoken) > 50
