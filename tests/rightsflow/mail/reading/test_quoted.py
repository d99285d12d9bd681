"""Letters in the styles of the mail programs of today: whose words are whose."""

import tomllib
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

import pytest

from rightsflow.mail.reading.letter import letter_of
from rightsflow.mail.reading.model import PersonReason
from rightsflow.mail.reading.read import read_message
from rightsflow.mime.parts import take_apart

OURS: Final = ("iod@example.org",)
PLACE: Final = Path(__file__).with_name("quoted")
LETTERS: Final = {
    f"{file.stem}: {letter['name']}": letter
    for file in sorted(PLACE.glob("*.toml"))
    for letter in tomllib.loads(file.read_text(encoding="utf-8"))["letter"]
}
FORMS: Final = [
    pytest.param(letter, form, id=f"{name}, {form}")
    for name, letter in LETTERS.items()
    for form in ("plain", "html", "both")
    if form in letter or (form == "both" and {"plain", "html"} <= letter.keys())
]


def raw_of(letter: dict[str, Any], form: str) -> bytes:
    """Return the letter as a message in this form."""
    message = EmailMessage()
    message["From"] = "Ewa <ewa@example.com>"
    message["To"] = "iod@example.org"
    message["Subject"] = letter["subject"]
    message["Message-ID"] = "<2@example.com>"
    if letter["subject"].lower().startswith(("re:", "odp", "aw:")):
        message["In-Reply-To"] = "<1@example.org>"
    if form == "html":
        message.set_content(letter["html"], subtype="html")
    else:
        message.set_content(letter["plain"])
    if form == "both":
        message.add_alternative(letter["html"], subtype="html")
    return message.as_bytes()


@pytest.mark.parametrize(("letter", "form"), FORMS)
def test_each_word_is_told_to_be_whose_it_is(letter: dict[str, Any], form: str) -> None:
    """The writer's own, what the writer passes on, what the writer answers to."""
    parts = take_apart(raw_of(letter, form))
    read = letter_of(parts, letter["subject"], frozenset(OURS))
    texts = {
        "own": read.own, "passed_on": read.passed_on, "quoted": read.quoted, "body": read.body
    }  # fmt: skip
    told = [(where, words) for where in texts for words in letter.get(where, ())]

    assert [(where, words) for where, words in told if words not in texts[where]] == []
    assert [words for where, words in told if where != "quoted" and words in read.quoted] == []
    assert [words for where, words in told if where == "quoted" and words in read.body] == []
    assert [words for words in letter.get("header", ()) if words in read.body] == []


@pytest.mark.parametrize(("letter", "form"), FORMS)
def test_only_what_the_writer_says_or_passes_on_is_asked_for(
    letter: dict[str, Any], form: str
) -> None:
    """A request that stands only in the quoted part of our letter never counts."""
    reading = read_message(raw_of(letter, form), own_addresses=OURS)

    assert list(reading.rights) == letter["asks"]
    assert PersonReason.text_and_html_differ not in reading.needs_person
    if letter.get("passed_on"):
        assert reading.passes_on
        assert not letter["asks"] or PersonReason.forwarded in reading.needs_person
