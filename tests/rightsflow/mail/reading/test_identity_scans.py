"""Scans of identity documents: known, and taken out of a message. All names are invented."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from rightsflow.mail.reading.attached import ScanSign
from rightsflow.mail.reading.attachments import attachment_in, titles_in, without
from rightsflow.mail.reading.identity_scans import encloses_document, is_picture, names_document
from rightsflow.mail.reading.model import PersonReason, Reading
from rightsflow.mail.reading.pool import NotTaken, ReadingPool
from rightsflow.mail.reading.read import read_message
from rightsflow.mime.bounded import Unreadable
from rightsflow.mime.parts import take_apart

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 80
NOTE = "Taken out: an identity document, image/jpeg, 20484 bytes."
REQUEST = "Dzień dobry,\nproszę o kopię moich danych.\n"


def mail(text: str, *files: tuple[str, bytes], maintype: str = "image") -> bytes:
    """Return a message with files attached."""
    made = EmailMessage()
    made["From"], made["Subject"] = "Ewa <ewa@example.com>", "Wniosek"
    made["DKIM-Signature"] = "v=1; a=rsa-sha256; d=example.com; " + "b=abc" * 30
    made.set_content(text)
    for name, content in files:
        made.add_attachment(content, maintype=maintype, subtype="jpeg", filename=name)
    return made.as_bytes(policy=SMTP)


@pytest.mark.parametrize(
    "name",
    [
        "dowod.jpg", "Dowód.PDF", "DOWOD_OSOBISTY.pdf", "dow_os.png", "dow.os.jpg", "paszport.jpeg",
        "Skan dowodu osobistego.pdf", "skan_paszportu (2).pdf", "scan-passport.tiff", "id.jpg",
        "ID 1.png", "my_id.jpg", "id_front.jpg", "id-card.pdf", "IDcard.jpg", "identity card.pdf",
        "legitymacja_studencka.jpg", "prawo jazdy.jpg", "prawo_jazdy_przod.jpg", "ausweis.pdf",
        "Personalausweis_Vorderseite.jpg", "Reisepass.jpg", "Führerschein.png", "ewa_dowod2.jpg",
        "karta pobytu.pdf", "driving-licence.jpg",
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_name(name: str) -> None:
    """In three languages, with and without diacritics, however the words are joined."""
    assert names_document(name)


@pytest.mark.parametrize(
    "name",
    [
        "", "skan.pdf", "scan0001.pdf", "IMG_2031.jpg", "dowod_wplaty.pdf", "dowód zakupu.jpg",
        "dowod-nadania.pdf", "dowod_rejestracyjny.pdf", "wniosek_dowod.pdf", "invoice_id_77.pdf",
        "order-id.pdf", "video.jpg", "identyczne.jpg", "umowa.pdf", "CV Ewa.pdf", "idea.png",
        "faktura id.pdf", "potwierdzenie_przelewu.pdf", "passage.jpg", "kompas.jpg",
    ],
)  # fmt: skip
def test_a_file_of_another_name_is_none(name: str) -> None:
    """A scanned request must not be deleted after three days."""
    assert not names_document(name)


@pytest.mark.parametrize(
    "text",
    [
        "W załączeniu przesyłam skan dowodu osobistego.",
        "Załączam kopię paszportu, żeby potwierdzić, kim jestem.",
        "Zdjęcie mojego prawa jazdy jest w załączniku.",
        "Please find attached a copy of my passport.",
        "I enclose a scan of my driving licence to prove who I am.",
        "My ID card is attached.",
        "I am sending you a photo of my identity card.",
        "Anbei eine Kopie meines Personalausweises.",
        "Im Anhang finden Sie meinen Reisepass.",
    ],
)
def test_a_letter_says_that_it_encloses_a_document(text: str) -> None:
    """In one sentence, in three languages."""
    assert encloses_document(f"Dzień dobry.\n\n{text}\n\nEwa")


@pytest.mark.parametrize(
    "text",
    [
        "Nie załączam kopii dowodu osobistego.",
        "Proszę o usunięcie skanu mojego dowodu osobistego, wniosek w załączniku.",
        "Mają Państwo kopię mojego paszportu. W załączeniu wniosek.",
        "W załączeniu dowód wpłaty.",
        "I attach my request. You hold a copy of my passport.",
        "I will not send you a copy of my passport.",
        "Please erase the copy of my passport; the form is attached.",
        "Ich schicke Ihnen keine Kopie meines Ausweises.",
    ],
)
def test_a_letter_about_a_document_encloses_none(text: str) -> None:
    """What the controller is said to hold is no attachment."""
    assert not encloses_document(text)


@pytest.mark.parametrize(
    ("declared", "beginning", "is_one"),
    [
        ("image/jpeg", b"", True),
        ("application/pdf", b"x", True),
        ("application/octet-stream", b"%PDF-1.7", True),
        ("application/octet-stream", JPEG[:16], True),
        ("application/octet-stream", b"\x00\x00\x00\x18ftypheic", True),
        ("application/octet-stream", b"RIFF\x01\x02\x03\x04WEBPVP8", True),
        ("application/octet-stream", b"PK\x03\x04", False),
        ("application/zip", b"PK\x03\x04", False),
        ("text/plain", b"dowod", False),
    ],
)
def test_a_picture_is_known_as_declared_or_by_its_bytes(
    declared: str, beginning: bytes, *, is_one: bool
) -> None:
    """Nothing is unpacked: what lies in an archive stays there."""
    assert is_picture(declared, beginning) is is_one


def signs(raw: bytes) -> list[ScanSign | None]:
    """Return the sign of each attachment."""
    return [one.sign for one in read_message(raw).attachments]


def test_each_attachment_has_its_sign() -> None:
    """Named, said by the letter, or only possible; what is called otherwise is none."""
    files = (("dowod.jpg", JPEG), ("IMG_1.jpg", JPEG), ("wniosek.jpg", JPEG), ("logo.jpg", b"x"))

    assert signs(mail(REQUEST, *files)) == [ScanSign.named, ScanSign.possible, None, None]
    told = mail(f"{REQUEST}W załączeniu skan dowodu osobistego.\n", *files)
    assert signs(told) == [ScanSign.named, ScanSign.enclosed, None, None]


def test_a_picture_under_a_false_type_has_its_sign() -> None:
    """The first bytes tell, also where the type does not; an archive is left alone."""
    assert signs(mail(REQUEST, ("dowod.bin", JPEG), maintype="application")) == [ScanSign.named]
    assert signs(mail(REQUEST, ("dowod.zip", b"PK\x03\x04"), maintype="application")) == [None]


def test_a_sign_survives_storage() -> None:
    """A reading goes through JSON; one that was stored before there were signs still loads."""
    reading = read_message(mail(REQUEST, ("dowod.jpg", JPEG)))
    assert Reading.from_json(reading.to_json()) == reading
    older = reading.to_json().replace(',"sign":"named"', "")
    assert "sign" not in older
    assert Reading.from_json(older).attachments[0].sign is None


def test_a_scan_is_taken_out_and_all_else_stays() -> None:
    """Header and text stay, other attachments keep their numbers and bytes."""
    raw = mail(REQUEST, ("a.jpg", JPEG), ("dowod.jpg", JPEG[::-1]), ("b.jpg", JPEG[:900]))
    copy = without(raw, {1: NOTE})
    before, after = read_message(raw), read_message(copy)

    assert JPEG[::-1] not in [attachment_in(copy, number) for number in range(3)]
    assert b"dowod" not in copy
    assert attachment_in(copy, 0) == JPEG
    assert attachment_in(copy, 1).decode().strip() == NOTE
    assert attachment_in(copy, 2) == JPEG[:900]
    assert (after.body_text, after.rights) == (before.body_text, before.rights)
    assert take_apart(copy).message["DKIM-Signature"] == take_apart(raw).message["DKIM-Signature"]
    assert titles_in(copy) == ["a.jpg", "taken-out.txt", "b.jpg"]


def test_taking_out_again_changes_nothing() -> None:
    """Killed in between, it is done once more."""
    once = without(mail(REQUEST, ("dowod.jpg", JPEG)), {0: NOTE})

    assert without(once, {0: NOTE}) == once


def test_a_message_that_is_nothing_but_a_scan_keeps_its_header() -> None:
    """Who wrote and when is still known."""
    raw = (
        b"From: ewa@example.com\nSubject: Wniosek\nContent-Type: image/jpeg; name=dowod.jpg\n"
        b"Content-Transfer-Encoding: base64\n\n/9j/4AAA\n"
    )
    assert signs(raw) == [ScanSign.named]
    copy = without(raw, {0: NOTE})
    assert b"/9j/" not in copy
    assert (read_message(copy).sender, read_message(copy).subject_line) == (
        "ewa@example.com", "Wniosek",
    )  # fmt: skip


def test_what_is_not_there_cannot_be_taken_out() -> None:
    """A wrong number harms nothing."""
    with pytest.raises(Unreadable):
        without(mail(REQUEST), {0: NOTE})


async def test_children_take_scans_out() -> None:
    """No byte of a stranger is parsed where the keys are."""
    raw = mail(REQUEST, ("dowod.jpg", JPEG))
    async with ReadingPool(1) as pool:
        assert await pool.without(raw, {0: NOTE}) == without(raw, {0: NOTE})
        with pytest.raises(NotTaken):
            await pool.without(raw, {7: NOTE})


def test_a_name_that_is_longer_than_any_is_not_put_together() -> None:
    """It is made of many pieces, and would cost more than the letter: a person looks at it."""
    reading = read_message(mail(REQUEST, ("id " * 3_000 + "dowod.jpg", JPEG)))
    assert reading.needs_person == (PersonReason.header_too_large,)
