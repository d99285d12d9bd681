"""What is read of documents, and what is said to be not searchable."""

import pytest

from rightsflow.texts import SUFFIXES, limits
from rightsflow.texts.documents import READERS, read_document
from rightsflow.texts.model import State
from tests.rightsflow.texts.making import docx, odt, packed, pdf

ADDRESS = "ann.lee@example.com"
BOMB = (
    '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'
    "<w:p xmlns:w='w'>ann.lee@example.com &c;</w:p>"
)


@pytest.mark.parametrize(
    ("suffix", "raw"),
    [
        (".pdf", pdf(f"Write to {ADDRESS}.")),
        (".PDF", pdf(f"Write to {ADDRESS}.")),
        (".docx", docx("Curriculum vitae", f"Write to {ADDRESS}.")),
        (".odt", odt("Curriculum vitae", f"Write to {ADDRESS}.")),
        (".rtf", rb"{\rtf1\ansi Write to ann.lee\b @example.com\b0 .\par}"),
        (".txt", f"Write to {ADDRESS}.".encode("utf-16")),
        (".html", b"<p>Write to <b>ann.lee</b>@example.com.</p>"),
        (".eml", f"From: a@example.org\nTo: {ADDRESS}\n\nWrite to {ADDRESS}.".encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_address_is_read_in_every_kind_of_document(suffix: str, raw: bytes) -> None:
    """Letters that formatting has split belong together; the words around them do not."""
    reading = read_document(suffix, raw)

    assert (reading.state, f"Write to {ADDRESS}." in reading.text) == (State.read, True)


@pytest.mark.parametrize(
    ("suffix", "raw"),
    [
        (".vcf", b"EMAIL;TYPE=INTERNET,HOME,PREF:ann.lee@exam\r\n ple.com\r\n"),
        (".vcf", b"EMAIL;QUOTED-PRINTABLE:ann.lee@exam=\r\nple.com\r\n"),
        (".ics", b"ATTENDEE;CN=Ann:mailto:ann.lee@exam\n\tple.com\n"),
    ],
    ids=["card", "old card", "calendar"],
)
def test_an_address_on_a_cut_line_is_read(suffix: str, raw: bytes) -> None:
    """Cards and calendars cut lines wherever the seventy-fifth byte stands."""
    assert ADDRESS in read_document(suffix, raw).text


def test_lines_of_a_card_stay_apart() -> None:
    """Two values are not one, nor is a value that ends in an equals sign joined with nothing."""
    text = read_document(".vcf", b"NOTE:a=\r\nEMAIL:x@example.com\r\n\r\nTEL:1\r\n").text

    assert "x@example.com\r\n\r\nTEL:1" in text


def test_paragraphs_are_no_one_word() -> None:
    """What ends a line ends an address."""
    assert "vitae\nann" in read_document(".docx", docx("vitae", "ann")).text


def test_an_address_behind_a_link_is_read() -> None:
    """Word keeps what a link leads to beside the text."""
    links = f'<Relationships><Relationship Target="mailto:{ADDRESS}"/></Relationships>'
    raw = docx("write to me", more={"word/_rels/document.xml.rels": links})

    assert ADDRESS in read_document(".docx", raw).text


def test_a_scan_is_not_called_searched() -> None:
    """A picture of a text holds no text."""
    assert read_document(".pdf", pdf("", "")).state is State.no_text


def test_a_page_without_text_makes_the_reading_partial() -> None:
    """What stands on the scanned page nobody knows."""
    assert read_document(".pdf", pdf("Page one", "")).state is State.partly


def test_pictures_in_an_office_file_make_the_reading_partial() -> None:
    """They may show a text."""
    raw = docx("text", more={"word/media/image1.png": b"\x89PNG"})

    assert read_document(".docx", raw).state is State.partly


@pytest.mark.parametrize(
    ("suffix", "raw"),
    [
        (".pdf", pdf("secret", password="only-hers")),
        (".pdf", b"%PDF-1.7 and no more"),
        (".docx", b"PK\x03\x04 and no more"),
        (".docx", docx("<unclosed")),
        (".docx", packed({"word/document.xml": BOMB})),
        (".doc", b"\xd0\xcf\x11\xe0"),
        ("", b"text"),
    ],
)
def test_what_cannot_be_read_says_so(suffix: str, raw: bytes) -> None:
    """Encrypted, damaged, hostile, or of an unknown kind: not searchable, and no exception."""
    assert read_document(suffix, raw).state is State.unreadable


def test_an_office_file_is_unpacked_no_further_than_the_limit() -> None:
    """200 kB that unpack to 200 MB cost no more than any other."""
    big = "<w:p xmlns:w='w'>" + "x" * limits.UNPACKED_BYTES * 3 + "</w:p>"
    reading = read_document(".docx", packed({"word/document.xml": big}))

    assert (reading.state, len(reading.text)) == (State.partly, limits.TEXT_CHARS)


def test_kinds_that_are_announced_are_read() -> None:
    """The parent, which loads no parser, knows the same kinds."""
    assert READERS.keys() == SUFFIXES
