"""Canonical forms of identifiers: two spellings of one address compare equal.

Databases compare addresses too widely (accents, trailing blanks) or too narrowly (case), so
a match is decided here and never by a collation.
"""

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
"""The common form, decided without the full grammar of RFC 5322: it is met a million times."""

_BARRED = str.maketrans("łŁøØđĐ", "lLoOdD")
"""Letters whose bar is no combining mark, so that NFKD leaves it on."""


def canonical_email(text: str) -> str | None:
    """Return the address in lower case, NFC, its domain as an IDNA A-label; None if it is none.

    Source: RFC 5321 2.4 makes local parts case-sensitive in theory; no system met in practice
    gives two people addresses that differ by case alone.
    """
    plain = unicodedata.normalize("NFC", text.strip())
    if plain.isascii() and _PLAIN_ADDRESS.fullmatch(plain):
        return plain.lower()
    try:
        parsed = validate_email(plain, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return f"{parsed.local_part.lower()}@{parsed.ascii_domain or parsed.domain}"


def domain_of(address: str) -> str:
    """Return what stands behind the last @ of an address, as it is written."""
    return address.rpartition("@")[2]


def canonical_phone(text: str, region: str = "PL") -> str | None:
    """Return the number in E.164 (`+48600111222`); None if it is no valid number."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, blanks collapsed.

    For comparing names and finding stems; never for deciding that two addresses are one.
    """
    # Decomposed first: compatibility forms such as small capitals have no case of their own.
    lowered = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c)
    )
    return " ".join(bare.translate(_BARRED).split())
