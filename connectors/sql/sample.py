"""What the values of a table look like, in counts: a value never leaves this module."""

import re
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table, Text, cast, func, select, types
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from connectors.sql.database import Database
from connectors.sql.query import raw
from rightsflow.canonical import canonical_email, canonical_phone

ROWS = 500
"""Rows looked at in each table: the first that the database gives."""

LETTERS = 400
"""Letters looked at in each value."""

PROSE = 60
"""A value as long as this, with several blanks in it, is taken for running text."""

_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PATH = re.compile(
    r"(?:[\w .@+-]*[/\\])*[\w .@+-]+\.(?:pdf|docx?|odt|rtf|txt|jpe?g|png|zip)", re.IGNORECASE
)
_BLANKS = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """How many sampled values are filled, and how many of these look like what.

    `addresses` and `phones` are whole values; `inside` counts those with an address in them.
    """

    filled: int = 0
    addresses: int = 0
    inside: int = 0
    phones: int = 0
    paths: int = 0
    prose: int = 0

    def mostly(self, what: str) -> bool:
        """Tell whether four of five filled values look like that."""
        return self.filled > 0 and getattr(self, what) * 5 >= self.filled * 4


def text_columns(kinds: Mapping[str, TypeEngine[Any]]) -> list[str]:
    """Return the columns in which words may stand."""
    return [name for name, kind in kinds.items() if isinstance(kind, types.String | types.JSON)]


async def sampled(
    database: Database, connection: AsyncConnection, table: Table, columns: Sequence[str]
) -> dict[str, Shape]:
    """Look at the first rows of a table; only SELECT, and never more than `ROWS`."""
    shapes = dict.fromkeys(columns, Shape())
    if not columns:
        return shapes
    shown = [raw(func.substr(cast(table.c[name], Text), 1, LETTERS)) for name in columns]
    async with aclosing(database.rows(connection, select(*shown).limit(ROWS))) as rows:
        async for row in rows:
            for name, value in zip(columns, row, strict=True):
                if value not in {None, ""}:
                    shapes[name] = _with(shapes[name], str(value))
    return shapes


def _with(shape: Shape, value: str) -> Shape:
    text = value.strip()
    inside = _ADDRESS.search(text) is not None
    return replace(
        shape,
        filled=shape.filled + 1,
        addresses=shape.addresses + (inside and canonical_email(text) is not None),
        inside=shape.inside + inside,
        phones=shape.phones + (canonical_phone(text) is not None),
        paths=shape.paths + (_PATH.fullmatch(text) is not None),
        prose=shape.prose + (len(text) >= PROSE and text.count(" ") >= _BLANKS),
    )
