"""Who is found: the system narrows down, the canonical form decides here."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from connectors.http.filling import is_askable
from connectors.http.reader import Reader
from connectors.http.requests import VALUE, VALUES, Find
from connectors.http.rows import texts_in
from rightsflow.canonical import fold
from rightsflow.connector import Located, Subject
from rightsflow.datamap.model import Identity
from rightsflow.errors import NeedsPerson
from rightsflow.law.subject import Identifier, IdentifierKind, Match
from rightsflow.likeness import LIKENESS
from rightsflow.web import in_order
from rightsflow.web.following import at
from rightsflow.web.pages import Row

Cases = Mapping[str, Sequence[str]]
"""Case numbers by the canonical value that is looked for."""

_SLASH = (
    "An identifier holds a slash, which many servers take for two parts of an address. Look this "
    "person up by hand, or give the collection a find that puts the value into query or json."
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A row, and by which of its identity columns it is somebody's."""

    row: Row
    identifier: Identifier
    verified: bool


async def located(reader: Reader, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
    """Yield the records of everybody asked about, each once for a case and an identifier."""
    wanted = _wanted(subjects)
    for name, requests in reader.connection.requests.items():
        seen: set[tuple[str, Identifier]] = set()
        for find in requests.find:
            async with aclosing(_hits(reader, name, find, wanted.get(find.by, {}))) as hits:
                async for hit in hits:
                    one = (reader.record(name, hit.row), hit.identifier)
                    if one in seen:
                        continue
                    seen.add(one)
                    match = _match(reader, name, hit)
                    for case_number in wanted[find.by][hit.identifier.value]:
                        yield Located(case_number, match)


async def _hits(reader: Reader, name: str, find: Find, cases: Cases) -> AsyncGenerator[Hit]:
    columns = [one for one in reader.collection(name).identity if one.kind is find.by]
    if not {VALUE, VALUES} & find.places:
        if cases:
            async for row in reader.several(name, find, {}):
                for hit in hits_in(row, columns, cases):
                    yield hit
        return
    _refuse_slashes(find, cases)

    async def ask(values: dict[str, object]) -> list[Hit]:
        found = reader.several(name, find, values)
        return [hit async for row in found for hit in hits_in(row, columns, cases)]

    questions = _questions(find, cases)
    async with aclosing(in_order(ask, questions, at_once=reader.connection.at_once)) as answers:
        async for hits in answers:
            for hit in hits:
                yield hit


def hits_in(row: Row, columns: Iterable[Identity], cases: Cases) -> Iterator[Hit]:
    """Yield by whom a row is meant: its stored identifiers, compared in canonical form."""
    # Verified columns first: a match keeps the best that can be said of it.
    for identity in sorted(columns, key=lambda one: not one.verified):
        for text in texts_in(at(row, identity.column)):
            value = LIKENESS[identity.kind].canonical(text, identity.region)
            if value and value in cases:
                yield Hit(row, Identifier(identity.kind, value), identity.verified)


def _questions(find: Find, cases: Cases) -> Iterator[dict[str, object]]:
    # One that no question can hold must not take the others of its batch along.
    askable = sorted(filter(is_askable, cases))
    spelt = [one for value in askable for one in spellings(find.by, value)]
    if VALUES in find.places:
        for start in range(0, len(spelt), find.at_most):
            yield {VALUES: spelt[start : start + find.at_most]}
    else:
        for one in spelt:
            yield {VALUE: one}


def spellings(kind: IdentifierKind, value: str) -> list[str]:
    """Return the ways in which a canonical value is asked for; stored forms differ."""
    if kind is IdentifierKind.email and "xn--" in value:
        return list(dict.fromkeys([value, _unicode_domain(value)]))
    if kind is IdentifierKind.phone:
        try:
            number = phonenumbers.parse(value)
        except phonenumbers.NumberParseException:
            return [value]
        return [value, value.removeprefix("+"), phonenumbers.national_significant_number(number)]
    return [value]


def _unicode_domain(address: str) -> str:
    try:
        parsed = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return address
    return f"{address.rpartition('@')[0]}@{parsed.domain}"


def _refuse_slashes(find: Find, cases: Cases) -> None:
    if VALUE in find.in_path and any("/" in value for value in cases):
        raise NeedsPerson(_SLASH)


def _wanted(subjects: Sequence[Subject]) -> dict[IdentifierKind, dict[str, list[str]]]:
    """Return cases by what they look for; what is no identifier of its kind is nobody's."""
    wanted: dict[IdentifierKind, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject in subjects:
        for one in dict.fromkeys(subject.identifiers):
            if LIKENESS[one.kind].canonical(one.value, "ZZ"):
                wanted[one.kind][one.value].append(subject.case_number)
    return wanted


def _match(reader: Reader, name: str, hit: Hit) -> Match:
    collection = reader.collection(name)
    parts = [text for column in collection.name for text in texts_in(at(hit.row, column))]
    return Match(
        system=reader.system.system,
        record=reader.record(name, hit.row),
        identifier=hit.identifier,
        certainty=LIKENESS[hit.identifier.kind].certainty,
        verified=hit.verified,
        is_person=collection.person,
        name=fold(" ".join(parts)),
    )
