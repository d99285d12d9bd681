"""Pieces from which hostile messages are made."""

from collections.abc import Callable
from typing import Final

Cases = dict[str, Callable[[], bytes]]
"""Names of messages, and how each is made: nothing large lies in the repository."""

SENDER: Final = b"From: Ewa Zmyslona <ewa@example.com>\r\n"
ASK: Final = b"Please delete my data.\r\n"


def letter(body: bytes = ASK, *fields: bytes) -> bytes:
    """Return a message with these header fields, each without its line end."""
    return SENDER + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


def typed(kind: bytes, body: bytes, encoding: bytes = b"8bit") -> bytes:
    """Return a message of one part of this Content-Type."""
    return letter(body, b"Content-Type: " + kind, b"Content-Transfer-Encoding: " + encoding)


def mixed(*parts: bytes, kind: bytes = b"mixed", boundary: bytes = b"B") -> bytes:
    """Return a multipart message; a part is its header fields, an empty line and its body."""
    between = b"--" + boundary + b"\r\n"
    content = b"".join(between + part + b"\r\n" for part in parts)
    head = b"Content-Type: multipart/" + kind + b"; boundary=" + boundary
    return letter(content + b"--" + boundary + b"--\r\n", head)


def in_html(markup: bytes) -> bytes:
    """Return a letter that is this HTML."""
    return typed(b"text/html; charset=utf-8", markup)
