"""Which reader a document has, by its suffix. Pure functions of bytes, run confined."""

from collections.abc import Callable, Mapping
from typing import Final

from striprtf.striprtf import rtf_to_text

from rightsflow.mime.charset import decode_bytes
from rightsflow.mime.html import html_to_text
from rightsflow.texts import limits
from rightsflow.texts.cards import CARDS, joined
from rightsflow.texts.letter import letter_in
from rightsflow.texts.model import Reading, State
from rightsflow.texts.office import office_in
from rightsflow.texts.pdf import pdf_in


def read_document(suffix: str, raw: bytes) -> Reading:
    """Return the text of a document; never raises because of it."""
    reads = READERS.get(suffix.lower())
    if reads is None or len(raw) > limits.DOCUMENT_BYTES:
        return Reading(State.unreadable)
    try:
        return reads(raw)
    except Exception:  # noqa: BLE001 - a stranger's bytes find every defect of every parser
        return Reading(State.unreadable)


def _plain(raw: bytes) -> Reading:
    return _cut(decode_bytes(raw, None)[0])


def _card(raw: bytes) -> Reading:
    return _cut(joined(decode_bytes(raw, None)[0]))


def _html(raw: bytes) -> Reading:
    return _cut(html_to_text(decode_bytes(raw, None)[0]))


def _rtf(raw: bytes) -> Reading:
    text: str = rtf_to_text(raw.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    return _cut(text)


def _letter(raw: bytes) -> Reading:
    letter = letter_in(raw, all_forms=True)
    return Reading(State.partly if letter.flaws or letter.attached else State.read, letter.text)


def _cut(text: str) -> Reading:
    whole = len(text) <= limits.TEXT_CHARS
    return Reading(State.read if whole else State.partly, text[: limits.TEXT_CHARS])


_TEXTS = (".txt", ".csv", ".json", ".md", ".log", ".xml")
_OFFICE = (".docx", ".docm", ".odt", ".xlsx", ".ods", ".pptx", ".odp")

READERS: Final[Mapping[str, Callable[[bytes], Reading]]] = {
    ".pdf": pdf_in,
    ".rtf": _rtf,
    ".eml": _letter,
    **dict.fromkeys(_OFFICE, office_in),
    **dict.fromkeys(_TEXTS, _plain),
    **dict.fromkeys(CARDS, _card),
    **dict.fromkeys((".html", ".htm"), _html),
}
"""By suffix in lower case."""
