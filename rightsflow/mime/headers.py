"""The header of a message: fields decoded once, cleaned of what must not travel on.

The standard library's `email.policy.default` parses each field by the full grammar of RFC
5322, which costs ten times as much and raises on hostile fields. Here a field is text; only
the few that are understood are taken apart.
"""

import re
from collections.abc import Iterable
from email.utils import getaddresses

from rightsflow.canonical import canonical_email
from rightsflow.mime import limits
from rightsflow.mime.charset import decode_bytes
from rightsflow.mime.encodedwords import decode_words

_CONTROLS = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f]+")
"""Controls and marks that end a line, hide or turn text around: an encoded word may hold them."""

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,400})>")


class Headers:
    """The fields of a header by name, any case; `raw` are (name, value) as parsed."""

    __slots__ = ("_fields", "_mailboxes")

    def __init__(self, raw: Iterable[tuple[str, object]]) -> None:
        """Sort the fields by name; nothing is decoded yet."""
        self._fields: dict[str, list[str]] = {}
        self._mailboxes: dict[str, list[tuple[str, str]]] = {}
        for name, value in raw:
            self._fields.setdefault(name.lower(), []).append(str(value))

    def __contains__(self, name: str) -> bool:
        """Say whether the field is there at all."""
        return name in self._fields

    def count(self, name: str) -> int:
        """Return how often the field occurs."""
        return len(self._fields.get(name, ()))

    def all(self, name: str) -> list[str]:
        """Return the values of every field of this name, topmost first."""
        return [decode_value(value) for value in self._fields.get(name, ())]

    def first(self, name: str) -> str:
        """Return the topmost value, or the empty text."""
        values = self._fields.get(name)
        return decode_value(values[0]) if values else ""

    def authors(self) -> list[tuple[str, str]]:
        """Return (display name, canonical address) of every author in every From field.

        An address that is none is given as the empty text, so that it still counts.
        """
        return self.mailboxes("from")

    def mailboxes(self, name: str) -> list[tuple[str, str]]:
        """Return (display name, canonical address) of the mailboxes in the fields `name`."""
        if name not in self._fields:
            return []
        if name not in self._mailboxes:
            self._mailboxes[name] = self._split_mailboxes(name)
        return self._mailboxes[name]

    def _split_mailboxes(self, name: str) -> list[tuple[str, str]]:
        # Addresses are split before encoded words are decoded (RFC 2047 6.2): a decoded
        # display name may hold a comma or an address of its own.
        raw = [as_text(value)[: limits.VALUE_CHARS] for value in self._fields.get(name, ())]
        pairs = split_addresses(raw)[: limits.ADDRESSES]
        found = [(decode_value(shown), canonical_email(address) or "") for shown, address in pairs]
        return [pair for pair in found if pair != ("", "")] or ([("", "")] if any(raw) else [])

    def message_ids(self, name: str) -> tuple[str, ...]:
        """Return the message identifiers in the field, without the angle brackets."""
        return tuple(_MESSAGE_ID.findall(" ".join(self.all(name))))


def split_addresses(values: list[str]) -> list[tuple[str, str]]:
    """Return (display name, address) of each mailbox; one that is none has no address."""
    try:
        return getaddresses(values)
    except RecursionError:
        # Brackets nested deeper than any mail program writes.
        return [("", "")]


def decode_value(value: str) -> str:
    """Return a field's value as one clean line: encoded words decoded, controls made blanks."""
    text = as_text(value[: limits.VALUE_CHARS])
    if "=?" in text:
        text = decode_words(text)
    return _CONTROLS.sub(" ", text).strip()


def as_text(value: str) -> str:
    """Return a field as text: bytes above ASCII, which no field may have, are read as UTF-8."""
    if value.isascii():
        return value
    raw = value.encode("utf-8", "surrogateescape")
    return decode_bytes(raw, None)[0]
