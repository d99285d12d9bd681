"""Where a sentence of a letter ends, and what stands above a list. Every text is invented."""

import pytest

from rightsflow.mail.reading.sentences import sentences

WHOLE = [
    "My contact is Mr D. Peverell in Leeds.",
    'I work as a fitter (no helper!) and want "all of it!" back.',
    "It starts on 1. may this year.",
]
PARTED = [
    ("I asked Ms. Carr. Please delete it.", 2),
    ("It was size X. Please delete it.", 2),
    ('They said "no!" Please delete it.', 2),
]


@pytest.mark.parametrize("text", WHOLE)
def test_an_initial_or_a_bracket_ends_no_sentence(text: str) -> None:
    """The words behind it belong to those before."""
    assert [one.text for one in sentences(text)] == [text]


@pytest.mark.parametrize(("text", "count"), PARTED)
def test_a_full_stop_before_a_capital_letter_ends_one(text: str, count: int) -> None:
    """What is asked stands in a sentence of its own."""
    assert len(list(sentences(text))) == count


@pytest.mark.parametrize("sign", [":", ","])
def test_a_line_leads_to_the_list_below_it(sign: str) -> None:
    """Lawyers end it with a comma where others write a colon."""
    text = f"We ask you{sign}\n\n1. to tell which data you hold,\n2. to delete them.\n"
    assert [one.lead for one in sentences(text)] == ["", f"we ask you{sign}", f"we ask you{sign}"]
