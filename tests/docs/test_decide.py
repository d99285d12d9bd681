"""The page for approvers says what the mails and the form say."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from rightsflow.copy.black_out import released
from rightsflow.datamap.corrections import corrections_in
from rightsflow.datamap.load import load_systems
from rightsflow.datamap.model import SystemMap
from rightsflow.law.refusal import TextKind
from rightsflow.law.third_persons import Decided, decided
from rightsflow.letters.staff.render import staff_words
from rightsflow.letters.staff.replies import texts_in
from tasks.notaccepted import _SAYS
from tests.acceptance.small_office import open_small_office
from tests.docs.pages import examples, rows, section, text_of

PAGE = text_of("how-to/decide.md")


def test_the_headings_of_texts_are_those_that_are_understood() -> None:
    """In both languages, and whether the text goes into the letter."""
    told = [[cell.strip("`") for cell in row] for row in rows(section(PAGE, "Write a text"))]

    assert [(row[0], row[1], row[3]) for row in told] == [
        (
            staff_words("en").name("headings", kind),
            staff_words("pl").name("headings", kind),
            "no" if kind in {TextKind.evidence, TextKind.black_out} else "yes",
        )
        for kind in TextKind
    ]


def test_the_reply_that_is_shown_is_understood() -> None:
    """Whoever copies it has given a reason and the evidence."""
    shown, *_ = examples(PAGE, "text")

    found = texts_in(shown)

    assert isinstance(found, dict)
    assert set(found) == {TextKind.reason, TextKind.evidence}


def test_the_correction_that_is_shown_is_understood(maps: Mapping[str, SystemMap]) -> None:
    """Its fields are found in a data map, and get what stands after the sign."""
    _, shown, _ = examples(PAGE, "text")

    found = texts_in(shown)

    assert isinstance(found, dict)
    assert set(found) == {TextKind.correction}
    assert corrections_in(found[TextKind.correction], maps) == {
        "crm.contacts.last_name": "Nowak",
        "crm.contacts.phone": "+48 600 000 000",
    }


def test_the_passages_that_are_shown_are_understood() -> None:
    """Two are blacked out in one field, and another field is left out whole."""
    *_, shown = examples(PAGE, "text")

    found = texts_in(shown)

    assert isinstance(found, dict)
    waiting = frozenset({"crm.notes.text", "mailing.held.subject"})
    assert decided(waiting, released(found[TextKind.black_out], waiting)) == Decided(
        withheld=frozenset({"mailing.held.subject"}),
        redactions={"crm.notes.text": ("her sister Ewa", "Ewa")},
    )


@pytest.fixture
def maps(tmp_path: Path) -> Mapping[str, SystemMap]:
    """Give the data map of a small office."""
    return load_systems(open_small_office(tmp_path, None).folder)


@pytest.mark.parametrize(
    "line", [one for one in section(PAGE, "The form").splitlines() if one.startswith("| ")][1:]
)
def test_what_stands_against_a_decision_is_quoted_as_it_is_said(line: str) -> None:
    """A reader looks for the words on the page of the run."""
    quoted = line.strip("| ").split(" | ")[0]

    assert [text for text in _SAYS.values() if text.startswith(quoted)] != []
