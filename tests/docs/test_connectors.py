"""The page of the connectors says what their classes and quality.yaml say."""

from pathlib import Path

import connectors
from rightsflow.deeds import Capability
from rightsflow.plugins import RULES, known
from tests.docs.pages import first_words, rows, section, text_of
from tools.connectors_table import page

PAGE = text_of("connectors.md")
OURS = {one.offer.kind: one for one in known({}) if one.offer.is_ours}


def test_the_page_is_current() -> None:
    """Make it anew: python -m tools.connectors_table."""
    assert page() == PAGE


def test_every_folder_of_connectors_is_a_kind_that_is_listed() -> None:
    """Entry point, folder and page do not drift apart."""
    (folder,) = connectors.__path__
    folders = {path.parent.name for path in Path(folder).glob("*/connector.py")}

    assert set(OURS) == folders
    for heading in ("How each deed is done", "The rules"):
        assert set(first_words(section(PAGE, heading))) in (folders, set(RULES))


def test_what_a_class_can_do_and_what_its_file_says_agree() -> None:
    """A deed that is said to be done is in the class, and the other way round."""
    for kind, one in OURS.items():
        done = {rule for rule, told in one.quality.items() if told.status == "done"}
        able = {str(of) for of in one.capabilities} - {Capability.release}
        assert done & set(Capability.__members__) == able, kind


def test_every_kind_tells_what_it_was_tested_with_and_what_stays() -> None:
    """An empty cell would be read as "nothing"."""
    head = PAGE.partition("\n## ")[0]
    cells = [line.strip("|").split(" | ") for line in head.splitlines() if line.startswith("| [`")]

    assert len(cells) == len(OURS)
    assert [row[0] for row in cells if not all(cell.strip() for cell in row)] == []
    assert list(rows(section(PAGE, "The rules")))
