"""Looking through all tables for what should be nowhere any more: mapped or not, old or new.

One query for each table and batch: the database narrows down by patterns, each row that comes is
decided here (`part`).
"""

from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    types,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.sql.database import Database
from connectors.sql.layout import Layout
from connectors.sql.match import as_text
from connectors.sql.query import raw
from connectors.sql.trouble import sqlstate
from rightsflow.deeds import Expected
from rightsflow.law.subject import IdentifierKind
from rightsflow.needles import Needle, needle

NEEDLES = 50
"""Looked for by one query: as many patterns for each column."""

_NO_TEXT = (
    types.Boolean, types.Numeric, types.Integer, types.Date, types.DateTime, types.Time,
    types.Interval, types.Uuid, types.LargeBinary,
)  # fmt: skip
"""All other columns are read as text, of types that nobody knows as well."""


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing that is looked for, and the cases that want it gone."""

    needle: Needle
    cases: tuple[str, ...]
    number: int | None
    """A personal number as a column of whole numbers would hold it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that still names somebody: case, table, column, and the record names it may have."""

    case_number: str
    table: str
    column: str
    records: frozenset[str]


def sought(expected: Iterable[Expected]) -> list[Sought]:
    """Return what is looked for everywhere."""
    cases: dict[tuple[IdentifierKind, str], list[str]] = defaultdict(list)
    found = {}
    for one in expected:
        for identifier in dict.fromkeys(one.identifiers if one.everywhere else ()):
            made = needle(identifier)
            if made is not None:
                key = (identifier.kind, identifier.value)
                found[key] = made
                cases[key].append(one.case_number)
    return [
        Sought(made, tuple(cases[key]), int(key[1]) if key[0] is IdentifierKind.pesel else None)
        for key, made in found.items()
    ]


def searched(layout: Layout) -> list[str]:
    """Return the tables that are looked through."""
    return sorted(layout.stored.keys() - set(layout.system.not_searched))


async def hits(
    database: Database, connection: AsyncConnection, layout: Layout, wanted: Sequence[Sought]
) -> AsyncGenerator[Hit]:
    """Yield every row of every table that may be read in which something is left."""
    for table in searched(layout):
        for start in range(0, len(wanted), NEEDLES):
            some = wanted[start : start + NEEDLES]
            async with aclosing(_in_table(database, connection, layout, table, some)) as found:
                async for hit in found:
                    yield hit


async def may_search(connection: AsyncConnection, layout: Layout, table: str) -> bool:
    """Tell whether the role may read every column that is looked through."""
    texts, numbers = _columns(layout, table)
    if not texts and not numbers:
        return True
    probe = select(*(layout.table(table).c[name] for name in (*texts, *numbers))).limit(0)
    try:
        async with connection.begin_nested():
            await connection.execute(probe)
    except DBAPIError as error:
        if not sqlstate(error).startswith("42"):
            raise
        return False
    return True


async def _in_table(
    database: Database,
    connection: AsyncConnection,
    layout: Layout,
    table: str,
    wanted: Sequence[Sought],
) -> AsyncGenerator[Hit]:
    texts, numbers = _columns(layout, table)
    columns = [*texts, *numbers]
    query = _query(layout, table, texts, numbers, wanted)
    if query is None or not await may_search(connection, layout, table):
        return
    keys = layout.identifying(table)
    async with aclosing(database.rows(connection, query)) as rows:
        async for row in rows:
            records = frozenset(map(str, layout.records(table, row[: len(keys)])))
            values = dict(zip(columns, row[len(keys) :], strict=True))
            for case_number, column in _named(values, numbers, wanted):
                yield Hit(case_number, table, column, records)


def _named(
    values: Mapping[str, object], numbers: Sequence[str], wanted: Sequence[Sought]
) -> set[tuple[str, str]]:
    """Return case and column wherever something is left."""
    return {
        (case_number, column)
        for column, value in values.items()
        if value is not None
        for one in wanted
        if (value == one.number if column in numbers else one.needle.is_in(str(value)))
        for case_number in one.cases
    }


def _columns(layout: Layout, table: str) -> tuple[list[str], list[str]]:
    """Return the columns that hold text, and those that hold whole numbers."""
    kinds = layout.types.get(table, {})
    texts = [name for name, kind in kinds.items() if not isinstance(kind, _NO_TEXT)]
    return texts, [name for name, kind in kinds.items() if isinstance(kind, Integer)]


def _query(
    layout: Layout,
    table: str,
    texts: Sequence[str],
    numbers: Sequence[str],
    wanted: Sequence[Sought],
) -> Select[Any] | None:
    of = layout.table(table)
    patterns = sorted({pattern for one in wanted for pattern in one.needle.patterns})
    known = [one.number for one in wanted if one.number is not None]
    conditions: list[ColumnElement[bool]] = []
    for name in texts:
        text = func.lower(as_text(of.c[name]))
        conditions.append(or_(*(text.like(pattern) for pattern in patterns)))
    if known:
        values = [literal(number, BigInteger) for number in known]
        conditions += [of.c[name].in_(values) for name in numbers]
    if not conditions:
        return None
    keys = [layout.column(of, name) for name in layout.identifying(table)]
    shown: list[ColumnElement[Any]] = [cast(of.c[name], Text) for name in texts]
    return select(*map(raw, keys), *map(raw, shown), *(raw(of.c[name]) for name in numbers)).where(
        and_(or_(*conditions))
    )
