"""Looking through the texts of all tables that may be read for what should be nowhere any more.

Here the orphans show: rows whose link to a person was broken when the person was deleted, and which
are about nobody that any relationship knows, but for the address that stands in them.
"""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from connectors.dynamics.layout import Layout
from connectors.dynamics.odata import TEXTS, Condition, contains, escaped, spaced
from connectors.dynamics.service import Service
from connectors.dynamics.tables import Table
from rightsflow.deeds import Expected
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.likeness import PHONE_TAIL, email_spellings, storable
from rightsflow.needles import Needle, needle


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for, by patterns that let through too much and an expression that decides."""

    case_number: str
    patterns: tuple[str, ...]
    needle: Needle


@dataclass(frozen=True, slots=True)
class Hit:
    """A column of a row that names the person of a case."""

    case_number: str
    table: str
    column: str
    key: str


def sought(expected: Sequence[Expected]) -> list[Sought]:
    """Return what to look for, of those cases of whom nothing may be left."""
    found = []
    for one in expected:
        for identifier in one.identifiers if one.everywhere else ():
            of = needle(identifier)
            if of is not None and storable(identifier.value):
                found.append(Sought(one.case_number, tuple(_patterns(identifier)), of))
    return found


def _patterns(identifier: Identifier) -> Iterator[str]:
    if identifier.kind is IdentifierKind.email:
        yield from sorted({escaped(one.lower()) for one in email_spellings(identifier.value)})
    elif identifier.kind is IdentifierKind.phone:
        yield spaced(identifier.value[-PHONE_TAIL:])
    else:
        yield escaped(identifier.value)


def searched(layout: Layout) -> list[str]:
    """Return the tables that are looked through: those of the map, and those it only ignores."""
    system = layout.system
    ignored = [one for one in system.ignore if one not in system.not_searched]
    return [one for one in dict.fromkeys((*layout.mapped(), *ignored)) if one in layout.tables]


async def hits(service: Service, layout: Layout, wanted: Sequence[Sought]) -> AsyncGenerator[Hit]:
    """Yield what names a person, wherever it stands."""
    for name in searched(layout) if wanted else ():
        table = layout.table(name)
        async with aclosing(_in_table(service, table, _texts(layout, table), wanted)) as found:
            async for hit in found:
                yield hit


async def _in_table(
    service: Service, table: Table, columns: Sequence[str], wanted: Sequence[Sought]
) -> AsyncGenerator[Hit]:
    conditions = _conditions(columns, wanted)
    async with aclosing(service.rows(table, columns, conditions)) as rows:
        async for row in rows:
            for column in columns:
                text = row.get(column)
                for one in wanted if text else ():
                    if one.needle.is_in(str(text)):
                        yield Hit(one.case_number, table.name, column, str(row[table.key]))


def _texts(layout: Layout, table: Table) -> list[str]:
    """Return the columns that hold text; that of a file is no text that could be searched."""
    files = {one.document for one in layout.system.collections.values()}
    return [
        name
        for name, one in table.columns.items()
        if one.kind in TEXTS - {"EntityName"} and name not in files
    ]


def _conditions(columns: Sequence[str], wanted: Sequence[Sought]) -> Iterator[Condition]:
    for pattern in dict.fromkeys(pattern for one in wanted for pattern in one.patterns):
        for column in columns:
            yield contains(column, pattern)
