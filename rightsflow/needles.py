"""An address or number as part of a longer text: a log line, a note, an old value, a URL.

A pattern lets a database narrow down; here it is decided whether the text really names the
person. `ab@example.com` is no part of `aab@example.com`, nor of `ab@example.com.example.org`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import unquote

import phonenumbers

from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.likeness import PESEL_DIGITS, email_spellings

SEARCHED = frozenset({IdentifierKind.email, IdentifierKind.phone, IdentifierKind.pesel})
"""What is looked for inside texts: a name alone is many people's."""

_BETWEEN = r"[ \u00a0./()\-]*"
"""What may stand between the digits of a telephone number."""

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True, slots=True)
class Needle:
    """What is looked for: patterns for `LIKE` that let through too much, and what decides."""

    patterns: tuple[str, ...]
    decides: re.Pattern[str]

    def is_in(self, text: str) -> bool:
        """Tell whether a text names it, also where it is escaped as in JSON or in a URL."""
        return any(self.decides.search(one) for one in _readings(text))


def needle(identifier: Identifier) -> Needle | None:
    """Return what to look for; None if this kind of identifier is not looked for in texts."""
    if identifier.kind is IdentifierKind.email:
        return _email(identifier.value)
    if identifier.kind is IdentifierKind.phone:
        return _phone(identifier.value)
    if identifier.kind is IdentifierKind.pesel and len(identifier.value) == PESEL_DIGITS:
        return Needle((f"%{identifier.value}%",), re.compile(rf"(?<!\d){identifier.value}(?!\d)"))
    return None


def _readings(text: str) -> Iterable[str]:
    """Yield a text in lower case, as it stands and with its escapes read."""
    plain = normalize("NFC", text).lower()
    yield plain
    read = plain
    if "\\u" in read:
        read = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), read)
    if "%" in read:
        read = unquote(read)
    if read != plain:
        yield normalize("NFC", read).lower()


def _email(address: str) -> Needle:
    forms = sorted({normalize("NFC", form).lower() for form in email_spellings(address)})
    either = "|".join(map(re.escape, forms))
    # A quotation mark before it belongs to the address only after a letter: o'ann@example.com.
    before = r"(?<![\w.+%\-])(?<!\w')"
    return Needle(
        tuple(sorted({_letters(form) for form in forms})),
        re.compile(rf"{before}(?:{either})(?![^\W_]|-|\.[^\W_])"),
    )


def _letters(form: str) -> str:
    """Return a pattern of the ASCII letters and digits alone: all else may be written otherwise."""
    return f"%{'%'.join(re.findall('[a-z0-9]+', form))}%"


def _phone(number: str) -> Needle | None:
    """Return a number in E.164 with and without its country code, however it is grouped."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    national = phonenumbers.national_significant_number(parsed)
    code = rf"(?:(?:\+|00)?{_spaced(str(parsed.country_code))}{_BETWEEN})?0?{_BETWEEN}"
    return Needle(
        (f"%{'%'.join(national)}%",),
        re.compile(rf"(?<!\d){code}{_spaced(national)}(?!\d)"),
    )


def _spaced(digits: str) -> str:
    return _BETWEEN.join(digits)
