"""Finding by identifier: the database narrows down, the canonical form decides.

A database compares too widely (accents and trailing blanks on MariaDB) or too narrowly
(letter case on PostgreSQL, non-ASCII letters on SQLite). So the condition given to it lets
through more than is wanted, and each row is compared here. `LIKE` never decides: `_` is
legal in an address.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import product
from unicodedata import normalize

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, Enum, String, Text, cast, func, or_

from rightsflow.canonical import canonical_email, canonical_phone, fold
from rightsflow.law.subject import Certainty, IdentifierKind

PHONE_TAIL = 7
"""Digits compared by the database: the shortest numbers that are still told apart (8 in Denmark)
may stand without their country code."""

PESEL_DIGITS = 11
"""Length of the Polish personal number; as a whole number it has lost its leading zeros."""

MOST_LETTERS = 6
"""Letters outside ASCII of which every mix of cases is looked for: 64 spellings."""

_SEPARATORS = " \u00a0-./()"


@dataclass(frozen=True, slots=True)
class Matcher:
    """How one kind of identifier is looked for.

    `canonical` takes a stored text and the region of the map; None: it is no such identifier.
    """

    narrow: Callable[[ColumnElement[str], list[str]], ColumnElement[bool]]
    canonical: Callable[[str, str], str | None]
    certainty: Certainty


def as_text(column: ColumnElement[object]) -> ColumnElement[str]:
    """Return the column as text, whatever its type."""
    if isinstance(column.type, String) and not isinstance(column.type, Enum):
        return column  # type: ignore[return-value]
    return cast(column, Text)


def storable(value: str) -> bool:
    """Tell whether a database can hold the text; what it cannot hold it does not hold."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def _lowered(column: ColumnElement[str]) -> ColumnElement[str]:
    return func.lower(func.trim(column))


def email_spellings(address: str) -> set[str]:
    """Return what `lower(trim(...))` may make of the stored forms of a canonical address.

    Composed and decomposed, the domain with and without IDNA; and because `lower` leaves
    letters outside ASCII alone on SQLite and under the C locale, each of them in both cases.
    """
    forms = {address}
    if "@xn--" in address or ".xn--" in address:
        forms.add(_with_unicode_domain(address))
    return {spelling for form in forms for spelling in _cases(form)} | {
        normalize("NFD", form) for form in forms
    }


def _with_unicode_domain(address: str) -> str:
    try:
        parsed = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return address
    return f"{address.rpartition('@')[0]}@{parsed.domain}"


def _cases(form: str) -> Iterable[str]:
    letters = [_both(letter) for letter in form]
    if sum(len(both) > 1 for both in letters) > MOST_LETTERS:
        return (form, "".join(both[-1] for both in letters))
    return ("".join(spelling) for spelling in product(*letters))


def _both(letter: str) -> tuple[str, ...]:
    upper = letter.upper()
    return (letter,) if letter.isascii() or upper == letter else (letter, upper)


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


def name_pattern(folded: str) -> str:
    """Return a pattern that lets through every spelling of a folded name, and others besides.

    Only b, f, j, k, m, p, q, v, w and x stay: any other letter may carry a mark, or be two.
    """
    return re.sub(r"[^bfjkmpqvwx]+", "%", f" {folded} ")


def _same(column: ColumnElement[str], wanted: list[str]) -> ColumnElement[bool]:
    return func.trim(column).in_(wanted)


def _canonical_pesel(text: str, _: str) -> str | None:
    digits = "".join(text.split())
    return digits.zfill(PESEL_DIGITS) if digits.isdecimal() else None


MATCHERS = {
    IdentifierKind.email: Matcher(_email, lambda text, _: canonical_email(text), Certainty.exact),
    IdentifierKind.pesel: Matcher(_pesel, _canonical_pesel, Certainty.exact),
    IdentifierKind.phone: Matcher(_phone, canonical_phone, Certainty.candidate),
    IdentifierKind.name: Matcher(_name, lambda text, _: fold(text), Certainty.candidate),
    IdentifierKind.record: Matcher(_same, lambda text, _: text.strip(), Certainty.candidate),
}
"""A telephone is shared and passed on, a name is common: neither is ever more than a candidate."""
