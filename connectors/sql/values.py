"""Keys of a database as text, and back."""

from decimal import Decimal
from uuid import UUID


def key_text(value: object) -> str:
    """Return a record's key as text; `key_value` turns it back."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return str(int(value))
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    return str(value)


def key_value(text: str, kind: type) -> object:
    """Return the key for the database; raises `ValueError` if the text is none of this kind."""
    if kind is int:
        return int(text)
    if kind is UUID:
        return UUID(text)
    if kind is bytes:
        return bytes.fromhex(text)
    if kind in {Decimal, float}:
        return Decimal(int(text))
    return text
