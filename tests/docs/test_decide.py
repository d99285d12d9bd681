"""The page for approvers says what the mails and the form say."""

import pytest

from rightsflow.law.refusal import TextKind
from rightsflow.letters.staff.render import staff_words
from rightsflow.letters.staff.replies import texts_in
from tasks.notaccepted import _SAYS
from tests.docs.pages import examples, rows, section, text_of

PAGE = text_of("how-to/decide.md")


def test_the_headings_of_texts_are_those_that_are_understood() -> None:
    """In both languages, and whether the text goes into the letter."""
    told = [[cell.strip("`") for cell in row] for row in rows(section(PAGE, "Write a text"))]

    assert [(row[0], row[1], row[3]) for row in told] == [
        (
            staff_words("en").name("headings", kind),
            staff_words("pl").name("headings", kind),
            "no" if kind is TextKind.evidence else "yes",
        )
        for kind in TextKind
    ]


def test_the_reply_that_is_shown_is_understood() -> None:
    """Whoever copies it has given a reason and the evidence."""
    (shown,) = examples(PAGE, "text")

    found = texts_in(shown)

    assert isinstance(found, dict)
    assert set(found) == {TextKind.reason, TextKind.evidence}


@pytest.mark.parametrize(
    "line", [one for one in section(PAGE, "The form").splitlines() if one.startswith("| ")][1:]
)
def test_what_stands_against_a_decision_is_quoted_as_it_is_said(line: str) -> None:
    """A reader looks for the words on the page of the run."""
    quoted = line.strip("| ").split(" | ")[0]

    assert [text for text in _SAYS.values() if text.startswith(quoted)] != []
