"""Reading what imaplib hands back for FETCH, and writing what it wants (RFC 9051)."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

Answer = Sequence[bytes | tuple[bytes, bytes] | None]
"""Lines of a response; a tuple is a line that ends in a literal, and the literal."""

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def overviews(answer: Answer) -> Iterator[tuple[str, int, datetime]]:
    """Yield UID, size in bytes and receipt time of each message in the answer.

    Lines that lack one of them are news about flags, which any client may cause.
    """
    for line in answer:
        if not isinstance(line, bytes):
            continue
        uid, size, date = _UID.search(line), _SIZE.search(line), _DATE.search(line)
        if uid and size and date:
            yield uid[1].decode(), int(size[1]), internal_date(date[1].decode("ascii"))


def sizes(answer: Answer) -> dict[str, int]:
    """Return the size in bytes by UID."""
    found = ((_UID.search(line), _SIZE.search(line)) for line in answer if isinstance(line, bytes))
    return {uid[1].decode(): int(size[1]) for uid, size in found if uid and size}


def literals(answer: Answer) -> dict[str, bytes]:
    """Return the literal (a body, a header) by UID, which may stand before or after it."""
    parts: dict[str, bytes] = {}
    for at, line in enumerate(answer):
        if not isinstance(line, tuple):
            continue
        following = answer[at + 1] if at + 1 < len(answer) else None
        tail = following if isinstance(following, bytes) else b""
        uid = _UID.search(line[0]) or _UID.search(tail)
        if uid:
            parts[uid[1].decode()] = line[1]
    return parts


def internal_date(text: str) -> datetime:
    """Return an INTERNALDATE such as ` 7-Nov-2026 09:30:00 +0100` as an aware datetime.

    The month is English whatever the locale, so `strptime` with `%b` would not do.
    """
    day, month, rest = text.strip().split("-", 2)
    number = _MONTHS.index(month.title()) + 1
    return datetime.strptime(f"{day}-{number}-{rest}", "%d-%m-%Y %H:%M:%S %z")


def quoted(name: str) -> str:
    """Return a folder name as a quoted string."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def uid_set(uids: Sequence[str]) -> str:
    """Return UIDs as a sequence set; raises `ValueError` for anything that is no UID."""
    if not uids or not all(uid.isascii() and uid.isdigit() for uid in uids):
        problem = "an IMAP UID is a number"
        raise ValueError(problem)
    return ",".join(uids)
