"""Finding people: Dataverse narrows down, the canonical form decides.

Its collation compares without case and often without accents, so it lets through too much; a phone
it can only be asked for by its digits in order. So each row that comes is compared here.
"""

from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress

from connectors.dynamics.layout import Layout
from connectors.dynamics.odata import TEXTS, Condition, contains, equal, spaced
from connectors.dynamics.service import Service
from rightsflow.canonical import fold
from rightsflow.connector import Located, Subject
from rightsflow.datamap.columns import roots
from rightsflow.datamap.model import Identity
from rightsflow.deeds import Listed
from rightsflow.fates import Record
from rightsflow.law.subject import Identifier, IdentifierKind, Match
from rightsflow.likeness import LIKENESS, PHONE_TAIL, email_spellings, name_pattern, storable
from rightsflow.web.pages import Row

Cases = Mapping[IdentifierKind, Mapping[str, Sequence[str]]]
"""Case numbers by kind and canonical value."""

LISTED = (IdentifierKind.email, IdentifierKind.phone)


async def located(
    service: Service, layout: Layout, subjects: Sequence[Subject]
) -> AsyncGenerator[Located]:
    """Yield the records that carry an identifier of a subject, each once for each case."""
    cases = wanted(subjects)
    for name in roots(layout.system) if cases else ():
        seen: set[tuple[str, str, Identifier]] = set()
        of = layout.system.collections[name]
        # Verified columns first: a match keeps the best that can be said of it.
        identities = sorted(of.identity, key=lambda one: not one.verified)
        columns = [*(one.column for one in identities), *of.name]
        conditions = _conditions(layout, name, identities, cases)
        async with aclosing(service.rows(layout.of(name), columns, conditions)) as rows:
            async for row in rows:
                for found in _matches(layout, name, identities, cases, row):
                    one = (found.case_number, found.match.record, found.match.identifier)
                    if one not in seen:
                        seen.add(one)
                        yield found


async def listed(service: Service, layout: Layout) -> AsyncGenerator[Listed]:
    """Yield every address and phone on every record with identity columns."""
    for name in roots(layout.system):
        table = layout.of(name)
        identities = [one for one in layout.system.collections[name].identity if one.kind in LISTED]
        columns = [one.column for one in identities]
        async with aclosing(service.all_rows(table, columns)) as rows:
            async for row in rows:
                for one in identities:
                    value = _canonical(row, one)
                    if value is not None:
                        record = str(Record(name, str(row[table.key])))
                        yield Listed(record, Identifier(one.kind, value))


def wanted(subjects: Sequence[Subject]) -> Cases:
    """Return who asks for what."""
    cases: dict[IdentifierKind, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject in subjects:
        for one in dict.fromkeys(subject.identifiers):
            if storable(one.value):
                cases[one.kind][one.value].append(subject.case_number)
    return cases


def conditions(column: str, kind: str, identifier: Identifier) -> Iterator[Condition]:
    """Yield conditions that let through every row whose column holds the identifier.

    `kind` is the AttributeType. Raises `ValueError` if a column of this type holds no such thing.
    """
    value = identifier.value
    if identifier.kind is IdentifierKind.email:
        # Case is the collation's; a domain may stand there with or without IDNA.
        for spelling in sorted({one.lower() for one in email_spellings(value)}):
            yield equal(column, spelling, kind)
    elif identifier.kind is IdentifierKind.phone and kind in TEXTS:
        yield contains(column, spaced(value[-PHONE_TAIL:]))
    elif identifier.kind is IdentifierKind.name and kind in TEXTS:
        yield contains(column, name_pattern(value))
    elif identifier.kind is IdentifierKind.pesel:
        for spelling in dict.fromkeys((value, value.lstrip("0"))):
            yield equal(column, spelling, kind)
    elif identifier.kind is IdentifierKind.record:
        yield equal(column, value, kind)


def _conditions(
    layout: Layout, name: str, identities: Sequence[Identity], cases: Cases
) -> Iterator[Condition]:
    for one in identities:
        kind = layout.column(name, one.column).kind
        for value in sorted(cases.get(one.kind, ())):
            with suppress(ValueError):  # what a column cannot hold it does not hold
                yield from conditions(one.column, kind, Identifier(one.kind, value))


def _matches(
    layout: Layout, name: str, identities: Sequence[Identity], cases: Cases, row: Row
) -> Iterator[Located]:
    of = layout.system.collections[name]
    for one in identities:
        value = _canonical(row, one)
        owners = cases.get(one.kind, {}).get(value or "", ())
        for case_number in owners:
            match = Match(
                system=layout.system.system,
                record=str(Record(name, str(row[layout.of(name).key]))),
                identifier=Identifier(one.kind, value or ""),
                certainty=LIKENESS[one.kind].certainty,
                verified=one.verified,
                is_person=of.person,
                name=fold(" ".join(str(row[part]) for part in of.name if row.get(part))),
            )
            yield Located(case_number, match)


def _canonical(row: Row, identity: Identity) -> str | None:
    stored = row.get(identity.column)
    if stored is None or stored == "":
        return None
    return LIKENESS[identity.kind].canonical(str(stored), identity.region)
