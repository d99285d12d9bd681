"""Scans of identity documents, known by their names, the letter and their first bytes.

Nothing is unpacked or shown. Whether a picture that only may be one is taken for one depends on
what the message answers: the caller knows. Law: Article 5(1)(c) GDPR; EDPB Guidelines 01/2022,
paragraphs 73 to 79.
"""

import base64
import re
from dataclasses import dataclass, replace
from email.message import Message
from functools import cache
from typing import Final

from rightsflow.mail.reading.attached import AttachmentInfo, ScanSign
from rightsflow.mail.reading.folding import fold_text
from rightsflow.mail.reading.lexicon import load_toml
from rightsflow.mail.reading.phrases import Phrases
from rightsflow.mail.reading.sentences import sentences
from rightsflow.mime.headers import decode_value
from rightsflow.mime.parts import Parts

_READABLE_BYTES: Final = 8_000
"""A smaller picture is a logo: no document can be read in it."""

_FIRST_CHARACTERS: Final = 64
_NAME_CHARS: Final = 300
_FIELD_CHARS: Final = 2_000
_BEGINNINGS: Final = (
    b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\x00", b"MM\x00*",
)  # fmt: skip
_WEBP: Final = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
_HEIF: Final = re.compile(rb".{4}ftyp(?:heic|heix|hevc|mif1|msf1|avif)", re.DOTALL)
_ENDING: Final = re.compile(r"\.[a-z0-9]{2,5}$")
_APART: Final = re.compile(r"[\W_]+|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")


@dataclass(frozen=True, slots=True)
class _Words:
    document: Phrases
    short: frozenset[str]
    unless: Phrases
    other: Phrases
    encloses: Phrases
    encloses_not: Phrases


@cache
def _words() -> _Words:
    told = load_toml("identity_scans")
    names, letter, lists = told["names"], told["letter"], told["lists"]

    def found(phrases: list[str]) -> Phrases:
        return Phrases(phrases, lists)

    return _Words(
        found(names["document"]),
        frozenset(names["short"]),
        found(names["unless"]),
        found(names["other"]),
        found(letter["encloses"]),
        found(letter["unless"]),
    )


def signed(parts: Parts, text: str) -> tuple[AttachmentInfo, ...]:
    """Return the attachments, each with what makes it an identity document; `text`: the letter."""
    if not parts.attached:
        return ()
    says = encloses_document(text)
    return tuple(
        replace(info, sign=_sign(part, info, says=says))
        for part, info in map(_described, parts.attached, parts.sizes)
    )


def _described(part: Message, size_bytes: int) -> tuple[Message, AttachmentInfo]:
    return part, AttachmentInfo(size_bytes, part.get_content_type())


def encloses_document(text: str) -> bool:
    """Say whether a letter says, in one sentence, that it encloses an identity document."""
    words = _words()
    return any(
        words.encloses.search(sentence.folded) and not words.encloses_not.search(sentence.folded)
        for sentence in sentences(text)
    )


def names_document(name: str) -> bool:
    """Say whether a file is called an identity document."""
    words, told = _words(), words_of(name)
    if not told or words.unless.search(told) or words.other.search(told):
        return False
    ends = told.split()
    return bool(words.document.search(told)) or not words.short.isdisjoint((ends[0], ends[-1]))


def is_picture(content_type: str, beginning: bytes) -> bool:
    """Say whether a file is a picture or a PDF, as declared or by its first bytes."""
    if content_type.startswith("image/") or content_type == "application/pdf":
        return True
    return beginning.startswith(_BEGINNINGS) or bool(
        _WEBP.match(beginning) or _HEIF.match(beginning)
    )


def _sign(part: Message, info: AttachmentInfo, *, says: bool) -> ScanSign | None:
    if not is_picture(info.content_type, beginning_of(part)):
        return None
    name = name_of(part)
    if names_document(name):
        return ScanSign.named
    if info.size_bytes < _READABLE_BYTES or _words().other.search(words_of(name)):
        return None
    return ScanSign.enclosed if says else ScanSign.possible


def name_of(part: Message) -> str:
    """Return what a file is called, cut at a length that no honest name has.

    A field that is too long has no name: to put one together of a thousand pieces (RFC 2231) takes
    longer than reading the letter.
    """
    fields = (str(part.get(field, "")) for field in ("content-disposition", "content-type"))
    if sum(map(len, fields)) > _FIELD_CHARS:
        return ""
    return decode_value((part.get_filename() or "")[:_NAME_CHARS])[:_NAME_CHARS]


def words_of(name: str) -> str:
    """Return the words of a file name, folded, without its ending and a number after them."""
    words = _APART.sub(" ", _ENDING.sub("", fold_text(name).strip())).split()
    while len(words) > 1 and words[-1].isdigit():
        words.pop()
    return " ".join(words)


def beginning_of(part: Message) -> bytes:
    """Return the first bytes of a part, without decoding the rest."""
    payload = part.get_payload()
    if not isinstance(payload, str):
        return b""
    if str(part.get("content-transfer-encoding", "")).strip().lower() != "base64":
        return payload[:_FIRST_CHARACTERS].encode("utf-8", "surrogateescape")
    letters = "".join(payload[: 2 * _FIRST_CHARACTERS].split())[:_FIRST_CHARACTERS]
    try:
        return base64.b64decode(letters[: len(letters) // 4 * 4])
    except ValueError:  # of base64, or letters that it has not
        return b""
