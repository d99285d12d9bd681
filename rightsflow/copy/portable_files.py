"""The data files of an export: each collection as JSON and as CSV, and which documents it has."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from rightsflow.copy.findings import Stored
from rightsflow.copy.portable_choice import Exported
from rightsflow.copy.tables import csv_chunks

SCHEMA = "rightsflow.portable/1"
DELIMITER = ","
"""As RFC 4180 has it, whatever the language: another program reads it."""

_FULL = 60_000


def json_of(one: Exported) -> Iterator[bytes]:
    """Yield the records of a collection in chunks of about 64 KB, values as they were found."""
    head = {"schema": SCHEMA, "system": one.system, "collection": one.one.name}
    pieces = [encoded(head)[:-1], b',"records":[']
    size = 0
    for number, (found, name) in enumerate(one.named()):
        record: dict[str, Any] = {
            "record": found.record,
            "values": {column: found.values.get(column) for column in one.columns},
        }
        if name:
            record["document"] = name
        pieces += [b",\n" if number else b"\n", encoded(record)]
        size += len(pieces[-1])
        if size > _FULL:
            yield b"".join(pieces)
            pieces.clear()
            size = 0
    yield b"".join((*pieces, b"\n]}\n"))


def csv_of(one: Exported) -> Iterator[bytes]:
    """Yield the same as a table; its head has the names of the columns, as the JSON has them."""
    return csv_chunks({column: column for column in one.columns}, one.found(), DELIMITER)


def documents_of(exported: Sequence[Exported]) -> Iterator[tuple[Stored, str]]:
    """Yield every document that is exported, with its name."""
    for one in exported:
        if one.one.document_count:
            for found, name in one.named():
                if found.document:
                    yield found.document, name


def encoded(data: dict[str, Any]) -> bytes:
    """Return JSON on one line, in UTF-8; half characters become escapes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")
