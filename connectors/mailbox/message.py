"""Who took part in a message, told from its header."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from connectors.mailbox.records import mark_of
from rightsflow.canonical import canonical_email
from rightsflow.imap.answers import Heading
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.mime import limits
from rightsflow.mime.bounded import parse_header
from rightsflow.mime.headers import Headers, as_text, decode_value, split_addresses

TAKING_PART = ("from", "sender", "reply-to", "to", "cc", "bcc")
"""Fields that name correspondents (RFC 5322 3.6.2 and 3.6.3)."""

WANTED = (*TAKING_PART, "date", "message-id", "subject")
"""All fields that are asked for."""

ADDRESS_CHARS = 16_000
"""Of one field with addresses, in characters: about 400 of them; more takes the parser long."""


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody named in a field; `address` is canonical, or empty where there is none."""

    field: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Message:
    """What is known of a message without its text.

    `is_whole`: every correspondent is known. A longer header, or one that cannot be taken
    apart, may name more.
    """

    uid: str
    size_bytes: int
    received_at: datetime
    flags: frozenset[str]
    correspondents: tuple[Correspondent, ...] = field(repr=False)
    is_whole: bool
    sent_at: str = field(repr=False)
    subject: str = field(repr=False)
    fingerprint: str = field(repr=False)

    @property
    def addresses(self) -> frozenset[str]:
        """Return the address of every correspondent."""
        return frozenset(one.address for one in self.correspondents if one.address)

    def those_marked(self, marks: Iterable[str]) -> frozenset[str]:
        """Return the addresses of correspondents as whom the message was found."""
        wanted = frozenset(marks)
        return frozenset(one for one in self.addresses if self.mark(as_email(one)) in wanted)

    def mark(self, identifier: Identifier) -> str:
        """Return what stands for an identifier in this message."""
        return mark_of(self.fingerprint, identifier)


def as_email(address: str) -> Identifier:
    """Return a canonical address as an identifier."""
    return Identifier(IdentifierKind.email, address)


def message_of(heading: Heading) -> Message:
    """Return what a header tells; never raises because of it."""
    raw = parse_header(heading.header)
    headers = Headers(raw)
    correspondents: list[Correspondent] = []
    is_whole = len(heading.header) < limits.HEADER_BYTES and len(raw) < limits.HEADER_FIELDS
    for name, value in raw:
        if name.lower() in TAKING_PART:
            named, all_ = _named(name.lower(), as_text(str(value)))
            correspondents += named
            is_whole &= all_
    return Message(
        uid=heading.uid,
        size_bytes=heading.size_bytes,
        received_at=heading.received_at,
        flags=heading.flags,
        correspondents=tuple(correspondents),
        is_whole=is_whole,
        sent_at=headers.first("date"),
        subject=headers.first("subject"),
        fingerprint=_fingerprint(headers),
    )


def _named(name: str, value: str) -> tuple[list[Correspondent], bool]:
    """Return the correspondents in a field, and whether they are all."""
    if "@" not in value:  # `undisclosed-recipients:;`
        return [], True
    pairs = split_addresses([value[:ADDRESS_CHARS]])
    found = [
        Correspondent(name, decode_value(shown), canonical_email(address) or "")
        for shown, address in pairs
        if shown or address
    ]
    # What the parser gave up, or took for no address, may be anybody's.
    is_whole = bool(found) and all(one.address for one in found)
    return found, is_whole and len(value) <= ADDRESS_CHARS


def _fingerprint(headers: Headers) -> str:
    """Return what tells the message from all others, wherever it lies."""
    ids = headers.message_ids("message-id")
    fields = ids[:1] or [" ".join(headers.all(name)) for name in ("date", "from", "subject")]
    return "\0".join(fields)
