"""The person's career as a JSON Resume, from the columns that the data map says are such.

Source: the JSON Resume schema, version 1.0.0. `basics` is one object, filled by the first value of
each field; every record with fields of another section is one entry of that section.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rightsflow.copy.findings import Found
from rightsflow.copy.portable_choice import Exported
from rightsflow.datamap.standard import RESUME, Shape
from rightsflow.deeds import Value

VERSION = "v1.0.0"
SCHEMA = f"https://raw.githubusercontent.com/jsonresume/resume-schema/{VERSION}/schema.json"
_BASICS = "basics"
_DATE = re.compile(r"([12]\d{3}(?:-[01]\d(?:-[0-3]\d)?)?)(?:T.*)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def resume_chunks(exported: Sequence[Exported], made_at: datetime) -> Iterator[bytes] | None:
    """Yield the resume in pieces, record by record; None if none of its fields hold anything."""
    named = [(one, one.standard("resume")) for one in exported]
    filling = [(one, names) for one, names in named if any(one.one.filled[c] for c in names)]
    return _chunks(filling, made_at) if filling else None


def _chunks(
    filling: Sequence[tuple[Exported, Mapping[str, str]]], made_at: datetime
) -> Iterator[bytes]:
    yield _json({"$schema": SCHEMA})[:-1]
    if basics := _basics(filling):
        yield b',\n"basics":' + _json(basics)
    for section in RESUME:
        if section != _BASICS:
            yield from _section(section, filling)
    moment = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    yield b',\n"meta":' + _json({"version": VERSION, "lastModified": moment}) + b"}\n"


def _basics(filling: Sequence[tuple[Exported, Mapping[str, str]]]) -> dict[str, Any]:
    basics: dict[str, Any] = {}
    for one, names in filling:
        if any(name.startswith(f"{_BASICS}.") for name in names.values()):
            for found in one.found():
                for name, value in _entry(found, names, _BASICS).items():
                    basics.setdefault(name, value)
    return _nested(basics)


def _section(
    section: str, filling: Sequence[tuple[Exported, Mapping[str, str]]]
) -> Iterator[bytes]:
    begun = False
    for one, names in filling:
        if not any(name.startswith(f"{section}.") for name in names.values()):
            continue
        for found in one.found():
            if entry := _entry(found, names, section):
                yield b",\n" if begun else f',\n"{section}":[\n'.encode()
                yield _json(entry)
                begun = True
    if begun:
        yield b"]"


def _entry(found: Found, names: Mapping[str, str], section: str) -> dict[str, Any]:
    """Return the fields of a section that a record fills, as the schema wants them."""
    entry: dict[str, Any] = {}
    for column, name in names.items():
        outer, _, inner = name.partition(".")
        if outer == section:
            shaped = _shaped(found.values.get(column), RESUME[section][inner])
            if isinstance(shaped, list):
                entry.setdefault(inner, []).extend(shaped)
            elif shaped:
                entry.setdefault(inner, shaped)
    return entry


def _shaped(value: Value, shape: Shape) -> str | list[str] | None:
    """Return a value in its shape; None if it has not got it, so that the file stays valid."""
    text = "" if value is None else str(value).strip()
    if shape is Shape.date:
        day = _DATE.fullmatch(text)
        return day[1] if day else None
    if shape is Shape.email and not _EMAIL.fullmatch(text):
        return None
    if shape is Shape.uri and not _URI.fullmatch(text):
        return None
    return [text] if shape is Shape.many and text else text or None


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return `location.city` as an object inside of the object."""
    nested: dict[str, Any] = {}
    for name, value in flat.items():
        outer, _, inner = name.partition(".")
        if inner:
            nested.setdefault(outer, {})[inner] = value
        else:
            nested[outer] = value
    return nested


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "backslashreplace")
