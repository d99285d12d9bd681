"""Delivery reports: the machine-readable part first, then what known mail servers write."""

import logging
import re
from email.message import Message
from typing import Final

from flufl.bounce import all_failures

from rightsflow.canonical import canonical_email
from rightsflow.mail.reading import limits
from rightsflow.mail.reading.folding import fold_text
from rightsflow.mail.reading.model import Bounce
from rightsflow.mime import limits as of_mime
from rightsflow.mime.headers import Headers
from rightsflow.mime.parts import Parts

_SENDER: Final = re.compile(
    r"mailer-daemon|postmaster|mail-?daemon|mail delivery|delivery (?:sub)?system"
    r"|system administrator|<>|mdaemon"
)
_SUBJECT: Final = re.compile(
    r"undeliver|deliver\w* (?:status|fail|problem|report|error)|returned (?:mail|to sender)"
    r"|failure notice|mail (?:failed|not delivered)|could not be delivered|niedostarcz|nie dostarcz"
    r"|zwrot wiadomosci|unzustellbar|delayed|warning: (?:message|could not)|message status"
    r"|nicht zugestellt|failed mail|mail error|non.?deliverable|user unknown|returning to sender"
)
_MESSAGE_ID: Final = re.compile(rb"^message-id:\s*<([^<>\s]{1,400})>", re.IGNORECASE | re.MULTILINE)
_DELIVERED: Final = ("delivered-to", "x-original-to", "envelope-to", "to")
# The detectors log what they fail at, which is somebody's mail.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)

_RETURNED: Final = frozenset({"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"})


def read_bounce(parts: Parts, raw: bytes) -> Bounce | None:
    """Return what the message reports about a delivery; None if it is no delivery report."""
    is_status = _is_status_report(parts.headers)
    if not is_status and not _looks_like_one(parts.headers):
        return None
    temporary, permanent = _failures(parts.message)
    statuses = tuple(_statuses(parts.message))
    if not (is_status or temporary or permanent or statuses or _is_sure(parts.headers)):
        return None
    returned_id = _returned_id(parts.message, raw)
    return Bounce(permanent, temporary, statuses, returned_id, _addressed_to(parts.headers))


def _addressed_to(headers: Headers) -> tuple[str, ...]:
    """Return where the report itself was sent; what the receiving server notes comes first."""
    found = [address for name in _DELIVERED for _, address in headers.mailboxes(name) if address]
    return tuple(dict.fromkeys(found))[: of_mime.ADDRESSES]


def _is_status_report(headers: Headers) -> bool:
    content_type = headers.first("content-type").lower()
    return content_type.startswith("multipart/report") and "delivery-status" in content_type


def is_receipt(headers: Headers) -> bool:
    """Say whether the message tells that a letter was opened (RFC 8098)."""
    content_type = headers.first("content-type").lower()
    return content_type.startswith("multipart/report") and "disposition-notif" in content_type


def _is_from_daemon(headers: Headers, *names: str) -> bool:
    return any(_SENDER.search(fold_text(headers.first(name))) for name in names)


def _looks_like_one(headers: Headers) -> bool:
    return (
        _is_from_daemon(headers, "from", "sender", "return-path")
        or "x-failed-recipients" in headers
        or _SUBJECT.search(fold_text(headers.first("subject"))) is not None
    )


def _is_sure(headers: Headers) -> bool:
    """Say whether the header alone shows a report whose text no detector knows.

    A null return path is not enough: a person's request may come with one.
    """
    if _is_from_daemon(headers, "from"):
        return True
    recipient = headers.first("to") + headers.first("delivered-to")
    return _SUBJECT.search(fold_text(headers.first("subject"))) is not None and bool(
        re.search(r"[-+.]?bounces?\b", recipient)
    )


def _failures(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    _shorten(message)
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - detectors of foreign prose raise whatever it makes them raise
        return (), ()
    return _addresses(temporary), _addresses(permanent)


def _shorten(message: Message) -> None:
    """Leave the detectors the beginning of the texts: they look at every line, many times."""
    left = limits.REPORT_CHARS
    for part in message.walk():
        payload = part.get_payload()
        if isinstance(payload, str):
            part.set_payload(payload[:left])
            left -= min(left, len(payload))


def _addresses(found: frozenset[bytes]) -> tuple[str, ...]:
    canonical = (canonical_email(raw.decode("utf-8", "replace")) for raw in found)
    return tuple(sorted(address for address in canonical if address))[: of_mime.ADDRESSES]


def _statuses(message: Message) -> list[str]:
    found: list[str] = []
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            blocks = [b for b in payload if isinstance(b, Message)] if payload else []
            found.extend(str(b["status"]).strip().split(" ")[0] for b in blocks if b["status"])
    return found[: of_mime.ADDRESSES]


def _returned_id(message: Message, raw: bytes) -> str | None:
    """Return the Message-ID of the returned message: of its part, else the last one in the text."""
    for part in message.walk():
        if part.get_content_type() in _RETURNED:
            payload = part.get_payload()
            first = payload[0] if isinstance(payload, list) and payload else None
            text = f"Message-ID: {first['message-id']}" if isinstance(first, Message) else payload
            found = _MESSAGE_ID.search(str(text).encode("utf-8", "replace"))
            if found:
                return found.group(1).decode("ascii", "replace")
    later = _MESSAGE_ID.findall(raw[: of_mime.TEXT_BYTES])[1:]
    return later[-1].decode("ascii", "replace") if later else None
