"""A raw message taken apart: header, texts, parts; nothing judged yet."""

import re
from dataclasses import dataclass, field
from email.message import Message
from typing import Final

from rightsflow.mime import limits
from rightsflow.mime.bounded import Unreadable, parse, parse_header
from rightsflow.mime.charset import decode_bytes
from rightsflow.mime.flaw import Flaw
from rightsflow.mime.headers import Headers
from rightsflow.mime.html import TooMuchHtml, html_to_text

_INVISIBLE: Final = re.compile(
    "[\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\x00\\U000e0000-\\U000e007f]"
)
"""Soft hyphens, zero-width and direction marks, tags: they break words without being seen."""

_SEALED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
"""S/MIME as one block: encrypted, or signed so that the text lies inside (RFC 8551 3.2)."""

_SIGNATURES: Final = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_PGP_TEXT: Final = "-----BEGIN PGP MESSAGE-----"
_HEADER_END: Final = re.compile(rb"\r?\n\r?\n|\r\r")
_HTML: Final = "text/html"
_TEXTS: Final = ("text/plain", _HTML)


@dataclass(slots=True)
class Parts:
    """What a message is made of: texts in order, and everything else.

    `attached` are the parts that are no text of the letter, `sizes` theirs in bytes. `bytes_left`
    is how many bytes of text and of HTML may still be read, `tags_left` how many tags.
    """

    message: Message
    headers: Headers
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    passed_on: list[str] = field(default_factory=list)
    attached: list[Message] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    bytes_left: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(_TEXTS, limits.TEXT_BYTES)
    )
    tags_left: int = limits.HTML_TAGS

    def note(self, flaw: Flaw) -> None:
        """Add what is wrong, once."""
        if flaw not in self.flaws:
            self.flaws.append(flaw)


def header_of(raw: bytes) -> Headers:
    """Return the header alone, cut at the limits: enough to say whose message it was."""
    head = _HEADER_END.split(raw[: limits.HEADER_BYTES], maxsplit=1)[0]
    return Headers(parse_header(head))


def take_apart(raw: bytes) -> Parts:
    """Return the parts of the message; raises Unreadable beyond a limit."""
    _check_size(raw)
    message = parse(raw)
    parts = Parts(message, Headers(message.raw_items()))
    _collect(parts)
    return parts


def _check_size(raw: bytes) -> None:
    if len(raw) > limits.MESSAGE_BYTES or _lines_in(raw) > limits.MESSAGE_LINES:
        raise Unreadable(Flaw.message_too_large)
    if raw.count(b"\n--") + raw.count(b"\r--") > limits.DASH_LINES:
        raise Unreadable(Flaw.too_many_parts)
    end = _HEADER_END.search(raw, 0, limits.HEADER_BYTES)
    header_bytes = end.start() if end else len(raw)
    if header_bytes > limits.HEADER_BYTES or _lines_in(raw[:header_bytes]) > limits.HEADER_FIELDS:
        raise Unreadable(Flaw.header_too_large)


def _lines_in(raw: bytes) -> int:
    """Return the number of line ends: the parser takes a carriage return alone for one, too."""
    return raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")


def _collect(parts: Parts) -> None:
    stack: list[tuple[Message, int, bool]] = [(parts.message, 0, False)]
    count = 0
    while stack:
        part, depth, passed_on = stack.pop()
        count += 1
        if count > limits.PARTS or depth > limits.DEPTH:
            raise Unreadable(Flaw.too_many_parts)
        kind = part.get_content_type()
        if sealed := _sealed(part, kind):
            parts.note(sealed)
        payload = part.get_payload()
        if isinstance(payload, list):
            # A report carries the returned message: what we wrote is not what it says.
            if kind != "message/delivery-status":
                inner = passed_on or (kind == "message/rfc822")
                stack.extend(
                    (child, depth + 1, inner)
                    for child in reversed(payload)
                    if isinstance(child, Message)
                )
        else:
            _take_leaf(parts, part, kind, str(payload), passed_on=passed_on)


def _sealed(part: Message, kind: str) -> Flaw | None:
    """Return why the text cannot be read where a part is encrypted, or wraps what is signed."""
    if kind == "multipart/encrypted":
        pgp = "pgp" in str(part.get_param("protocol") or "").lower()
        return Flaw.encrypted_pgp if pgp else Flaw.encrypted
    if kind not in _SEALED:
        return None
    signed = str(part.get_param("smime-type") or "").lower() in {"signed-data", "certs-only"}
    return Flaw.opaque_signature if signed else Flaw.encrypted


def _take_leaf(parts: Parts, part: Message, kind: str, payload: str, *, passed_on: bool) -> None:
    disposition = str(part.get("content-disposition", ""))[: limits.VALUE_CHARS].strip().lower()
    is_text = kind in _TEXTS and not disposition.startswith("attachment")
    if is_text and not part.get_filename():
        text = _text_of(parts, part, kind)
        (parts.passed_on if passed_on else parts.html if "html" in kind else parts.plain).append(
            text
        )
    elif kind not in _SIGNATURES:
        parts.attached.append(part)
        parts.sizes.append(_size_of(part, payload))


def _text_of(parts: Parts, part: Message, kind: str) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    if len(raw) > parts.bytes_left[kind]:
        parts.note(Flaw.text_too_long)
        raw = raw[: parts.bytes_left[kind]]
    parts.bytes_left[kind] -= len(raw)
    charset = part.get_param("charset")
    # In the form of RFC 2231 a parameter is charset, language and value.
    text, known = decode_bytes(raw, charset[2] if isinstance(charset, tuple) else charset)
    if not known:
        parts.note(Flaw.unknown_charset)
    if _PGP_TEXT in text:
        parts.note(Flaw.encrypted_pgp)
    if kind == _HTML:
        text = _visible(parts, text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() and "\x00" not in text else _INVISIBLE.sub("", text)


def _visible(parts: Parts, markup: str) -> str:
    parts.tags_left -= markup.count("<")
    try:
        if parts.tags_left >= 0:
            return html_to_text(markup)
    except TooMuchHtml:
        pass
    parts.note(Flaw.html_too_large)
    return ""


def _size_of(part: Message, payload: str) -> int:
    """Return the size of the decoded part in bytes, without decoding it."""
    if str(part.get("content-transfer-encoding", "")).strip().lower() != "base64":
        return len(payload)
    letters = len(payload) - payload.count("\n") - payload.count("\r")
    return letters * 3 // 4 - payload.rstrip().count("=", -2)
