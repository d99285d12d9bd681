"""Hostile content: charsets, transfer encodings, HTML, attachments, reports."""

import base64
import gzip
import io
import zipfile
from typing import Final

from tests.rightsflow.mail.reading.hostile.making import (
    ASK,
    SENDER,
    Cases,
    in_html,
    letter,
    mixed,
    typed,
)

_LABELS: Final = (
    b"", b"x-none", b"utf-7", b"utf_7", b"unicode-1-1-utf-7", b"idna", b"punycode", b"PUNYCODE",
    b"unicode-escape", b"unicode_escape", b"raw-unicode-escape", b"undefined", b"base64", b"zip",
    b"bz2", b"rot13", b"hex", b"uu", b"mbcs", b"cp037", b"utf-16", b"utf-32", b"utf-8-sig",
    b"iso-2022-jp", b"hz", b"../../etc", b"\xff", b"a" * 5_000, b'"utf-8', b"utf-8\\", b"'",
    b"encodings", b"aliases", b"__init__", b"charmap", b"big5hkscs", b"gb18030",
)  # fmt: skip
"""Charsets as senders label them, and names that Python itself gives a meaning to."""


def _labelled(label: bytes, body: bytes) -> bytes:
    return typed(b"text/plain; charset=" + label, body)


def _zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("../../bomb.txt", b"\0" * 20_000_000)
    return packed.getvalue()


def _attached(kind: bytes, content: bytes, name: bytes = b"a") -> bytes:
    return mixed(
        b"\r\n" + ASK,
        b'Content-Type: %s; name="%s"\r\nContent-Disposition: attachment; filename="%s"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n%s"
        % (kind, name, name, base64.encodebytes(content)),
    )


def _calendar() -> bytes:
    event = b"BEGIN:VEVENT\r\nRRULE:FREQ=SECONDLY;INTERVAL=1\r\nEND:VEVENT\r\n"
    return typed(b"text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\r\n" + event * 10_000)


def _report(status: bytes, returned: bytes = b"Message-ID: <1@example.org>\r\n") -> bytes:
    return mixed(
        b"\r\nUndelivered.",
        b"Content-Type: message/delivery-status\r\n\r\n" + status,
        b"Content-Type: message/rfc822\r\n\r\n" + returned,
        kind=b"report; report-type=delivery-status",
    )


def _report_in_report(depth: int) -> bytes:
    inside = b"Message-ID: <1@example.org>\r\n\r\n" + ASK
    for level in range(depth):
        inside = _report(b"Status: 5.1.1\r\n", inside).replace(b"B", b"B%d" % level)
    return inside


def _failure(body: bytes) -> bytes:
    return b"From: MAILER-DAEMON@example.com\r\nSubject: failure notice\r\n\r\n" + body


_CHARSETS: Final[Cases] = {
    **{
        f"charset {label[:20]!r} {kind}": lambda label=label, body=body: _labelled(label, body)  # type: ignore[misc]
        for label in _LABELS
        for kind, body in (("ascii", ASK), ("bytes", "Żądam usunięcia danych".encode("cp1250")))
    },
    "charset whose decoding is slow, 900 kB": lambda: _labelled(
        b"punycode", b"\xb1" + b"a-" * 450_000
    ),
    "charset of a domain, 900 kB": lambda: _labelled(b"idna", b"\xb1." + b"xn--a." * 150_000),
    "charset in the form of RFC 2231": lambda: typed(
        b"text/plain; charset*=utf-8''iso-8859-2", "Żądam".encode("iso-8859-2")
    ),
    "charsets that contradict": lambda: typed(
        b"text/plain; charset=utf-8; charset=utf-16", "Żądam usunięcia".encode("cp1250")
    ),
    "UTF-7 that hides a tag": lambda: typed(b"text/html; charset=utf-7", b"+ADw-script+AD4-"),
    "UTF-16 cut in the middle": lambda: _labelled(b"utf-16", "Żądam".encode("utf-16")[:-1]),
    "surrogates in UTF-8": lambda: _labelled(b"utf-8", b"\xed\xa0\x80\xed\xb0\x80" * 100),
    "overlong UTF-8": lambda: _labelled(b"utf-8", b"\xc0\xaf\xe0\x80\xaf" * 100),
    "base64 garbage": lambda: typed(b"text/plain", b"=" * 1_000 + b"!A?B" * 9_000, b"base64"),
    "base64 of one letter": lambda: typed(b"text/plain", b"A", b"base64"),
    "quoted-printable garbage": lambda: typed(
        b"text/plain", b"=ZZ=\r\n==" * 9_000, b"quoted-printable"
    ),
    "uuencoded garbage": lambda: typed(
        b"text/plain", b"begin 644 ../x\r\n" + b"\xff~" * 900, b"uuencode"
    ),
    "transfer encoding that is none": lambda: typed(b"text/plain", ASK, b"rot13; " + b"x" * 5_000),
    "marks on one letter, 900 kB": lambda: _labelled(
        b"utf-8", ("a" + "\u0316\u0301" * 225_000).encode()
    ),
    "letters that grow when folded": lambda: _labelled(
        b"utf-8", "\u0130\ufdfa\u0390\u1e9e".encode() * 20_000
    ),
    "sigmas": lambda: _labelled(b"utf-8", ("\u03a3" + "'" * 100).encode() * 8_000),
    "zero-width letters": lambda: _labelled(
        b"utf-8", "\u200b".join("usuń moje dane").encode() * 900
    ),
    "text turned around": lambda: _labelled(
        b"utf-8", "\u202eenad ejom \u0144usu\u202c\u2066x".encode()
    ),
    "look-alike letters": lambda: _labelled(
        b"utf-8", "\u0420l\u0435\u0430s\u0435 d\u0435l\u0435t\u0435 m\u0443 d\u0430t\u0430".encode()
    ),
}

_MARKUP: Final[Cases] = {
    "50,000 nested div": lambda: in_html(b"<div>" * 50_000),
    "19,000 nested div": lambda: in_html(b"<div>" * 19_000),
    "19,000 nested div in each of 40 parts": lambda: mixed(
        *[b"Content-Type: text/html\r\n\r\n" + b"<div>" * 19_000] * 40
    ),
    "400 kB of open comments": lambda: in_html(b"<!--" * 100_000),
    "19,000 open comments": lambda: in_html(b"<!--" * 19_000),
    "entities that name entities": lambda: in_html(
        b'<!DOCTYPE a [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;">]>' + b"&c;" * 100_000
    ),
    "300,000 character references": lambda: in_html(b"&gt;" * 200_000),
    "names of references without an end": lambda: in_html(b"&CounterClockwiseContour" * 40_000),
    "numbers of references": lambda: in_html(b"&#99999999999999;&#0;&#xD800;&#x80;" * 20_000),
    "attribute of 900 kB": lambda: in_html(b'<p title="' + b"a" * 900_000 + b'">delete my data'),
    "style of 900 kB": lambda: in_html(b'<p style="' + b"display " * 110_000 + b'">x'),
    "100,000 attributes": lambda: in_html(
        b"<p " + b" ".join(b"a%d" % n for n in range(100_000)) + b">x"
    ),
    "100,000 attributes of one name": lambda: in_html(b"<p " + b"a " * 100_000 + b">x"),
    "fonts that are never closed": lambda: in_html(
        b"".join(b"<p><font a=%d>x" % n for n in range(9_500))
    ),
    "links inside links": lambda: in_html(b"<a><b><p>" * 6_000),
    "tables in a wrong place": lambda: in_html(b"<table><a>x<tr>" * 6_000),
    "selects in tables": lambda: in_html(b"<table><select><svg><math>" * 4_500),
    "frames and templates": lambda: in_html(b"<template><frameset><template>" * 6_000),
    "quotations inside quotations above lines": lambda: in_html(
        b"<blockquote>" * 390 + b"x<br>" * 19_000
    ),
    "quotations beside one another": lambda: in_html(b"<blockquote>x</blockquote>" * 9_000),
    "text that cannot be seen": lambda: in_html(
        b'<p>copy</p><p style="display:none">delete my data</p><p style="DISPLAY : NONE">x'
    ),
    "null in tags": lambda: in_html(b"<\0p\0>\0<p \0=\0>" * 5_000),
    "HTML of one open tag": lambda: in_html(b"<p " * 6_000 + b"x" * 800_000),
    "plain and HTML that disagree": lambda: mixed(
        b"\r\nPlease send me a copy of my data.",
        b"Content-Type: text/html\r\n\r\n<p>Please delete my data.</p>",
        kind=b"alternative",
    ),
}

_ATTACHED: Final[Cases] = {
    "zip bomb": lambda: _attached(b"application/zip", _zip_bomb(), b"../../../etc/cron.d/x"),
    "gzip bomb": lambda: _attached(b"application/gzip", gzip.compress(b"\0" * 20_000_000)),
    "file name of 60,000 letters": lambda: _attached(b"text/plain", b"x", b"a/../" * 1_500),
    "file name of controls": lambda: _attached(b"text/plain", b"x", b"\x1b[2J\0\x07..\\..\\x.exe"),
    "calendar without an end": _calendar,
    "TNEF garbage": lambda: _attached(
        b"application/ms-tnef", b"\x78\x9f\x3e\x22" + b"\xff" * 9_000
    ),
    "PGP garbage": lambda: letter(b"-----BEGIN PGP MESSAGE-----\r\n" + b"=\xff\r\n" * 900),
    "PGP in MIME": lambda: mixed(
        b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
        kind=b"encrypted; protocol=application/pgp-encrypted",
    ),
    "S/MIME garbage": lambda: typed(b"application/pkcs7-mime", b"MII" + b"\xff" * 900, b"base64"),
    "attached text that is none": lambda: _attached(b"text/plain", b"\0\xff" * 9_000),
    "external body": lambda: typed(b"message/external-body; access-type=URL", b"\r\n\r\nx"),
    "partial message": lambda: typed(b"message/partial; id=a; number=1; total=99999999", ASK),
}

_REPORTS: Final[Cases] = {
    "report in a report": lambda: _report_in_report(15),
    "report with 100,000 empty blocks": lambda: _report(b"\r\n" * 100_000),
    "report with 1,900,000 empty blocks": lambda: _report(b"\n" * 1_900_000),
    "report with 90,000 recipients": lambda: _report(
        b"Final-Recipient: rfc822; a@example.com\r\nStatus: 5.1.1\r\n\r\n" * 90_000
    ),
    "report about nothing": lambda: _report(b"", b""),
    "report whose blocks hold messages": lambda: _report(
        b"Content-Type: message/delivery-status\r\n\r\n" * 500
    ),
    "report in a charset that is slow": lambda: _report(
        b"Status: 5.0.0\r\n",
        b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"\xb1a-" * 300_000,
    ),
    "failure notice of 900 kB": lambda: _failure(b"<a@example.com>:\r\n" * 50_000),
    "failure notice of one line": lambda: _failure(b"<a@example.com> " * 60_000),
    "failure notice of 30 MB": lambda: _failure(b"Hi. This is the program at x. " * 1_000_000),
    "failure notice of many lines": lambda: _failure(b"   x\r\n" * 900_000),
    "failure notice of colons": lambda: _failure(b"Message-ID:\r\n" * 60_000),
    "failure notice in 90 parts": lambda: mixed(
        *[b"\r\n" + b"<a@b.c>: x\r\n" * 9_000] * 90
    ).replace(SENDER, b"From: postmaster@example.com\r\n"),
}

CASES: Final[Cases] = _CHARSETS | _MARKUP | _ATTACHED | _REPORTS
"""A name for each message, and how it is made."""
