"""What is attached: named, taken out as it was sent, and never by the process with the keys."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from rightsflow.mail.reading.attachments import attachment_in, titles_in
from rightsflow.mail.reading.pool import NotTaken, ReadingPool
from rightsflow.mail.reading.read import read_message
from rightsflow.mime import limits
from rightsflow.mime.bounded import Unreadable

PICTURE = bytes(range(256)) * 300


def mail() -> bytes:
    """Return a message with a picture, a text file, a passed-on message with a file of its own."""
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "b@example.com", "inner"
    inner.set_content("inner text")
    inner.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="x.pdf")
    made = EmailMessage()
    made["From"], made["Subject"] = "a@example.com", "found"
    made.set_content("gotowe\n")
    made.add_attachment(PICTURE, maintype="image", subtype="png", filename="zrzut-Żółć 1.png")
    made.add_attachment("zażółć\n", filename="../wpis.txt")
    made.add_attachment(PICTURE, maintype="image", subtype="gif")
    made.add_attachment(inner)
    return made.as_bytes(policy=SMTP)


def test_each_attachment_has_its_name_and_its_bytes() -> None:
    """In the order in which a reading counts them, those of a passed-on message as well."""
    raw = mail()
    assert titles_in(raw) == ["zrzut-Żółć 1.png", "../wpis.txt", "", "x.pdf"]
    assert len(read_message(raw).attachments) == 4
    assert attachment_in(raw, 0) == attachment_in(raw, 2) == PICTURE
    assert attachment_in(raw, 1).decode().strip() == "zażółć"
    assert attachment_in(raw, 3) == b"%PDF-1.7"


def test_there_is_no_attachment_beyond_the_last() -> None:
    """A wrong number never gives another file."""
    with pytest.raises(Unreadable):
        attachment_in(mail(), 4)
    assert titles_in(b"From: a@example.com\n\ntext\n") == []


def test_a_name_is_one_line() -> None:
    """Controls in an encoded name cannot break what it is shown in."""
    raw = (
        b"From: a@example.com\nContent-Type: application/pdf;\n"
        b' name="=?utf-8?q?a=0Ab=E2=80=AEfdp.exe?="\n\nx\n'
    )
    (title,) = titles_in(raw)
    assert title.isprintable()
    assert "\n" not in title


async def test_children_take_attachments_out() -> None:
    """The same as the function gives, for several at once."""
    raw = mail()
    async with ReadingPool(1) as pool:
        assert await pool.titles(raw) == titles_in(raw)
        assert await pool.attachment(raw, 0) == PICTURE
        assert (await pool.read_many([raw]))[0] == read_message(raw)


async def test_an_attachment_as_large_as_its_message_is_taken_out() -> None:
    """Sent as bytes, without an encoding, it is all of the 40 MB."""
    content = b"\xff" * (limits.MESSAGE_BYTES - 1_000)
    raw = b"From: a@example.com\nContent-Type: application/pdf\n\n" + content
    async with ReadingPool(1, message_s=120.0) as pool:
        assert await pool.attachment(raw, 0) == content


async def test_what_does_not_come_out_is_an_error_and_harms_no_other() -> None:
    """No empty file in its place; the next question has a fresh child."""
    raw = mail()
    async with ReadingPool(1) as pool:
        with pytest.raises(NotTaken):
            await pool.attachment(raw, 9)
        with pytest.raises(NotTaken):
            await pool.titles(b"From: a@example.com\n" + b"X: y\n" * 5000 + b"\n")
        assert await pool.attachment(raw, 3) == b"%PDF-1.7"
