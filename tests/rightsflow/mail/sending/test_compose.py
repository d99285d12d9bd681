"""Letters as bytes: whatever is in them comes out as it went in, and nothing else."""

import email
import email.policy
import re
from datetime import UTC, datetime
from email.message import EmailMessage, MIMEPart
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rightsflow.errors import NeedsPerson
from rightsflow.mail.sending import LOOP_HEADER, Attachment, compose

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
ANY_TEXT = st.text(st.characters(codec=None))


def composed(**changes: Any) -> bytes:  # noqa: ANN401 - the fields of a letter
    """Return a letter with some fields changed."""
    fields: dict[str, Any] = {
        "message_id": "<RF-2026-1.1.abc@example.com>",
        "date": AT,
        "sender": "Ochrona danych <rodo@example.com>",
        "recipient": "ola@example.org",
        "subject": "Sprawa RF-2026-1",
        "text": "Dzień dobry\n",
        "html": None,
        "in_reply_to": None,
        "references": (),
        "auto_submitted": "auto-replied",
        "attachments": (),
    }
    return compose(**{**fields, **changes})


def read(letter: bytes) -> EmailMessage:
    """Return a letter as a mail program reads it."""
    return email.message_from_bytes(letter, policy=email.policy.default)


def lines_of(text: str) -> list[str]:
    """Return what has to be left of a text: its lines, without controls."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip("\n").split("\n")


def text_of(part: MIMEPart) -> list[str]:
    """Return the lines that a mail program shows."""
    content: str = part.get_content()
    return content.replace("\r\n", "\n").rstrip("\n").split("\n")


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_comes_out_as_it_went_in(text: str, html: str) -> None:
    """Every script, empty lines and endless lines survive in both parts."""
    message = read(composed(text=text, html=html))
    plain, rich = message.iter_parts()

    assert message.get_content_type() == "multipart/alternative"
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    assert text_of(plain) == lines_of(text)
    assert text_of(rich) == lines_of(html)


@given(ANY_TEXT)
def test_any_subject_is_one_field_that_reads_the_same(subject: str) -> None:
    """A subject that came in a letter can neither add a field nor begin the body."""
    letter = composed(subject=subject)
    message = read(letter)

    assert message.keys() == read(composed()).keys()
    one_line = re.sub("[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", subject)
    left = re.sub("[\u202a-\u202e\u2066-\u2069]", "", CONTROLS.sub("", one_line))
    assert str(message["Subject"]).split() == left.split()


@given(ANY_TEXT, ANY_TEXT, st.binary(max_size=300))
def test_every_letter_passes_through_a_7_bit_server(
    text: str, subject: str, content: bytes
) -> None:
    """Only ASCII, only CRLF, no line over 998 octets (RFC 5321 4.5.3.1, RFC 5322 2.1.1)."""
    attachment = Attachment("dane.bin", "application/octet-stream", content)
    letter = composed(text=text, subject=subject, html=text, attachments=[attachment])

    assert letter.isascii()
    assert b"\r" not in letter.replace(b"\r\n", b"")
    assert b"\n" not in letter.replace(b"\r\n", b"")
    assert max(map(len, letter.split(b"\r\n"))) <= 998


@given(st.lists(st.binary(max_size=500), min_size=1, max_size=4))
def test_attachments_come_out_byte_for_byte(contents: list[bytes]) -> None:
    """Each file is whole and in its place, empty ones included."""
    attachments = [
        Attachment(f"plik-{number}.pdf", "application/pdf", content)
        for number, content in enumerate(contents)
    ]
    message = read(composed(html="<p>x</p>", attachments=attachments))

    assert message.get_content_type() == "multipart/mixed"
    found = list(message.iter_attachments())
    assert [part.get_filename() for part in found] == [one.filename for one in attachments]
    assert [part.get_content() for part in found] == contents


def test_a_file_of_many_megabytes_comes_out_whole() -> None:
    """The way the files are put in does not depend on their size."""
    content = bytes(range(256)) * 20_000
    message = read(composed(attachments=[Attachment("a.zip", "application/zip", content)]))

    assert next(message.iter_attachments()).get_content() == content


def test_a_letter_says_that_a_program_wrote_it() -> None:
    """Other programs are asked not to answer, in all three dialects (RFC 3834 5)."""
    message = read(composed(auto_submitted="auto-generated"))

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message[LOOP_HEADER] == "example.com"


def test_a_reply_stands_below_the_letter_it_answers() -> None:
    """In-Reply-To and References are what mail programs thread by (RFC 5322 3.6.4)."""
    message = read(composed(in_reply_to="<b@example.org>", references=["<a@x>", "<b@example.org>"]))

    assert message["In-Reply-To"] == "<b@example.org>"
    assert message["References"].split() == ["<a@x>", "<b@example.org>"]


def test_a_first_letter_claims_to_answer_none() -> None:
    """No empty fields."""
    message = read(composed())

    assert "In-Reply-To" not in message
    assert "References" not in message


def test_hundreds_of_references_are_folded() -> None:
    """A long correspondence does not make a line that servers refuse."""
    references = [f"<{'x' * 60}{number}@example.org>" for number in range(300)]
    letter = composed(references=references)

    assert max(map(len, letter.split(b"\r\n"))) <= 998
    assert read(letter)["References"].split() == references


@pytest.mark.parametrize("field", ["subject", "message_id", "in_reply_to", "references"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x85", "\u2028", "\v", "\x1c"])
def test_no_value_adds_a_header_field(field: str, end: str) -> None:
    """An encoded word of the sender's may decode to line ends: they become a blank."""
    value = f"<a@example.org>{end}Bcc: eve@example.net"
    message = read(composed(**{field: [value] if field == "references" else value}))

    assert "Bcc" not in message
    assert message["To"] == "ola@example.org"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\x85"])
def test_no_address_adds_a_header_field_or_a_recipient(end: str) -> None:
    """A display name with a line end is refused or harmless, never a second recipient."""
    try:
        message = read(composed(recipient=f'"Ola{end}Bcc: eve@example.net" <ola@example.org>'))
    except NeedsPerson:
        return
    assert "Bcc" not in message
    assert [one.addr_spec for one in message["To"].addresses] == ["ola@example.org"]


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "ola",
        "ola@",
        "@example.org",
        "ola@example.org, eve@example.net",
        "Osoby: ola@example.org, eve@example.net;",
        "Ola <ola@example.org> <eve@example.net>",
        "ola@example.org eve@example.net",
        "<ola@example.org",
    ],
)
def test_a_letter_goes_to_one_well_formed_address(recipient: str) -> None:
    """What is not one address goes to a person; the text does not repeat it."""
    with pytest.raises(NeedsPerson) as caught:
        composed(recipient=recipient)

    assert "example" not in str(caught.value)


@given(ANY_TEXT)
def test_any_text_as_recipient_is_one_address_or_refused(recipient: str) -> None:
    """No input reaches two people, and none ends in another error."""
    try:
        letter = composed(recipient=recipient)
    except NeedsPerson:
        return
    assert len(read(letter)["To"].addresses) == 1


@given(ANY_TEXT)
def test_any_display_name_keeps_the_address(name: str) -> None:
    """A name in whatever script stands before the address and does not change it."""
    assume('"' not in name and "\\" not in name)
    try:
        message = read(composed(recipient=f'"{name}" <ola@example.org>'))
    except NeedsPerson:
        return
    assert [one.addr_spec for one in message["To"].addresses] == ["ola@example.org"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("kopia żółw.pdf", "kopia żółw.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\x.exe", "x.exe"),
        ("a\r\nX-Evil: 1.pdf", "1.pdf"),
        ("...", "attachment"),
        ("", "attachment"),
        ('a"; name="b.exe', 'a"; name="b.exe'),
    ],
)
def test_the_name_of_a_file_is_a_name_and_no_path(name: str, kept: str) -> None:
    """Whoever saves the file saves it where they are, under a name that reads the same."""
    message = read(composed(attachments=[Attachment(name, "application/pdf", b"x")]))
    [part] = message.iter_attachments()

    assert part.get_filename() == kept
    assert part.get_content_type() == "application/pdf"
    assert "X-Evil" not in part


@pytest.mark.parametrize(
    "content_type", ["", "pdf", "message/rfc822", "a/b\r\nX: y", "multipart/mixed"]
)
def test_an_unfit_content_type_becomes_a_file_of_bytes(content_type: str) -> None:
    """An attached file is never read as part of the letter itself."""
    message = read(composed(attachments=[Attachment("a", content_type, b"From: x\r\n\r\nhi")]))
    [part] = message.iter_attachments()

    assert part.get_content_type() == "application/octet-stream"
    assert part.get_content() == b"From: x\r\n\r\nhi"


def test_the_same_letter_is_the_same_bytes() -> None:
    """A letter made again after a crash is the same letter."""
    attachment = Attachment("a.pdf", "application/pdf", b"x" * 1000)
    first, second = (composed(html="<p>x</p>", attachments=[attachment]) for _ in range(2))

    assert first == second


def test_an_international_address_is_written_as_it_is() -> None:
    """Where an address needs UTF-8 the fields are UTF-8 (RFC 6532), the body stays 7-bit."""
    letter = composed(recipient="Żółw <żółw@example.org>", text="zażółć")

    message = email.message_from_string(letter.decode(), policy=email.policy.SMTPUTF8)
    assert message["To"].addresses[0].addr_spec == "żółw@example.org"
    assert letter.partition(b"\r\n\r\n")[2].isascii()


def test_a_naive_date_is_refused() -> None:
    """A letter without a time zone has no date that counts."""
    with pytest.raises(ValueError, match="time zone"):
        composed(date=datetime(2026, 11, 2))  # noqa: DTZ001 - what is refused
