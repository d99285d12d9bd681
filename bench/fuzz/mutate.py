"""A message changed at random, with a knowledge of what messages are made of."""

import base64
import quopri
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

_MOST_CHANGES: Final = 6
_MOST_BYTES: Final = 100_000
_RUN_BYTES: Final = 2_000

# fmt: off
_TOKENS: Final = (
    b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\0", b"\xff", b"\xb9\xb3\xbf", b"--B", b"--B--\r\n",
    b"--", b"=",
    b"=?utf-8?q?", b"?=", b"=?utf-8?b?w4U=?=", b"=0D=0A", b";", b'"', b"\\", b"(", b")", b"<",
    b">", b",",
    b"<div>", b"</div>", b"<blockquote>", b"<!--", b"<p style='display:none'>", b"&#0;",
    b"<input type=checkbox>",
    b"Content-Type: text/html\r\n", b"Content-Type: text/plain; charset=utf-16\r\n",
    b"Content-Type: multipart/mixed; boundary=B\r\n",
    b"Content-Type: multipart/digest; boundary=B\r\n",
    b"Content-Type: message/rfc822\r\n", b"Content-Type: message/delivery-status\r\n",
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"Content-Disposition: attachment; filename*0*=a''%FF\r\n",
    b"; filename*=utf-8''%00", b"; charset*=x''y", b"; boundary*0=B; boundary*1=C",
    b"From: ", b"Subject: fwd: failure notice\r\n", b"Date: x\r\n", b"Return-Path: <>\r\n",
    b"Sender: b@example.net\r\n",
    b"X-Failed-Recipients: a@example.com\r\n", b"Authentication-Results: a; dmarc=fail\r\n",
    b"Status: 5.1.1\r\n",
    "proszę ".encode(), "usunąć ".encode(), b"jesli, ", b"delete my data ", b"art. 17 ", b"> ",
    b"[x] ",
    b"On 1.1.2026 x wrote:\r\n", b"Od: x\r\n", b"600 100 200 ", b"44051401359 ", b"a@example.com ",
    b"\xe2\x80\xae", b"\xcc\x81", b"\xe2\x80\x8b", b"\xef\xbb\xbf", b"\xff\xfe",
)
_CHARSETS: Final = (
    b"utf-8", b"utf-16", b"utf-7", b"us-ascii", b"iso-8859-1", b"iso-8859-2", b"windows-1250",
    b"windows-1252",
    b"iso-2022-jp", b"gb18030", b"idna", b"punycode", b"x-none", b"", b"hz", b"koi8-r",
    b"unicode_escape",
)
# fmt: on
_CHARSET: Final = re.compile(rb"(?<=charset=)[^\s;]*")
_FIELD_END: Final = re.compile(rb"\r?\n(?![ \t])")

Change = Callable[[Random, bytes, Sequence[bytes]], bytes]


def message(seed: str, among: Sequence[bytes]) -> bytes:
    """Return the message of this seed: one of `among`, changed once or several times."""
    random = Random(seed)  # noqa: S311 - the same seed must give the same message
    raw = random.choice(among)
    for _ in range(random.randint(1, _MOST_CHANGES)):
        raw = random.choice(_CHANGES)(random, raw, among)[:_MOST_BYTES]
    return raw


def _flip(random: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    changed = bytearray(raw)
    for _number in range(min(len(changed), random.randint(1, 8))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _token(random: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    for _number in range(random.randint(1, 4)):
        at = random.randint(0, len(raw))
        raw = raw[:at] + random.choice(_TOKENS) + raw[at:]
    return raw


def _repeat(random: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """Repeat a token, or a stretch of the message."""
    start = random.randint(0, len(raw))
    stretch = raw[start : start + random.randint(1, 60)]
    piece = random.choice((stretch, random.choice(_TOKENS))) or b"a"
    return raw[:start] + piece * random.randint(1, _RUN_BYTES // len(piece) + 1) + raw[start:]


def _splice(random: Random, raw: bytes, among: Sequence[bytes]) -> bytes:
    other = random.choice(among)
    return raw[: random.randint(0, len(raw))] + other[random.randint(0, len(other)) :]


def _truncate(random: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    return raw[: random.randint(0, len(raw))]


def _cut_out(random: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    at = random.randint(0, len(raw))
    return raw[:at] + raw[at + random.randint(1, 200) :]


def _repeat_field(random: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """Put a field of the header in a second time, or shuffle them all."""
    head, gap, body = raw.partition(b"\n\n" if b"\n\n" in raw else b"\r\n\r\n")
    fields = [field for field in _FIELD_END.split(head) if field]
    if not fields:
        return raw
    fields.insert(random.randint(0, len(fields)), random.choice(fields))
    if random.random() < 0.3:  # noqa: PLR2004 - now and then
        random.shuffle(fields)
    return b"\r\n".join(fields) + (gap or b"\r\n\r\n") + body


def _relabel(random: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    return _CHARSET.sub(lambda _: random.choice(_CHARSETS), raw)


def _recode(random: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """Encode the message again in another charset, its labels as they are."""
    charset = random.choice(("cp1250", "iso-8859-2", "utf-16", "utf-8-sig", "utf-7", "cp037"))
    return raw.decode("utf-8", "replace").encode(charset, "replace")


def _wrap(random: Random, raw: bytes, among: Sequence[bytes]) -> bytes:
    """Make the message a part of another one, encoded or not."""
    kind = random.choice((b"text/plain", b"text/html", b"message/rfc822", b"application/pdf", b""))
    encode, label = random.choice(
        (
            (bytes, b"8bit"),
            (base64.encodebytes, b"base64"),
            (quopri.encodestring, b"quoted-printable"),
        )
    )
    part = b"Content-Type: %s\nContent-Transfer-Encoding: %s\n\n%s" % (kind, label, encode(raw))
    boundary = b"W%d" % random.randrange(3)
    subtype = random.choice((b"mixed", b"alternative", b"related", b"report", b"digest", b"signed"))
    beside = random.choice((b"", b"--%s\n\n%s\n" % (boundary, random.choice(among))))
    head = b"From: a@example.com\nContent-Type: multipart/%s; boundary=%s\n\n" % (subtype, boundary)
    return head + b"%s--%s\n%s\n--%s--\n" % (beside, boundary, part, boundary)


def _line_ends(random: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    end = random.choice((b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\r"))
    return raw.replace(b"\r\n", b"\n").replace(b"\n", end)


_CHANGES: Final[tuple[Change, ...]] = (
    _flip, _flip, _token, _token, _token, _repeat, _repeat, _splice, _splice, _truncate, _cut_out,
    _repeat_field, _relabel, _recode, _wrap, _wrap, _line_ends,
)  # fmt: skip
"""What may be done to a message; what stands here twice is done twice as often."""
