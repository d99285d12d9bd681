"""Hostile headers: sizes, repeated fields, encoded words, addresses, dates."""

from typing import Final

from tests.rightsflow.mail.reading.hostile.making import ASK, SENDER, Cases, letter

_DATES: Final = (
    b"",
    b"yesterday",
    b"Mon, 99 Foo 99999 99:99:99 +9999",
    b"Thu, 1 Jan 1970 00:00:00 GMT",
    b"Tue, 19 Jan 2038 03:14:08 -0000",
    b"Fri, 31 Dec 9999 23:59:60 +1400",
    b"-1",
    b"1" * 5_000,
    b"\xff\xfe\x00",
    b"2026-01-12T09:15:00Z",
)


def _twice() -> bytes:
    names = (b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Sender", b"Reply-To",
             b"Content-Type", b"Content-Transfer-Encoding", b"MIME-Version",
             b"Return-Path", b"In-Reply-To")  # fmt: skip
    return (
        b"".join(name + b": <%d@example.com>\r\n" % n for n in (1, 2) for name in names) + b"\r\n"
    )


def _addresses(count: int) -> bytes:
    return b"To: " + b", ".join(b"a%d@example.com" % n for n in range(count))


def _with(field: bytes) -> bytes:
    return SENDER + field + b"\r\n\r\n" + ASK


def _from(value: bytes) -> bytes:
    return b"From: " + value + b"\r\n\r\n" + ASK


CASES: Final[Cases] = {
    "field of 1 MB": lambda: _with(b"Subject: " + b"a" * 1_000_000),
    "field of 60 kB": lambda: _with(b"Subject: " + b"a" * 60_000),
    "field of 1 MB without an end": lambda: b"Subject: " + b"a" * 1_000_000,
    "name of a field of 60 kB": lambda: _with(b"X" * 60_000 + b": a"),
    "10,000 fields": lambda: _with(b"X: y\r\n" * 10_000),
    "10,000 fields, bare CR": lambda: _with(b"X: y\r" * 10_000),
    "1,000 Received": lambda: _with(b"Received: from a by b; Mon, 12 Jan 2026\r\n" * 1_000),
    "900 Received": lambda: _with(b"Received: from a by b\r\n" * 900),
    "header without an end": lambda: SENDER + b"Subject: delete my data\r\n",
    "header without fields": lambda: b"\r\n\r\n" + ASK,
    "header of continuation lines": lambda: SENDER + b" \r\n" * 900 + b"\r\n" + ASK,
    "header that begins with a continuation": lambda: b" x\r\n\t\r\n" + letter(),
    "header that begins like a mailbox file": lambda: b"From a@example.com Mon\r\n" + letter(),
    "fields without names": lambda: _with(b": a\r\n: b"),
    "field names that are no ASCII": lambda: _with("Żółć: a\r\nFröm: b".encode()),
    "two of each field": _twice,
    "encoded words that end lines": lambda: _with(
        b"Subject: =?utf-8?q?a=0D=0ABcc:_eve=40example.net?= =?utf-8?b?DQpYOiB5?=\r\n"
        b"Reply-To: =?utf-8?q?=0D=0A?= <a@example.com>"
    ),
    "encoded words in any state": lambda: _with(
        b"Subject: =?utf-8?b?!!!?= =?x-none?q?=ZZ=?= =?utf-8?x?a?= =?utf-8?q? =?= ?==?\r\n"
        b"X: =?utf-8?b?//79?= =?utf-7?q?+AGE-?= =?punycode?q?a-b?= =?idna?q?=FF?="
    ),
    "encoded words without an end": lambda: _with(b"Subject: " + b"=?a?q?" * 10_000),
    "encoded words, 9,000 of them": lambda: _with(b"Subject: " + b"=?u?q?a?=" * 900),
    "parameters in any state": lambda: _with(
        b"Content-Type: text/plain; charset*=x-none'pl'utf-8; charset*0*=a; charset*9=b\r\n"
        b"Content-Disposition: inline; filename*=utf-8''%ZZ%; filename*0*=a; filename*1=b;"
        b" filename*" + b"9" * 5_000 + b"*=c"
    ),
    "100,000 addresses": lambda: _with(_addresses(100_000)),
    "3,000 addresses": lambda: _with(_addresses(3_000)),
    "3,000 authors": lambda: _addresses(3_000).replace(b"To:", b"From:") + b"\r\n\r\n" + ASK,
    "open brackets before an address": lambda: _from(b"(" * 7_000 + b" a@example.com"),
    "open brackets in the return path": lambda: _with(b"Return-Path: " + b"(" * 7_000),
    "angle brackets": lambda: _from(b"<" * 5_000 + b"a@example.com" + b">" * 5_000),
    "quotation marks": lambda: _from(b'"\\' * 5_000 + b" <a@example.com>"),
    "groups of addresses": lambda: _from(b"g:" * 2_000 + b"a@example.com" + b";" * 2_000),
    "routes of addresses": lambda: _from(b"<@a,@b:" * 1_000 + b"a@example.com>"),
    "domain of 7,000 letters": lambda: _from(b"a@" + b"b" * 7_000 + b".com"),
    "domain of 3,000 labels": lambda: _from(b"a@" + b"b." * 3_000 + b"com"),
    "domain of letters outside ASCII": lambda: _from(("a@" + "ż\u0301" * 1_000 + ".com").encode()),
    "address of look-alike letters": lambda: _from("\u0430dmin@\u0435xample.com".encode()),
    "author of marks on one letter": lambda: _from(
        ("a" + "\u0316\u0301" * 2_000 + " <a@example.com>").encode()
    ),
    "author that turns text around": lambda: _from("\u202eawE <a@example.com>".encode()),
    "results with open quotations": lambda: _with(
        b"\r\n".join([b"Authentication-Results: " + b'"\\' * 3_800] * 8)
    ),
    "results that are one word": lambda: _with(
        b"\r\n".join([b"Authentication-Results: a; b=c " + b"a" * 7_800] * 8)
    ),
    "results of brackets": lambda: _with(
        b"Authentication-Results: " + b"(a" * 3_900 + b")" * 3_900
    ),
    "identifiers without an end": lambda: _with(b"References: " + b"<a" * 30_000),
    "identifiers, 6,000 of them": lambda: _with(b"References: " + b"<a@b.c> " * 6_000),
    **{
        f"date {number}": lambda date=date: _with(b"Date: " + date)  # type: ignore[misc]
        for number, date in enumerate(_DATES)
    },
}
"""A name for each message, and how it is made."""
