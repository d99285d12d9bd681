"""Finding by identifier: the database narrows down, the canonical form decides.

A database compares too widely (accents and trailing blanks on MariaDB) or too narrowly
(letter case on PostgreSQL, non-ASCII letters on SQLite). So the condition given to it lets
through more than is wanted, and each row is compared here. `LIKE` never decides: `_` is
legal in an address.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import TypeAlias

from sqlalchemy import ColumnElement, Enum, String, Text, cast, func, or_

from rightsflow.law.subject import IdentifierKind
from rightsflow.likeness import PHONE_TAIL, email_spellings, name_pattern

_SEPARATORS = " \u00a0-./()"


Narrow: TypeAlias = Callable[[ColumnElement[str], list[str]], ColumnElement[bool]]
"""Takes a column and canonical identifiers; returns a condition that lets through too much."""


def as_text(column: ColumnElement[object]) -> ColumnElement[str]:
    """Return the column as text, whatever its type."""
    if isinstance(column.type, String) and not isinstance(column.type, Enum):
        return column  # type: ignore[return-value]
    return cast(column, Text)


def _lowered(column: ColumnElement[str]) -> ColumnElement[str]:
    return func.lower(func.trim(column))


def _email(column: ColumnElement[str], wanted: list[str]) -> ColumnElement[bool]:
    spellings = sorted({spelling for value in wanted for spelling in email_spellings(value)})
    return _lowered(column).in_(spellings)


def _phone(column: ColumnElement[str], wanted: list[str]) -> ColumnElement[bool]:
    digits = reduce(lambda text, mark: func.replace(text, mark, ""), _SEPARATORS, column)
    tails = sorted({value[-PHONE_TAIL:] for value in wanted})
    return func.substr(digits, func.length(digits) - PHONE_TAIL + 1).in_(tails)


def _pesel(column: ColumnElement[str], wanted: list[str]) -> ColumnElement[bool]:
    return func.trim(column).in_(sorted({*wanted, *(value.lstrip("0") for value in wanted)}))


def _name(column: ColumnElement[str], wanted: list[str]) -> ColumnElement[bool]:
    return or_(*(func.lower(column).like(pattern) for pattern in map(name_pattern, wanted)))


def _same(column: ColumnElement[str], wanted: list[str]) -> ColumnElement[bool]:
    return func.trim(column).in_(wanted)


NARROW: Mapping[IdentifierKind, Narrow] = {
    IdentifierKind.email: _email,
    IdentifierKind.pesel: _pesel,
    IdentifierKind.phone: _phone,
    IdentifierKind.name: _name,
    IdentifierKind.record: _same,
}
"""How each kind of identifier is looked for; `rightsflow.likeness` decides on what is found."""
