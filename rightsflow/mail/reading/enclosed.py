"""What is attached and may hold the request, or hides it: named, and never opened.

A person opens it in the mailbox, with the means that it needs; the reason says which.
"""

from collections.abc import Callable, Iterable
from email.message import Message
from functools import cache
from typing import Final

from rightsflow.mail.reading.identity_scans import beginning_of, is_picture, name_of, words_of
from rightsflow.mail.reading.lexicon import load_toml
from rightsflow.mail.reading.model import PersonReason
from rightsflow.mail.reading.phrases import Phrases
from rightsflow.mime.parts import Parts

_TNEF: Final = b"\x78\x9f\x3e\x22"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
_ZIP_FLAGS_AT: Final = 6
_PDF: Final = b"%PDF-"
_LOCKED_PDF: Final = b"/Encrypt"
_DOCUMENTS: Final = (
    ".pdf",
    ".doc",
    ".docx",
    ".odt",
    ".rtf",
    ".txt",
    ".htm",
    ".html",
    ".zip",
    ".7z",
)


def hides_letter(parts: Parts) -> tuple[PersonReason, ...]:
    """Return why something attached may be a letter that no machine reads, whatever else it says.

    TNEF is how Exchange wraps a letter for itself; `.msg` and `.eml` are letters as files.
    """
    found = [_wrapping(part) for part in parts.attached]
    return tuple(dict.fromkeys(reason for reason in found if reason))


def may_be_letter(parts: Parts, *, is_empty: bool) -> tuple[PersonReason, ...]:
    """Return why an attachment may be the letter, where the message itself asks for nothing."""
    found: dict[PersonReason, None] = {}
    if is_empty and parts.attached and all(map(_is_image, parts.attached)):
        found[PersonReason.image_only] = None
    if parts.passed_on or any(map(_passes_on, parts.message.walk())):
        found[PersonReason.attached_message] = None
    for part in parts.attached:
        named = _names_request(part)
        if (named or is_empty) and _is_locked(part):
            found[PersonReason.locked_attachment] = None
        if named and not is_empty:
            found[PersonReason.request_attached] = None
    return tuple(found)


def _wrapping(part: Message) -> PersonReason | None:
    name, kind, begins = _name_of(part), part.get_content_type(), beginning_of(part)
    return next((reason for reason, is_so in _WRAPPINGS if is_so(name, kind, begins)), None)


_WRAPPINGS: Final[tuple[tuple[PersonReason, Callable[[str, str, bytes], bool]], ...]] = (
    (
        PersonReason.tnef,
        lambda name, kind, begins: (
            name == "winmail.dat" or kind.endswith("/ms-tnef") or begins.startswith(_TNEF)
        ),
    ),
    (
        PersonReason.outlook_item,
        lambda name, kind, begins: (
            kind == "application/vnd.ms-outlook"
            or (name.endswith(".msg") and begins.startswith(_COMPOUND))
        ),
    ),
    (PersonReason.attached_message, lambda name, _, __: name.endswith(".eml")),
    (PersonReason.encrypted, lambda name, _, __: name.endswith(".p7m")),
    (PersonReason.encrypted_pgp, lambda name, _, __: name.endswith((".pgp", ".gpg"))),
)


def _passes_on(part: Message) -> bool:
    return part.get_content_type() == "message/rfc822"


def _is_image(part: Message) -> bool:
    begins = beginning_of(part)
    return is_picture(part.get_content_type(), begins) and not begins.startswith(_PDF)


def _is_locked(part: Message) -> bool:
    """Say whether a PDF or an archive opens with a password alone; nothing is unpacked."""
    begins = beginning_of(part)
    if begins.startswith(_ZIP) and len(begins) > _ZIP_FLAGS_AT:
        return bool(begins[_ZIP_FLAGS_AT] & 1)
    if not begins.startswith(_PDF):
        return False
    content = part.get_payload(decode=True)
    return isinstance(content, bytes) and _LOCKED_PDF in content


@cache
def _request() -> Phrases:
    phrases: Iterable[str] = load_toml("enclosed")["names"]["request"]
    return Phrases(phrases, {})


def _names_request(part: Message) -> bool:
    name = _name_of(part)
    is_document = name.endswith(_DOCUMENTS) or is_picture(
        part.get_content_type(), beginning_of(part)
    )
    return is_document and bool(_request().search(words_of(name)))


def _name_of(part: Message) -> str:
    return name_of(part).strip().lower()
