"""Reading what imaplib hands back for FETCH, and writing what it wants (RFC 9051)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

Answer = Sequence[bytes | tuple[bytes, bytes] | None]
"""Lines of a response; a tuple is a line that ends in a literal, and the literal."""

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_FLAGS = re.compile(rb"\bFLAGS \(([^)]*)\)")
_LISTED = re.compile(rb'\(([^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (.*)', re.DOTALL)
_UNSELECTABLE = frozenset({b"\\noselect", b"\\nonexistent"})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Heading:
    """Fields of a message's header, and what the server knows of the message besides."""

    uid: str
    size_bytes: int
    received_at: datetime
    flags: frozenset[str]
    header: bytes = field(repr=False)


def headings(answer: Answer) -> Iterator[Heading]:
    """Yield what a FETCH of header, flags, size and date says of each message."""
    for at, line in enumerate(answer):
        if not isinstance(line, tuple):
            continue
        following = answer[at + 1] if at + 1 < len(answer) else None
        # What the server says besides may stand before or after the header.
        told = line[0] + b" " + (following if isinstance(following, bytes) else b"")
        uid, size, date = _UID.search(told), _SIZE.search(told), _DATE.search(told)
        if uid and size and date:
            flags = _FLAGS.search(told)
            yield Heading(
                uid[1].decode(),
                int(size[1]),
                internal_date(date[1].decode("ascii")),
                frozenset((flags[1] if flags else b"").decode("ascii", "replace").split()),
                line[1],
            )


def folder_names(answer: Answer) -> Iterator[str]:
    """Yield the name of each folder in an answer to LIST that can be opened."""
    for line in answer:
        told, name = line if isinstance(line, tuple) else (line or b"", None)
        found = _LISTED.match(told)
        if not found or _UNSELECTABLE & set(found[1].lower().split()):
            continue
        bare = found[2].strip() if name is None else name
        if name is None and bare.startswith(b'"'):
            bare = re.sub(rb"\\(.)", rb"\1", bare[1:-1])
        yield bare.decode("utf-8", "replace")


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
