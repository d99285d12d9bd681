"""From bytes to text, when the label of the bytes is missing, unknown or wrong.

The ladder: the declared charset if it fits; UTF-8 if it fits strictly; else the one of the
two Central European charsets that makes more Polish letters. Bytes in cp1250 labelled
iso-8859-1 are common in Polish mail and read "Pañstwo ¿¹dam" if the label is believed.
"""

import codecs
import re

_NO_LABEL = frozenset({"", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "default"})
"""Labels that promise plain ASCII, or nothing."""

_WESTERN = frozenset({"iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "iso8859-1"})
"""Labels that are set by default, whatever the bytes are."""

_NOT_FOR_MAIL = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7", "utf7"}
)
"""Codecs of Python that no mail program writes, some of them slow by design."""

_MISREAD = re.compile("[^\\W\\d_][¹³¿±¶¼]+[^\\W\\d_]|[¹³¿±¶¼]{2}|[^\\W\\d_]\\x9c[^\\W\\d_]")
"""Signs inside words: what Polish letters turn into when read as a Western charset."""

_POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")


def decode_bytes(raw: bytes, declared: str | None) -> tuple[str, bool]:
    """Return the text, and whether the declared charset was one that is known.

    Never fails: what fits nothing is read as cp1250 with replacement signs.
    """
    label = (declared or "").strip().strip("\"'").lower()
    if raw.isascii() and not _is_stateful(label):
        return raw.decode("ascii"), _is_known(label)
    if label in _NO_LABEL:
        return _guess(raw), True
    text = _strictly(raw, label)
    if text is None:
        return _guess(raw), _is_known(label)
    if label in _WESTERN:
        return _unless_misread(raw, text), True
    return text, True


def _is_known(label: str) -> bool:
    if label in _NO_LABEL:
        return True
    try:
        codecs.lookup(label)
    except (LookupError, ValueError):
        return False
    return label not in _NOT_FOR_MAIL


def _is_stateful(label: str) -> bool:
    """Say whether ASCII bytes may mean other letters under this label."""
    return label.startswith(("iso-2022", "utf-16", "utf-32", "hz", "utf16", "utf32"))


def _strictly(raw: bytes, label: str) -> str | None:
    if label in _NOT_FOR_MAIL:
        return None
    try:
        return raw.decode(label)
    except (LookupError, ValueError):
        return None


def _unless_misread(raw: bytes, text: str) -> str:
    as_utf8 = _strictly(raw, "utf-8")
    if as_utf8 is not None:
        return as_utf8
    return _guess(raw) if _MISREAD.search(text) else text


def _guess(raw: bytes) -> str:
    as_utf8 = _strictly(raw, "utf-8")
    if as_utf8 is not None:
        return as_utf8
    candidates = [raw.decode(name, "replace") for name in ("cp1250", "iso-8859-2")]
    return max(candidates, key=_polish_score)


def _polish_score(text: str) -> int:
    polish = sum(character in _POLISH for character in text)
    return polish - sum(character == "\ufffd" or "\x80" <= character < "\xa0" for character in text)
