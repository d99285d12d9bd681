"""The one place where a value becomes part of a question: typed, quoted, and bounded in length.

A quotation mark in an address that is not doubled ends the text there, and what follows is read as
part of the question: `x' or 'a' eq 'a` would give everybody. So nothing else writes a filter or an
address. Blanks are %20, for a plus sign may mean itself. Sources: OData 4.01 URL Conventions
5.1.1.14; Microsoft, "Filter rows by using OData".
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import TypeAlias
from urllib.parse import quote
from uuid import UUID

from rightsflow.deeds import Value

LOOKUPS = frozenset({"Lookup", "Customer", "Owner"})
GUIDS = LOOKUPS | {"Uniqueidentifier"}
WHOLE = frozenset({"Integer", "BigInt", "Picklist", "State", "Status"})
TEXTS = frozenset({"String", "Memo", "EntityName"})

LONGEST = 6_000
"""Characters of one filter once it is encoded; Microsoft takes addresses of 32 KB."""

MOST_CONDITIONS = 100
"""In one filter; Dataverse takes 500 in a query, its links to other tables included."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

Condition: TypeAlias = str
"""Part of a filter, made here."""


def literal(value: Value, kind: str) -> str:
    """Return a value as a filter has it; `kind` is the column's AttributeType.

    Raises `ValueError` if the column can hold no such value: then no row holds it.
    """
    if value is None:
        return "null"
    if kind in GUIDS:
        return str(UUID(str(value)))
    if kind in WHOLE:
        return str(int(value))
    if kind == "Boolean" and isinstance(value, bool):
        return "true" if value else "false"
    if kind in TEXTS:
        return _quoted(str(value))
    message = f"columns of type {kind} are not compared"
    raise ValueError(message)


def equal(column: str, value: Value, kind: str) -> Condition:
    """Return the condition that a column holds a value; raises `ValueError` as `literal`."""
    return f"{_named(column)} eq {literal(value, kind)}"


def contains(column: str, pattern: str) -> Condition:
    """Return the condition that a text column contains a pattern; see `escaped` and `spaced`."""
    return f"contains({_named(column)},{_quoted(pattern)})"


def escaped(text: str) -> str:
    """Return a text as a pattern that means itself: `%`, `_` and `[` are wildcards."""
    return re.sub(r"[%_\[]", lambda found: f"[{found[0]}]", text)


def spaced(digits: str) -> str:
    """Return a pattern of digits between which anything may stand."""
    return "%".join(one for one in digits if one.isdecimal())


def all_of(conditions: Iterable[Condition]) -> Condition:
    """Return the condition that all of them hold."""
    return f"({' and '.join(conditions)})"


def filters(conditions: Iterable[Condition]) -> Iterator[str]:
    """Yield filters that let through what meets one of the conditions, none of them too long."""
    some: list[Condition] = []
    length = 0
    for condition in dict.fromkeys(conditions):
        more = len(quote(condition, safe="")) + len("%20or%20")
        if some and (length + more > LONGEST or len(some) == MOST_CONDITIONS):
            yield " or ".join(some)
            some, length = [], 0
        some.append(condition)
        length += more
    if some:
        yield " or ".join(some)


def address(path: str, *options: tuple[str, str]) -> str:
    """Return a path with its query options, percent-encoded."""
    encoded = (f"{name}={quote(value, safe=',')}" for name, value in options)
    return f"{path}?{'&'.join(encoded)}"


def in_bin(table: str, key: str, column: str, values: Iterable[str]) -> str:
    """Return FetchXML that asks the recycle bin for rows whose column holds one of the values.

    OData cannot ask it (Microsoft, "Restore deleted records with code").
    """
    wanted = "".join(f"<value>{escape(value)}</value>" for value in values)
    return (
        f"<fetch datasource='bin'><entity name='{_named(table)}'>"
        f"<attribute name='{_named(key)}'/><attribute name='{_named(column)}'/>"
        f"<filter><condition attribute='{_named(column)}' operator='in'>{wanted}</condition>"
        "</filter></entity></fetch>"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _named(column: str) -> str:
    if not _NAME.fullmatch(column):
        message = "no name of a column"
        raise ValueError(message)
    return column
