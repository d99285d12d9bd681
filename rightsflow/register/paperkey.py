"""The master key on paper: four lines of four groups, each line with a check of its own.

Crockford's base 32 (https://www.crockford.com/base32.html) has no letters that are taken for
digits. A line holds eight bytes in thirteen signs; three more, of a SHA-256 over its number and
content, show a typing error where it was made (one in 32 768 does not show).
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence

from rightsflow import sealing
from rightsflow.errors import Misconfigured

LINES = 4
_BYTES = sealing.KEY_BYTES // LINES
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 5
_OF_CONTENT = 13
_OF_CHECK = 3
_GROUP = 4
_AS = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-]+")


class Mistyped(Misconfigured):
    """A line of a paper copy is not as it was printed."""


def printed(key: bytes) -> list[str]:
    """Return a key as lines to be printed."""
    return [_line(number, key[number * _BYTES :][:_BYTES]) for number in range(LINES)]


def read_line(number: int, text: str) -> bytes:
    """Return the eight bytes of a line, counted from 0, however it is spaced and written.

    Raises `Mistyped`, and repeats nothing of it.
    """
    signs = _BETWEEN.sub("", text).upper().translate(_AS)
    if len(signs) != _OF_CONTENT + _OF_CHECK or any(sign not in _SIGNS for sign in signs):
        problem = f"Line {number + 1} has four groups of four letters and digits; this has not."
        raise Mistyped(problem)
    value = 0
    for sign in signs[:_OF_CONTENT]:
        value = value << _BITS | _SIGNS.index(sign)
    content = (value & (1 << 8 * _BYTES) - 1).to_bytes(_BYTES, "big")
    if value >> 8 * _BYTES or signs[_OF_CONTENT:] != _check(number, content):
        problem = f"Line {number + 1} has a typing error, or is not line {number + 1}."
        raise Mistyped(problem)
    return content


def read_lines(lines: Sequence[str]) -> bytes:
    """Return the key of a paper copy, or of one line as it stands in the key file.

    Raises `Mistyped`.
    """
    if len(lines) == 1:
        return _of_file(lines[0])
    if len(lines) != LINES:
        problem = f"A paper copy has {LINES} lines; these are {len(lines)}."
        raise Mistyped(problem)
    return b"".join(read_line(number, text) for number, text in enumerate(lines))


def _of_file(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != sealing.KEY_BYTES:
        problem = f"This is neither {LINES} lines of a paper copy nor the line of a key file."
        raise Mistyped(problem)
    return key


def _line(number: int, content: bytes) -> str:
    signs = _signs(int.from_bytes(content, "big"), _OF_CONTENT) + _check(number, content)
    return " ".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def _check(number: int, content: bytes) -> str:
    digest = hashlib.sha256(b"rightsflow key line" + bytes([number]) + content).digest()
    return _signs(int.from_bytes(digest[:2], "big") >> 1, _OF_CHECK)


def _signs(value: int, count: int) -> str:
    return "".join(_SIGNS[value >> _BITS * at & 31] for at in reversed(range(count)))
