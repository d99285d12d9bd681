"""Hostile structure: nesting, parts, boundaries, line ends, sizes."""

from typing import Final

from rightsflow.mime import limits
from tests.rightsflow.mail.reading.hostile.making import ASK, SENDER, Cases, letter, mixed, typed

_MIB: Final = 1024 * 1024


def nested_multiparts(depth: int, end: bytes = b"\r\n") -> bytes:
    """Return multiparts inside one another, each with a boundary of its own."""
    levels = (
        b"Content-Type: multipart/mixed; boundary=B%d%s%s--B%d%s" % (n, end, end, n, end)
        for n in range(depth)
    )
    return SENDER + b"".join(levels) + end + ASK


def nested_messages(depth: int) -> bytes:
    """Return messages inside one another, without any boundary."""
    return SENDER + b"Content-Type: message/rfc822\r\n\r\n" * depth + b"\r\n" + ASK


def many_parts(count: int, end: bytes = b"\r\n") -> bytes:
    """Return parts beside one another."""
    head = SENDER + b"Content-Type: multipart/mixed; boundary=B" + end * 2
    return head + (b"--B" + end * 2 + b"x" + end) * count + b"--B--" + end


def _ringed_boundaries() -> bytes:
    """Return an inner multipart that uses the boundary of the outer one."""
    inner = b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\n" + ASK + b"--B--"
    return mixed(inner, inner, ASK)


def _digest_of_nothing() -> bytes:
    return mixed(*[b"\r\n"] * 90, kind=b"digest")


CASES: Final[Cases] = {
    "multiparts nested 2,000 deep": lambda: nested_multiparts(2_000),
    "multiparts nested 2,000 deep, bare CR": lambda: nested_multiparts(2_000, b"\r"),
    "multiparts nested 20 deep": lambda: nested_multiparts(20),
    "messages nested 100 deep": lambda: nested_messages(100),
    "messages nested 100,000 deep": lambda: nested_messages(100_000),
    "messages nested 200 deep above 900,000 lines": lambda: nested_messages(200) + b"x\n" * 900_000,
    "20,000 parts": lambda: many_parts(20_000),
    "20,000 parts, bare CR": lambda: many_parts(20_000, b"\r"),
    "20,000 parts, bare LF": lambda: many_parts(20_000, b"\n"),
    "100 parts": lambda: many_parts(100),
    "boundary of nothing": lambda: mixed(ASK, boundary=b'""'),
    "boundary of blanks": lambda: mixed(ASK, boundary=b'"   "'),
    "boundary with signs of expressions": lambda: mixed(ASK, boundary=b'"(.*)+[a-"'),
    "boundary of 60,000 letters": lambda: mixed(ASK, boundary=b"b" * 60_000),
    "boundary that is a beginning of another": lambda: mixed(
        b"Content-Type: multipart/mixed; boundary=BB\r\n\r\n--BB\r\n\r\n" + ASK + b"--BB--", ASK
    ),
    "boundary used inside itself": _ringed_boundaries,
    "boundary never found": lambda: typed(b"multipart/mixed; boundary=B", ASK),
    "boundary never closed": lambda: typed(b"multipart/mixed; boundary=B", b"--B\r\n\r\n" + ASK),
    "boundary missing": lambda: typed(b"multipart/mixed", b"--B\r\n\r\n" + ASK),
    "boundary in the header of its part": lambda: mixed(b"X: --B\r\n--B\r\n\r\n" + ASK),
    "two boundaries": lambda: typed(b"multipart/mixed; boundary=A; boundary=B", b"--B\r\n\r\nx"),
    "boundary with an unknown charset": lambda: typed(
        b"multipart/mixed; boundary*=x-none''B", b"--B\r\n\r\n" + ASK + b"--B--"
    ),
    "digest of nothing": _digest_of_nothing,
    "multipart in base64": lambda: typed(b"multipart/mixed; boundary=B", ASK, b"base64"),
    "type without a subtype": lambda: typed(b"multipart", ASK),
    "type of slashes": lambda: typed(b"////", ASK),
    "NUL bytes": lambda: letter(b"\0" * 100_000, b"Subject: \0\0"),
    "NUL in every place": lambda: b"\0".join(letter().split(b" ")),
    "bare CR alone": lambda: letter().replace(b"\r\n", b"\r"),
    "CR CR LF": lambda: letter().replace(b"\r\n", b"\r\r\n"),
    "lines of 100,000 letters": lambda: letter((b"a" * 100_000 + b"\r\n") * 9),
    "one line of 900,000 letters": lambda: letter(b"delete my data " * 60_000),
    "nothing": lambda: b"",
    "one byte": lambda: b"\xff",
    "one line end": lambda: b"\n",
    "line ends alone": lambda: b"\r\n" * 100_000,
    "40 MB of line ends": lambda: letter(b"\n" * (40 * _MIB - 100)),
    "40 MB of letters": lambda: letter(b"x" * (40 * _MIB - 100)),
    "40 MB of bytes that are no text": lambda: letter(b"\xb1\xe6" * (20 * _MIB - 100)),
    "40 MB attached": lambda: mixed(
        b"\r\n" + ASK,
        b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + (b"QUJD" * 19 + b"\r\n") * (39 * _MIB // 78),
    ),
    "40 MB and one byte": lambda: letter(b"x" * limits.MESSAGE_BYTES),
    "text of 1 MB and more": lambda: letter(ASK * (limits.TEXT_BYTES // len(ASK) + 1)),
    "text of 40 MB in 40 parts": lambda: mixed(*[b"\r\n" + ASK * 40_000] * 40),
    "1,000,000 lines of header in a part": lambda: mixed(b"A: b\r\n" * 1_000_000 + b"\r\n"),
    "10 MB in one field of a part": lambda: mixed(
        b"Content-Type: text/plain; x=" + b"a" * 10 * _MIB + b"\r\n\r\n" + ASK
    ),
    "100,000 parameters of a part": lambda: mixed(
        b"Content-Type: text/plain" + b"; a=b" * 100_000 + b"\r\n\r\n" + ASK
    ),
    "open quotation before 200,000 semicolons in a part": lambda: mixed(
        b'Content-Type: text/plain; x="' + b";" * 200_000 + b"\r\n\r\n" + ASK
    ),
    "90 parts with 1,000 parameters each": lambda: mixed(
        *[b'Content-Type: text/plain; x="' + b";" * 1_000 + b"\r\n\r\n" + ASK] * 90
    ),
}
"""A name for each message, and how it is made."""
