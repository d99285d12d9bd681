"""The page of the matrix is what the tables of the law say."""

import pytest

from rightsflow.law.places import PLACES, Situation
from rightsflow.law.right import AskedRight
from tests.docs.pages import text_of
from tools.matrix import page

PAGE = text_of("reference/matrix.md")


def test_the_page_is_current() -> None:
    """Make it anew: python -m tools.matrix."""
    assert page() == PAGE


def test_each_right_has_a_table_of_all_places() -> None:
    """Nine tables, seventeen rows, five situations."""
    parts = PAGE.split("\n## ")[2:-1]
    assert len(parts) == len(AskedRight)
    for part in parts:
        rows = [line for line in part.splitlines() if line.startswith("| S")]
        assert [row.split()[1] for row in rows] == [place.row for place in PLACES]
        assert {row.count(" | ") for row in rows} == {len(Situation)}
        assert not [row for row in rows if "|  |" in row]


@pytest.mark.parametrize(
    "sentence",
    [
        "| S4 recruitment | erased (approval); **granted** | **nothing held** |",
        "cleared, keeping name until 2029-01-31 (approval); **partly granted**",
        "kept, keeping all of it until 2029-01-31 (approval); **refused**",
    ],
)
def test_a_lawyer_reads_what_is_done_and_why_not(sentence: str) -> None:
    """In words, with the last day of what stays."""
    assert sentence in PAGE
