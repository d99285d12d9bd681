"""Limits that hold for a whole message, and defects that hostile messages have shown."""

import unicodedata

import pytest

from rightsflow.mail.reading.attachments import titles_in
from rightsflow.mail.reading.authentication import parse_results
from rightsflow.mail.reading.folding import composed
from rightsflow.mail.reading.model import Kind, PersonReason
from rightsflow.mail.reading.read import read_message
from rightsflow.mail.reading.sentences import sentences
from rightsflow.mime import limits
from rightsflow.mime.bounded import BoundedMessage, Unreadable, parse
from rightsflow.mime.flaw import Flaw
from rightsflow.mime.headers import split_addresses
from rightsflow.mime.html import TooMuchHtml, html_to_text
from rightsflow.mime.parts import take_apart
from tests.rightsflow.mail.reading.hostile.making import ASK, letter, mixed, typed


@pytest.mark.parametrize(
    ("part", "flaw"),
    [
        (b"A: b\r\n" * (limits.HEADER_FIELDS + 1), Flaw.header_too_large),
        (b"A: " + b"b" * (limits.HEADER_BYTES + 1), Flaw.header_too_large),
        (
            b"Content-Type: a/b" + b"; c=d" * (limits.PARAMETERS + 1),
            Flaw.header_too_large,
        ),
        (
            b"Content-Type: message/delivery-status\r\n" + b"\r\n" * (limits.BLOCKS + 2),
            Flaw.too_many_parts,
        ),
    ],
)
def test_a_part_beyond_a_limit_stops_the_parser(part: bytes, flaw: Flaw) -> None:
    """The header of a part is as limited as that of the message."""
    with pytest.raises(Unreadable) as refused:
        parse(mixed(part + b"\r\n\r\n" + ASK))

    assert refused.value.flaw is flaw


def test_a_part_within_the_limits_is_parsed() -> None:
    """A long list of recipients is a report, and a long field is a field."""
    blocks = b"Status: 5.1.1\r\n\r\n" * (limits.BLOCKS // 2)
    part = b"X: " + b"b" * 60_000 + b"\r\nContent-Type: message/delivery-status\r\n\r\n" + blocks

    assert parse(mixed(part)).is_multipart()


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_line_ends_of_every_kind_are_counted(end: bytes) -> None:
    """The parser takes a carriage return alone for the end of a line."""
    dashes = end + b"--B"
    raw = b"From: a@example.com" + end * 2 + dashes * (limits.DASH_LINES + 1)
    lines = b"From: a@example.com" + end * (limits.MESSAGE_LINES + 2)

    assert read_message(raw).needs_person == (PersonReason.too_many_parts,)
    assert read_message(lines).needs_person == (PersonReason.message_too_large,)


@pytest.mark.parametrize(
    ("part", "flaw"),
    [
        (b"\r\n" + b"delete my data\r\n" * 25_000, Flaw.text_too_long),
        (
            b"Content-Type: text/html\r\n\r\n" + b"<p>x" * (limits.HTML_TAGS // 3),
            Flaw.html_too_large,
        ),
    ],
)
def test_limits_hold_for_all_parts_together(part: bytes, flaw: Flaw) -> None:
    """Many parts below a limit are as much as one above it."""
    one, four = take_apart(mixed(part)), take_apart(mixed(*[part] * 4))

    assert (one.flaws, four.flaws) == ([], [flaw])
    assert sum(map(len, four.plain)) <= limits.TEXT_BYTES


def test_a_long_letter_goes_to_a_person() -> None:
    """The rules read its beginning, and nothing is left out in silence."""
    reading = read_message(letter(ASK + b"and so on, " * 10_000))

    assert reading.kind is Kind.request
    assert PersonReason.text_too_long in reading.needs_person


@pytest.mark.parametrize("parameters", [b"charset*=utf-8''utf-8", b"charset*=x'y'utf-8"])
def test_a_charset_in_the_form_of_rfc_2231_is_read(parameters: bytes) -> None:
    """The library gives such a parameter in three pieces, and fails on letters beyond ASCII."""
    raw = typed(b"text/plain; " + parameters, "Proszę usunąć moje dane.".encode())

    assert read_message(raw).body_text == "Proszę usunąć moje dane."


@pytest.mark.parametrize(
    "parameters",
    [
        b"filename*0*=utf-8''a; filename*=b",
        b"filename*" + b"9" * 5_000 + b"=a",
        b"filename*=idna''%FF",
        b"filename*=utf-16''%00",
    ],
)
def test_a_file_name_that_cannot_be_decoded_is_a_file_name(parameters: bytes) -> None:
    """The part is attached, whatever it is called, and the letter is read."""
    part = b"Content-Type: text/plain\r\nContent-Disposition: inline; " + parameters
    raw = mixed(b"\r\n" + ASK, part + b"\r\n\r\nx")

    assert (read_message(raw).kind, len(read_message(raw).attachments)) == (Kind.request, 1)
    assert len(titles_in(raw)) == 1


def test_content_is_never_decoded_by_a_charset_of_the_senders_choice() -> None:
    """The library would do so for content that is only to be looked at."""
    message = parse(typed(b"text/plain; charset=unicode_escape", b"\\u0041\xff"))

    assert isinstance(message, BoundedMessage)
    assert message.get_payload() == "\\u0041\ufffd"
    assert message.get_payload(decode=True) == b"\\u0041\xff"


@pytest.mark.parametrize("value", ["(" * 8_000, "g:" * 4_000, "<@a,@b:" * 1_000])
def test_addresses_nested_too_deep_are_none(value: str) -> None:
    """Their author is unknown, and the letter is read."""
    assert all("@" not in address for _, address in split_addresses([value]))
    assert read_message(b"From: " + value.encode() + b"\r\n\r\n" + ASK).kind is Kind.request


def test_a_quotation_that_is_never_closed_ends_with_its_field() -> None:
    """What stands before it counts."""
    (result,) = parse_results(['mx.example.org; dmarc=pass reason="a; b'])

    assert (result.method, result.properties) == ("dmarc", {"reason": "a; b"})


@pytest.mark.parametrize(
    "markup",
    [
        "".join(f"<p><font a={number}>x" for number in range(limits.HTML_OPEN + 1)),
        "</b>" * 900 + "<B>" * (limits.HTML_OPEN + 1),
        "<p " + " ".join(f"a{number}" for number in range(6_000)) + ">x",
        "<p " + "".join(f'a{number}=""' for number in range(6_000)) + ">x",
        "<p " + "/".join(f"a{number}" for number in range(11_000)) + ">x",
        "<blockquote>" * 390 + "x<br>" * 9_000,
    ],
)
def test_markup_that_grows_in_the_parser_is_refused(markup: str) -> None:
    """Some kilobytes become millions of elements, or take time by their square (measured)."""
    with pytest.raises(TooMuchHtml):
        html_to_text(markup)


def test_much_markup_that_is_closed_is_read() -> None:
    """Mail programs write a font around each word, and pictures into the letter."""
    words = "<font face=a><b>x</b></font> " * 4_000
    picture = f'<img src="data:image/png;base64,{"ab/c" * 2_000}">'

    assert html_to_text(words + picture).count("x") == 4_000


def test_letters_and_marks_are_put_together_across_long_words() -> None:
    """In pieces, because marks on one letter are sorted by the square of their number."""
    text = "Z\u0307o\u0301\u0142c\u0301 " * 900 + "a" * 3_000 + " \u017c"

    assert composed(text) == unicodedata.normalize("NFC", text)
    assert len(composed("a" + "\u0316\u0301" * 5_000)) > 9_000


def test_a_row_of_full_stops_ends_one_sentence() -> None:
    """An ellipsis is one stop, however long."""
    assert [s.text for s in sentences("Tak..... Nie")] == ["Tak.....", "Nie"]


def test_the_returned_message_is_named_whatever_its_charset() -> None:
    """The library cannot write such a message out again."""
    returned = b"Message-ID: <1@example.org>\r\nContent-Type: a/b; charset=idna\r\n\r\n\xff"
    raw = mixed(
        b"Content-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\n\r\n",
        b"Content-Type: message/rfc822\r\n\r\n" + returned,
        kind=b"report; report-type=delivery-status",
    )
    reading = read_message(raw)

    assert reading.bounce is not None
    assert reading.bounce.message_id == "1@example.org"


def test_marks_that_turn_text_around_are_taken_out() -> None:
    """Isolates do what overrides do, and tags are not seen at all."""
    text = "delete \u2066my\u2069 da\U000e0061ta"
    raw = typed(b"text/plain; charset=utf-8", f"Please {text}.".encode())

    assert read_message(raw).body_text == "Please delete my data."
