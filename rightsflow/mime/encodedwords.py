"""Encoded words in a field (RFC 2047), read as tolerantly as people's mail programs write them.

The standard library gives a whole field up for one faulty word, and loses letters that stand
unencoded beside a word.
"""

import re
from binascii import Error, a2b_base64, a2b_qp
from typing import Final

from rightsflow.mime.charset import decode_bytes

_WORD: Final = re.compile(
    r"=\?([^?\s]{1,80})\?([bq])\?((?:[^?]|\?(?!=)){0,1000})\?=", re.IGNORECASE
)
"""A word: charset, encoding, content. RFC 2047 2 allows 75 characters; some write more."""


def decode_words(text: str) -> str:
    """Return the text with its encoded words decoded; a faulty one stays as it is written."""
    out: list[str] = []
    gathered, charset, at = bytearray(), "", 0
    for match in _WORD.finditer(text):
        raw = _content(match.group(2).lower(), match.group(3))
        if raw is None:
            continue
        between = text[at : match.start()]
        # Blanks between two words are not shown (RFC 2047 6.2), and some programs cut a letter
        # of several bytes in two.
        is_next = at > 0 and not between.strip()
        label = match.group(1).partition("*")[0].lower()
        if not is_next or label != charset:
            out.append(_decoded(gathered, charset) + ("" if is_next else between))
            gathered.clear()
        gathered += raw
        charset, at = label, match.end()
    return "".join(out) + _decoded(gathered, charset) + text[at:]


def _decoded(gathered: bytearray, charset: str) -> str:
    return decode_bytes(bytes(gathered), charset)[0] if gathered else ""


def _content(encoding: str, content: str) -> bytes | None:
    raw = content.encode()
    if encoding == "q":
        return a2b_qp(raw, header=True)
    try:
        return a2b_base64(raw + b"==")
    except Error:
        return None
