"""Letters that no machine reads: to a person, with what is known and what to do."""

from email.message import EmailMessage, Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO

import pikepdf
import pytest
import pyzipper  # type: ignore[import-untyped]

from rightsflow.mail.reading.model import Kind, PersonReason, Reading
from rightsflow.mail.reading.read import read_message

TNEF = b"\x78\x9f\x3e\x22" + bytes(400)
MSG = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(400)
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 80
ASKS = "Proszę o usunięcie moich danych.\n\nEwa Zmyślona\n"
SAYS_NOTHING = "Dzień dobry,\n\nprzesyłam w załączeniu.\n\nEwa Zmyślona\n"
ARMOUR = "-----BEGIN PGP MESSAGE-----\n\nhQEMA0\n-----END PGP MESSAGE-----\n"


def addressed(made: Message) -> bytes:
    """Return the message with a header."""
    made["From"], made["Subject"] = "Ewa Z. <ewa@example.com>", "Pismo"
    made["Date"] = "Mon, 12 Jan 2026 09:15:00 +0100"
    made["Message-ID"] = "<7@example.com>"
    return made.as_bytes()


def with_file(
    text: str, name: str, content: bytes, kind: str = "application/octet-stream"
) -> bytes:
    """Return a letter with one file attached; without a text it has no text part."""
    made = EmailMessage()
    if text:
        made.set_content(text)
    main, _, sub = kind.partition("/")
    made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return addressed(made)


def typed(content_type: str, body: str = "MIIB\n") -> bytes:
    """Return a message that is one part of this type."""
    head = "From: Ewa Zmyslona <ewa@example.com>\nSubject: Pismo\nMessage-ID: <7@example.com>\n"
    date = "Date: Mon, 12 Jan 2026 09:15:00 +0100\n"
    return f"{head}{date}Content-Type: {content_type}\n\n{body}".encode()


def pgp_mime() -> bytes:
    """Return a letter encrypted by PGP/MIME (RFC 3156)."""
    made = MIMEMultipart("encrypted", protocol="application/pgp-encrypted")
    made.attach(MIMEApplication(b"Version: 1\n", "pgp-encrypted"))
    made.attach(MIMEApplication(ARMOUR.encode(), "octet-stream"))
    return addressed(made)


def locked_pdf() -> bytes:
    """Return a PDF that opens with a password alone."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="secret"))
    return out.getvalue()


def locked_zip() -> bytes:
    """Return an archive that opens with a password alone."""
    out = BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"secret")
        archive.writestr("wniosek.txt", ASKS)
    return out.getvalue()


def html_of_a_picture() -> bytes:
    """Return a letter whose HTML is one picture."""
    made = MIMEMultipart("related")
    made.attach(MIMEText('<div><img src="cid:1" alt=""></div>', "html"))
    picture = MIMEApplication(JPEG, "octet-stream")
    picture.replace_header("Content-Type", "image/jpeg")
    picture["Content-ID"] = "<1>"
    made.attach(picture)
    return addressed(made)


UNREAD: dict[str, tuple[bytes, PersonReason]] = {
    "TNEF alone": (with_file("", "winmail.dat", TNEF, "application/ms-tnef"), PersonReason.tnef),
    "TNEF under another name": (with_file("", "att1.bin", TNEF), PersonReason.tnef),
    "S/MIME, encrypted": (
        typed("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"),
        PersonReason.encrypted,
    ),
    "S/MIME as a file": (with_file("", "smime.p7m", b"\x30\x80"), PersonReason.encrypted),
    "S/MIME, signed in one block": (
        typed("application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m"),
        PersonReason.opaque_signature,
    ),
    "PGP/MIME": (pgp_mime(), PersonReason.encrypted_pgp),
    "an Outlook file": (with_file("", "Moje dane.msg", MSG), PersonReason.outlook_item),
    "a message as a file": (
        with_file("", "moje dane.eml", b"From: x\n"),
        PersonReason.attached_message,
    ),
    "a PDF with a password": (
        with_file("", "pismo.pdf", locked_pdf(), "application/pdf"),
        PersonReason.locked_attachment,
    ),
    "an archive with a password": (
        with_file("", "wniosek.zip", locked_zip(), "application/zip"),
        PersonReason.locked_attachment,
    ),
    "a photographed letter": (
        with_file("", "IMG_1.jpg", JPEG, "image/jpeg"),
        PersonReason.image_only,
    ),
    "a picture in HTML": (html_of_a_picture(), PersonReason.image_only),
    "an attachment alone": (
        with_file("", "pismo.pdf", b"%PDF-1.7", "application/pdf"),
        PersonReason.attachment_only,
    ),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_no_machine_reads_is_told_with_what_is_known(name: str) -> None:
    """Sender, subject and date are in the header; the language is not known."""
    raw, reason = UNREAD[name]
    reading = read_message(raw)

    assert reason in reading.needs_person
    assert (reading.kind, reading.rights) == (Kind.unreadable, ())
    assert (reading.sender, reading.subject_line) == ("ewa@example.com", "Pismo")
    assert reading.date_header == "Mon, 12 Jan 2026 09:15:00 +0100"
    assert reading.language == "other"
    assert not reading.may_auto_answer


def test_an_empty_message_says_that_it_is_empty() -> None:
    """There is nothing to open."""
    made = EmailMessage()
    made.set_content("\n")
    reading = read_message(addressed(made))

    assert (reading.needs_person, reading.rights) == ((PersonReason.empty,), ())


def test_pgp_within_the_text_is_encrypted() -> None:
    """Some paste the armour into an ordinary mail."""
    made = EmailMessage()
    made.set_content(ARMOUR)

    assert PersonReason.encrypted_pgp in read_message(addressed(made)).needs_person


@pytest.mark.parametrize(
    ("name", "content", "kind", "reason"),
    [
        ("winmail.dat", TNEF, "application/ms-tnef", PersonReason.tnef),
        ("dane.msg", MSG, "application/vnd.ms-outlook", PersonReason.outlook_item),
        ("dane.eml", b"From: x\n", "application/octet-stream", PersonReason.attached_message),
        ("wniosek.pdf", b"%PDF-1.7", "application/pdf", PersonReason.request_attached),
        ("Żądanie RODO.docx", b"PK\x03\x04", "application/msword", PersonReason.request_attached),
        ("data subject request.jpg", JPEG, "image/jpeg", PersonReason.request_attached),
        ("wniosek.pdf", locked_pdf(), "application/pdf", PersonReason.locked_attachment),
        ("wniosek.zip", locked_zip(), "application/zip", PersonReason.locked_attachment),
    ],
)
def test_a_text_that_only_points_to_a_file_goes_to_a_person(
    name: str, content: bytes, kind: str, reason: PersonReason
) -> None:
    """It says that something is enclosed, and nothing else: the request may be in the file."""
    assert reason in read_message(with_file(SAYS_NOTHING, name, content, kind)).needs_person


@pytest.mark.parametrize("name", ["oferta.pdf", "katalog.pdf", "zdjecie.jpg", "faktura.pdf"])
def test_a_file_of_another_name_is_no_letter(name: str) -> None:
    """What is sent around with offers is no request by its file."""
    reading = read_message(with_file(SAYS_NOTHING, name, b"%PDF-1.7", "application/pdf"))
    assert PersonReason.request_attached not in reading.needs_person


def test_an_attached_request_is_acknowledged_like_one() -> None:
    """Until a person has looked it is one: the clock runs."""
    reading = read_message(with_file(SAYS_NOTHING, "wniosek.pdf", b"%PDF-1.7", "application/pdf"))

    assert (reading.kind, reading.rights, reading.may_auto_answer) == (Kind.request, (), True)


def test_a_clear_request_stays_one_whatever_a_form_is_attached() -> None:
    """The same words again on paper change nothing."""
    reading = read_message(with_file(ASKS, "wniosek.pdf", b"%PDF-1.7", "application/pdf"))

    assert (reading.kind, reading.rights, reading.needs_person) == (Kind.request, ("erasure",), ())


def test_what_outlook_hides_beside_a_clear_request_is_looked_at() -> None:
    """There may be more in it than the plain text says."""
    reading = read_message(with_file(ASKS, "winmail.dat", TNEF, "application/ms-tnef"))

    assert (reading.rights, reading.needs_person) == (("erasure",), (PersonReason.tnef,))


def test_a_clear_signature_hides_nothing() -> None:
    """S/MIME and PGP signatures beside the text are no attachments."""
    for protocol, name in (
        ("application/pkcs7-signature", "smime.p7s"),
        ("application/pgp-signature", "signature.asc"),
    ):
        made = MIMEMultipart("signed", protocol=protocol)
        made.attach(MIMEText(ASKS, _charset="utf-8"))
        signature = MIMEApplication(b"\x30\x80", protocol.partition("/")[2])
        signature.add_header("Content-Disposition", "attachment", filename=name)
        made.attach(signature)
        reading = read_message(addressed(made))
        assert (reading.kind, reading.needs_person) == (Kind.request, ())
        assert reading.attachments == ()


def passed_on(inner_text: str) -> Reading:
    """Return the reading of a message to which another is attached as a message."""
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "jan@example.com", "Moje dane"
    inner.set_content(inner_text)
    made = EmailMessage()
    made.set_content("Do załatwienia.\n")
    made.add_attachment(inner)
    return read_message(addressed(made))


def test_an_attached_message_that_asks_is_a_request_passed_on() -> None:
    """The personnel department forwards it as an attachment."""
    reading = passed_on(ASKS)

    assert reading.rights == ("erasure",)
    assert PersonReason.forwarded in reading.needs_person
    assert "usunięcie" in reading.body_text


def test_an_attached_message_that_is_not_understood_is_looked_at() -> None:
    """It was passed on to the privacy mailbox for a reason."""
    reading = passed_on("Mam dość. Jan Wymyślony\n")

    assert PersonReason.attached_message in reading.needs_person


def test_a_delivery_report_with_its_letter_is_none_of_these() -> None:
    """It carries our own letter, also as a message."""
    raw = (
        b"From: MAILER-DAEMON@example.org\nSubject: Undelivered\nReturn-Path: <>\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        b"--b\nContent-Type: text/plain\n\nfailed\n--b\nContent-Type: message/delivery-status\n\n"
        b"Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; a@example.com\n"
        b"Action: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\n"
        b"From: iod@example.org\nSubject: x\nMessage-ID: <1@example.org>\n\nour letter\n--b--\n"
    )
    reading = read_message(raw)

    assert (reading.kind, reading.needs_person) == (Kind.bounce, ())
