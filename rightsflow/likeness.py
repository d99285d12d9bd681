"""When a stored text is the identifier that is looked for, and how sure that makes it.

A system only narrows down, by whatever it takes for equal; the canonical form decides, here.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from unicodedata import normalize

from email_validator import EmailNotValidError, validate_email

from rightsflow.canonical import canonical_email, canonical_phone, fold
from rightsflow.law.subject import Certainty, IdentifierKind

PHONE_TAIL = 7
"""Digits compared by the database: the shortest numbers that are still told apart (8 in Denmark)
may stand without their country code."""

PESEL_DIGITS = 11
"""Length of the Polish personal number; as a whole number it has lost its leading zeros."""

MOST_LETTERS = 6
"""Letters outside ASCII of which every mix of cases is looked for: 64 spellings."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a stored text of one kind is compared.

    `canonical` takes a stored text and the region of the map; None: it is no such identifier.
    """

    canonical: Callable[[str, str], str | None]
    certainty: Certainty


def storable(value: str) -> bool:
    """Tell whether a database can hold the text; what it cannot hold it does not hold."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


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


def _canonical_pesel(text: str, _: str) -> str | None:
    digits = "".join(text.split())
    return digits.zfill(PESEL_DIGITS) if digits.isdecimal() else None


def name_pattern(folded: str) -> str:
    """Return a pattern that lets through every spelling of a folded name, and others besides.

    Only b, f, j, k, m, p, q, v, w and x stay: any other letter may carry a mark, or be two.
    """
    return re.sub(r"[^bfjkmpqvwx]+", "%", f" {folded} ")


LIKENESS: Mapping[IdentifierKind, Likeness] = {
    IdentifierKind.email: Likeness(lambda text, _: canonical_email(text), Certainty.exact),
    IdentifierKind.pesel: Likeness(_canonical_pesel, Certainty.exact),
    IdentifierKind.phone: Likeness(canonical_phone, Certainty.candidate),
    IdentifierKind.name: Likeness(lambda text, _: fold(text), Certainty.candidate),
    IdentifierKind.record: Likeness(lambda text, _: text.strip(), Certainty.candidate),
}
"""A telephone is shared and passed on, a name is common: neither is ever more than a candidate."""
