"""Values as they stand in the copy, taken from Mailman's answers by the data map."""

import json

from connectors.mailman.rest import Row
from rightsflow.datamap.model import Collection
from rightsflow.deeds import Value

NEVER = "0001-01-01T00:00:00"
"""Mailman's date for something that has not happened."""


def values_of(collection: Collection, row: Row) -> dict[str, Value]:
    """Return the fields of the data map, in its order; None where Mailman has nothing."""
    return {field: plain(row.get(field)) for field in collection.fields}


def plain(value: object) -> Value:
    """Return one value faithfully; what is no single value becomes JSON text."""
    if value is None or value == NEVER:
        return None
    if isinstance(value, bool | int | float):
        return value
    return text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def text(value: str) -> str:
    """Return text without lone surrogates: they stand for bytes that were no UTF-8."""
    return as_bytes(value).decode("utf-8", "replace")


def as_bytes(value: str) -> bytes:
    """Return the bytes a text was read from: surrogates become the bytes they stand for."""
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")
