"""Identifiers in a letter: addresses, telephone numbers, PESEL, names.

All of them are what the writer says. None but the authenticated sender proves anything.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import phonenumbers

from rightsflow.canonical import canonical_email, canonical_phone, fold
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.mail.reading import limits
from rightsflow.mail.reading.folding import fold_text
from rightsflow.mail.reading.lexicon import Lexicon
from rightsflow.mail.reading.model import FoundIdentifier, Where

_ADDRESS: Final = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_NUMBER: Final = re.compile(r"(?<![\w/@.,:-])(\+|\(\+?|00)?\d[\d ().\u00a0/-]{6,20}\d(?![\w@])")
_PESEL: Final = re.compile(r"(?<!\d)\d{11}(?!\d)")
_DATE: Final = re.compile(
    r"(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d"
)
_PHONE_BEFORE: Final = re.compile(
    r"(?:tel\w*|kom|komork\w*|phone\w*|mobil\w*|handy\w*|fon|dzwoni\w*|numer\w* telefonu"
    r"|rufnummer|cell)[\s.:)nror]*$"
)
_OTHER_BEFORE: Final = re.compile(
    r"(?:spraw\w*|umow\w*|faktur\w*|nip|regon|krs|pesel|konto|konta|rachunk\w*|iban|zamowieni\w*|case|order"
    r"|ref\w*|klient\w*|customer|invoice|account|number|id|dowod\w*|paszport\w*|passport|kundennummer"
    r"|rechnung\w*|vorgang\w*|aktenzeichen|bestell\w*|sygn\w*|znak|dsr|ticket|zgloszeni\w*|kandydat\w*)"
    r"[\s.:#(nrumeo]*$"
)
_CONTEXT_CHARS: Final = 30
_NAME_PART: Final = r"[^\W\d_][\w'\u2019-]{0,30}\.?"
_NAME: Final = re.compile(
    rf"{_NAME_PART}(?:[ \t]+(?:(?:von|van|de|der|zu)[ \t]+)?{_NAME_PART}){{1,3}}"
)
_NAME_LINES: Final = 3
"""Lines under a closing in which the name stands."""

_PESEL_WEIGHTS: Final = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
"""Weights of the first ten digits (regulation on the PESEL register, 2015)."""
_MONTHS_IN_CENTURY: Final = 20
_MONTHS: Final = 12
_DAYS: Final = 31
_BASE: Final = 10


def is_pesel(digits: str) -> bool:
    """Say whether the eleven digits are a PESEL: its check digit and the date of birth fit."""
    if len(digits) != len(_PESEL_WEIGHTS) + 1 or not (digits.isascii() and digits.isdigit()):
        return False
    total = sum(int(d) * w for d, w in zip(digits, _PESEL_WEIGHTS, strict=False))
    month = int(digits[2:4]) % _MONTHS_IN_CENTURY
    day = int(digits[4:6])
    fits = (_BASE - total % _BASE) % _BASE == int(digits[-1])
    return fits and 1 <= month <= _MONTHS and 1 <= day <= _DAYS


def find_identifiers(
    text: str, subject: str, author: tuple[str, str] | None, words: Lexicon, region: str
) -> tuple[FoundIdentifier, ...]:
    """Return the identifiers of the author (name, address), the subject, the text; each once.

    `region` is the country of telephone numbers without a country code (ISO 3166, `PL`).
    """
    cut = _signature_at(text, words)
    found: dict[Identifier, Where] = {}
    if author is not None:
        _add(found, _author(author), Where.sender)
    _add(found, _in_text(text[:cut], region), Where.body)
    _add(found, _labelled_names(text, words), Where.body)
    _add(found, _in_text(text[cut:], region), Where.signature)
    _add(found, _signature_name(text[cut:]), Where.signature)
    _add(found, _in_text(subject, region), Where.subject)
    return tuple(FoundIdentifier(identifier, where) for identifier, where in found.items())


def _add(found: dict[Identifier, Where], news: Iterable[Identifier], where: Where) -> None:
    for identifier in news:
        if len(found) >= limits.IDENTIFIERS:
            return
        found.setdefault(identifier, where)


def _author(author: tuple[str, str]) -> Iterator[Identifier]:
    name, address = author
    yield Identifier(IdentifierKind.email, address)
    if "@" not in name and _NAME.fullmatch(name.strip()):
        yield Identifier(IdentifierKind.name, fold(name))


def _in_text(text: str, region: str) -> Iterator[Identifier]:
    yield from _addresses(text)
    for match in islice(_PESEL.finditer(text), limits.CANDIDATES):
        if is_pesel(match.group()):
            yield Identifier(IdentifierKind.pesel, match.group())
    yield from _phones(text, region)


def _addresses(text: str) -> Iterator[Identifier]:
    # Lines without the sign are skipped: the expression would try every word of them.
    lines = (line for line in text.split("\n") if "@" in line) if "@" in text else ()
    matches = (match for line in lines for match in _ADDRESS.finditer(line))
    for match in islice(matches, limits.CANDIDATES):
        address = canonical_email(match.group().strip(".'-"))
        if address:
            yield Identifier(IdentifierKind.email, address)


def _phones(text: str, region: str) -> Iterator[Identifier]:
    for match in islice(_NUMBER.finditer(text), limits.CANDIDATES):
        written = match.group().strip()
        if _DATE.search(written) or is_pesel(written):
            continue
        before = fold_text(text[max(0, match.start() - _CONTEXT_CHARS) : match.start()])
        is_marked = written.startswith(("+", "(+", "00")) or _PHONE_BEFORE.search(before)
        if is_marked or not _OTHER_BEFORE.search(before):
            number = _valid_phone(written, region)
            if number:
                yield Identifier(IdentifierKind.phone, number)


def _valid_phone(written: str, region: str) -> str | None:
    canonical = canonical_phone(written, region)
    if canonical is None:
        return None
    try:
        parsed = phonenumbers.parse(canonical, None)
    except phonenumbers.NumberParseException:
        return None
    return canonical if phonenumbers.is_valid_number(parsed) else None


def _signature_at(text: str, words: Lexicon) -> int:
    """Return where the closing of the letter begins; its length where there is none."""
    at = len(text)
    offset = 0
    for line in text.split("\n"):
        bare = fold_text(line.strip())
        if bare in {"--", "—", "-"} or words.closing.fullmatch(bare.strip(" ,.!;:")):
            at = offset
        offset += len(line) + 1
    return at


def _labelled_names(text: str, words: Lexicon) -> Iterator[Identifier]:
    """Yield names after a label ("Imię i nazwisko: …", "nazywam się …")."""
    for line in text.split("\n")[: limits.BODY_LINES]:
        label = words.name_label.match(fold_text(line.lstrip(" *-•>\t")))
        if label is None:
            continue
        rest = line.lstrip(" *-•>\t")[label.end() :].lstrip(" :\t")
        name = _NAME.match(rest)
        if name and _is_name(name.group()):
            yield Identifier(IdentifierKind.name, fold(name.group().rstrip(".")))


def _signature_name(signature: str) -> Iterator[Identifier]:
    """Yield the name in the first lines under the closing."""
    lines = [line.strip(" ,.*_-\t") for line in signature.split("\n")[1:] if line.strip()]
    for line in lines[:_NAME_LINES]:
        if _NAME.fullmatch(line) and _is_name(line):
            yield Identifier(IdentifierKind.name, fold(line))
            return


def _is_name(text: str) -> bool:
    parts = text.split()
    return parts[0][0].isupper() and parts[-1][0].isupper() and "xxx" not in text.lower()
