"""From bytes to text, when the label of the bytes is missing, unknown or wrong.

The ladder: a byte order mark; the declared charset, if mail programs write it, the bytes fit
and the text shows no sign of another; UTF-8 if it fits strictly; else the one of the two
Central European charsets that makes more Polish letters. Bytes in cp1250 labelled iso-8859-1
are common in Polish mail and read "Pañstwo ¿¹dam" if the label is believed.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""What the bytes begin with, and what they are then; no text in another charset begins so."""

_ASCII: Final = "ascii"
_NO_LABEL: Final = frozenset({"", "unknown-8bit", "default"})
"""Labels that promise nothing; so does that of plain ASCII before bytes that are none."""

_LABEL_CHARS: Final = 40
"""No registered name of a charset is longer (RFC 2978 2.3)."""

_OF_MAIL: Final = re.compile(
    r"ascii|utf-(?:8|8-sig|16|16-le|16-be|32|32-le|32-be)|iso8859-\d+|cp(?:125\d|[4-9]\d\d)"
    r"|koi8-[rtu]|mac-\w+|ptcp154|tis-620|gb2312|gbk|gb18030|hz|big5|big5hkscs|johab"
    r"|iso2022_\w+|euc_\w+|shift_jis\w*"
)
"""Python's names of the charsets that are read. Its others are slow, or no charsets at all."""

_SEVEN_BITS: Final = re.compile(r"iso2022_\w+|hz")
"""Charsets in which ASCII bytes may mean other letters."""

_WESTERN: Final = frozenset({"iso8859-1", "iso8859-15", "cp1252"})
"""Charsets whose labels are set by default, whatever the bytes are."""

_CENTRAL: Final = ("cp1250", "iso8859-2")
"""Charsets of Polish letters, taken for one another; the likelier one first."""

_MISREAD: Final = re.compile(
    "[^\\W\\d_][¹³¿±¶¼£¥¯¡¦¬]+[^\\W\\d_]|[¹³¿±¶¼¯¥]{2}|[^\\W\\d_][±¶](?!\\w)|(?<!\\w)[sS]¹(?!\\w)"
    "|[^\\W\\d_]¿(?!\\w)|[^\\W\\d_]{3}³(?!\\w)"
    "|(?<!\\w)[³¶¯£¦](?:[^\\W\\d_]|[¥¡¹±]){2}|[^\\W\\d_]œ(?![uti])|(?<!\\w)œ(?!u)|Ÿ"
    "|ê(?!\\w)|ê[bdgkz]|ñ(?![aeiouáéíóúy])|æ(?!\\w)"
)
"""What Polish letters turn into when read as a Western charset: signs inside words, and letters
where Western languages seldom have them."""

_MIXED: Final = {
    "iso8859-2": re.compile("[\\x80-\\x9f]|\\A(?=[^ą]*\\Z)(?=[^š]*š)(?=[^ęłńżĘŁŃŻ]*[ęłńżĘŁŃŻ])"),
    "cp1250": re.compile("[^\\W\\d_][±¶]|[a-ząćęłńóśźż]Ľ|[^\\W\\d_]ˇ|[ˇ¦¬][^\\W\\d_]"),
}
"""What Polish letters of one Central European charset turn into when read as the other."""

_POLISH: Final = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_NO_LETTER: Final = re.compile("[\ufffd\x80-\x9f]")
"""Signs that no text has: it was in another charset."""


def decode_bytes(raw: bytes, declared: str | None) -> tuple[str, bool]:
    """Return the text, and whether the declared charset was one that is known.

    Never fails: what fits nothing is read as cp1250 with replacement signs.
    """
    label = (declared or "").strip().strip("\"'").lower()
    name = _name_of(label)
    is_known = name is not None or label in _NO_LABEL
    if (marked := _by_mark(raw)) is not None:
        return marked, is_known
    if raw.isascii() and not _is_other_than_ascii(raw, name):
        return raw.decode(_ASCII), is_known
    if name is None or name == _ASCII:
        return _guess(raw), is_known
    text = _strictly(raw, name)
    if text is None:
        return _guess(raw), True
    return _unless_misread(raw, text, name), True


def _name_of(label: str) -> str | None:
    """Return Python's name of the charset; None for what no mail program writes."""
    if not label or len(label) > _LABEL_CHARS or not label.isascii():
        return None
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return name if _OF_MAIL.fullmatch(name) else None


def _by_mark(raw: bytes) -> str | None:
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return raw.decode(name, "replace")
    return None


def _is_other_than_ascii(raw: bytes, name: str | None) -> bool:
    """Say whether bytes that look like ASCII mean other letters in this charset."""
    if name is None:
        return False
    # Letters of Europe in UTF-16 and UTF-32 have zero bytes; without any, the label is wrong.
    return (
        b"\0" in raw if name.startswith(("utf-16", "utf-32")) else bool(_SEVEN_BITS.fullmatch(name))
    )


def _strictly(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name)
    except ValueError:
        return None


def _unless_misread(raw: bytes, text: str, name: str) -> str:
    if name not in _WESTERN and name not in _CENTRAL:
        return text
    as_utf8 = _strictly(raw, "utf-8")
    if as_utf8 is not None:
        return as_utf8
    if name in _MIXED:
        return _guess(raw) if _MIXED[name].search(text) else text
    # What is labelled iso-8859-1 is cp1252 in truth: the other has no quotation marks.
    western = _strictly(raw, "cp1252")
    if western is None:
        return _guess(raw)
    if _MISREAD.search(western):
        text = max(_readings(raw, western), key=_polish_score)
    elif name != "iso8859-15":
        text = western
    return text


def _readings(raw: bytes, western: str) -> Iterator[str]:
    """Yield the text, and how it reads where each letter that is then another one is Polish."""
    yield western
    for name in _CENTRAL:
        other = raw.decode(name, "replace")
        if all(new in _POLISH for old, new in zip(western, other, strict=True) if old != new):
            yield other


def _guess(raw: bytes) -> str:
    as_utf8 = _strictly(raw, "utf-8")
    if as_utf8 is not None:
        return as_utf8
    return max((raw.decode(name, "replace") for name in _CENTRAL), key=_polish_score)


def _polish_score(text: str) -> int:
    return sum(map(text.count, _POLISH)) - len(_NO_LETTER.findall(text))
