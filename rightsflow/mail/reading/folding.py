"""Folding: lower case, no diacritics, and as long as the text it came from.

Letters keep their places, so that a span found in the folded text can be shown in the
original. (`rightsflow.canonical.fold` does not keep them, and compares names.)
"""

import re
import unicodedata
from typing import Final

_SPECIAL: Final = {"ł": "l", "ß": "s", "ø": "o", "đ": "d", "æ": "a", "œ": "o", "\u0131": "i"}
_QUOTES: Final = "\u2019\u2018\u02bc"
_BLANKS: Final = "\u00a0\u2007\u202f\u2009\u200a\u2002\u2003"
_HIGHEST: Final = 0x250
"""End of the blocks Latin-1, Latin Extended-A and -B."""

_OTHER: Final = re.compile("[^\\x00-\\x7f]")
_PIECE: Final = re.compile(r".{1,1000}(?:\s|\Z)|.{1,1000}", re.DOTALL)
"""A thousand characters that end with a blank, where a word is not as long as that."""


def _folded(character: str) -> str:
    lower = character.lower()
    base = _SPECIAL.get(lower) or unicodedata.normalize("NFKD", lower)[:1]
    return base if len(base) == 1 else character


_FOLDED: Final = (
    {chr(code): _folded(chr(code)) for code in range(0x80, _HIGHEST)}
    | dict.fromkeys(_QUOTES, "'")
    | dict.fromkeys(_BLANKS, " ")
)


def _replace(match: re.Match[str]) -> str:
    character = match.group()
    return _FOLDED.get(character, character)


def fold_text(text: str) -> str:
    """Return the text folded, of the same length."""
    if text.isascii():
        return text.lower()
    # Only what is not ASCII is looked up: `str.translate` would look up every letter.
    bare = _OTHER.sub(_replace, text)
    folded = bare.lower()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := c.lower()) == 1 else c for c in bare)


def composed(text: str) -> str:
    """Return the text with letters and their combining marks put together (NFC)."""
    if text.isascii():
        return text
    # In pieces: marks on one letter are sorted in quadratic time.
    return "".join(unicodedata.normalize("NFC", piece) for piece in _PIECE.findall(text))
