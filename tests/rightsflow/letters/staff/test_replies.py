"""Texts in an approver's reply: headings in either language, paragraphs, greetings, signatures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.refusal import TextKind
from rightsflow.letters.staff.render import staff_languages, staff_words
from rightsflow.letters.staff.replies import LONGEST, TooLong, texts_in


@pytest.mark.parametrize("language", sorted(staff_languages()))
@pytest.mark.parametrize("kind", TextKind)
def test_each_heading_is_understood(language: str, kind: TextKind) -> None:
    """As written, in small letters, as bold, and with the text on the next line."""
    heading = staff_words(language).name("headings", kind)
    for written in (
        f"{heading}: It is so.",
        f"{heading.lower()}:It is so.",
        f"*{heading}:* It is so.",
        f"**{heading}**:\r\n\r\nIt is so.\r\n",
        f"  {heading} :\nIt is so.",
    ):
        assert texts_in(written) == {kind: "It is so."}, written


def test_a_heading_without_polish_letters_is_understood() -> None:
    """Not every keyboard has them."""
    found = texts_in("Dlaczego nie oplata: bo nie.\nOdpowiedz: tak.")
    assert found == {TextKind.why_not_a_fee: "bo nie.", TextKind.answer: "tak."}


def test_paragraphs_are_kept() -> None:
    """A blank line parts them, however many there were."""
    found = texts_in("REASON:\nOne,\nstill one.\n\n\n\nTwo.\nEVIDENCE: Folder 7.")
    assert found == {
        TextKind.reason: "One,\nstill one.\n\nTwo.",
        TextKind.evidence: "Folder 7.",
    }


def test_languages_may_be_mixed_and_a_heading_repeated() -> None:
    """Both texts under one heading are one text."""
    found = texts_in("UZASADNIENIE: A.\nEvidence: B.\nReason: C.")
    assert found == {TextKind.reason: "A.\n\nC.", TextKind.evidence: "B."}


def test_a_text_without_a_heading_is_the_reason() -> None:
    """Whoever just answers has given the reason."""
    assert texts_in("The contract runs on.") == {TextKind.reason: "The contract runs on."}
    assert texts_in("It runs on.\nDOWODY: Folder 7.") == {
        TextKind.reason: "It runs on.",
        TextKind.evidence: "Folder 7.",
    }


def test_a_greeting_above_the_reason_is_no_reason() -> None:
    """It would stand in the letter to the person."""
    assert texts_in("Hello,\n\nREASON: It runs on.") == {TextKind.reason: "It runs on."}


@pytest.mark.parametrize("mark", ["-- ", "--"])
def test_a_signature_is_left_out(mark: str) -> None:
    """What follows its mark is nobody's reason (RFC 3676, 4.3)."""
    found = texts_in(f"REASON: It runs on.\n{mark}\nIga Len\nANSWER: call me")
    assert found == {TextKind.reason: "It runs on."}


@pytest.mark.parametrize("body", ["", " \n\t\n", "-- \nIga Len", "REASON:\n\nEVIDENCE:  \n"])
def test_nothing_written_gives_no_text(body: str) -> None:
    """An empty text would count as given."""
    assert texts_in(body) == {}


@pytest.mark.parametrize(
    "line", ["The reason: it is so.", "* REASON: x", "• REASON: x", "> REASON: x", "REASONS: x"]
)
def test_a_heading_within_a_text_is_text(line: str) -> None:
    """Only a line that begins with the heading begins a text."""
    assert texts_in(f"EVIDENCE: one\n{line}") == {TextKind.evidence: f"one\n{line}"}


def test_a_text_that_is_too_long_is_told_by_kind() -> None:
    """It is neither cut nor taken: the approver is told which one."""
    long = "x" * (LONGEST + 1)
    assert texts_in(f"REASON: fine\nEVIDENCE: {long}") == TooLong((TextKind.evidence,))
    assert texts_in("x" * LONGEST) == {TextKind.reason: "x" * LONGEST}


@given(st.text())
def test_nothing_is_made_up(body: str) -> None:
    """Whatever is written, each line of each text was written, and no text is empty."""
    found = texts_in(body)
    assert isinstance(found, dict)
    for text in found.values():
        assert text.strip()
        assert all(line in body for line in text.splitlines())
