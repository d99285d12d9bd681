"""A case as tables for a person: moments in the controller's zone, dates never cut."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from rightsflow.mail.sending.safe_text import body, header

_HASH = re.compile(r"[0-9a-f]{64}")
_SHORT = 12
"""So many digits of a hash tell two apart."""

_SENT = "not sent yet"

Row = Mapping[str, Any]


def said(value: object, zone: ZoneInfo) -> str:
    """Return a value in words: a list with commas, a detail as `key value, key value`."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, Mapping):
        told = {key: said(one, zone) for key, one in value.items() if one is not None}
        return ", ".join(f"{key} {text}" for key, text in told.items() if text)
    if isinstance(value, list | tuple):
        return ", ".join(said(one, zone) for one in value)
    text = "-" if value is None else header(str(value))
    return f"{text[:_SHORT]}…" if _HASH.fullmatch(text) else text


def table_of(rows: Sequence[Row], zone: ZoneInfo) -> Table:
    """Return rows as a table; on a narrow terminal long texts are folded, and no date is cut."""
    table = Table(box=None, pad_edge=False)
    for name in rows[0] if rows else ["nothing"]:
        whole = any(isinstance(row[name], date) for row in rows)
        table.add_column(name, no_wrap=whole, overflow="fold")
    for row in rows:
        table.add_row(*(Text(said(value, zone)) for value in row.values()))
    return table


def facts_of(row: Row, zone: ZoneInfo) -> Table:
    """Return one row as a list of names and values, where it is too wide for a line."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("what", no_wrap=True)
    table.add_column("value", overflow="fold")
    for name, value in row.items():
        table.add_row(name.replace("_", " "), Text(said(value, zone)))
    return table


def who_asked(personal: Row) -> dict[str, Any]:
    """Return what was told of the person, without what was not, and the copy's passphrase."""
    told: dict[str, Any] = dict(personal["requester"])
    told["identifiers"] = [f"{one['kind']} {one['value']}" for one in told["identifiers"]]
    told["passphrase"] = personal.get("passphrase")
    return {name: value for name, value in told.items() if value or value is False}


def letter_text(letter: Row, zone: ZoneInfo) -> str:
    """Return a letter as it went out, below to whom and when; nothing in it steers a terminal."""
    sent_at = datetime.fromisoformat(letter["sent_at"]) if letter["sent_at"] else _SENT
    lines = (
        f"{letter['letter'].replace('_', ' ')} ({said(sent_at, zone)})",
        f"To: {letter['recipient']}",
        f"Subject: {letter['subject']}",
        "",
        letter["text"].rstrip(),
    )
    return body("\n".join(lines))
