"""Reading back who a case is about, and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.subject import Certainty, Identifier, IdentifierKind, Match
from rightsflow.register import cases, details, results
from rightsflow.register.cases import Case
from rightsflow.register.details import Details
from rightsflow.register.requester import Requester
from rightsflow.register.sealed import lock, unlock
from tasks.desk import Desk


@dataclass(frozen=True, slots=True)
class Person:
    """A case with its key and its requester, unsealed for one step."""

    case: Case
    key: bytes
    requester: Requester
    secret: str | None


async def people_of(at: Desk, case_ids: Sequence[int]) -> dict[int, Person]:
    """Unseal the requesters of cases; raises `Damaged` if a key is gone."""
    async with at.register.read() as connection:
        known = await cases.by_ids(connection, case_ids)
        sealed = await cases.sealed_of(connection, case_ids)
    keys = await at.keyring.keys([case.key_scope for case in known.values()])
    return {key: _person(case, keys[case.key_scope], sealed[key]) for key, case in known.items()}


def _person(case: Case, key: bytes, sealed: Row[Any]) -> Person:
    stored = unlock(key, "case.requester", case.number, sealed.sealed_requester)
    secret = (
        unlock(key, "case.secret", case.number, sealed.sealed_secret)
        if sealed.sealed_secret
        else None
    )
    return Person(case, key, Requester.model_validate(stored), secret)


async def keep_secret(connection: AsyncConnection, person: Person, secret: str) -> None:
    """Store the passphrase of a copy, sealed under the key of the case."""
    sealed = lock(person.key, "case.secret", person.case.number, secret)
    await cases.set_secret(connection, person.case.id, sealed)


def pack_matches(matches: Sequence[Match]) -> list[list[Any]]:
    """Return matches as JSON values, for sealing."""
    return [
        [m.record, m.identifier.kind, m.identifier.value, m.certainty, m.verified, m.is_person,
         m.name]
        for m in matches
    ]  # fmt: skip


def unpack_matches(system: str, packed: Sequence[Sequence[Any]]) -> list[Match]:
    """Return the matches that `pack_matches` packed."""
    return [
        Match(
            system=system,
            record=record,
            identifier=Identifier(IdentifierKind(kind), value),
            certainty=Certainty(certainty),
            verified=verified,
            is_person=is_person,
            name=name,
        )
        for record, kind, value, certainty, verified, is_person, name in packed
    ]


async def person_within(connection: AsyncConnection, at: Desk, case: Case) -> Person:
    """Unseal who a case is about as the caller's own transaction sees it."""
    sealed = (await cases.sealed_of(connection, [case.id]))[case.id]
    return _person(case, await at.keyring.key(case.key_scope), sealed)


async def details_of(
    connection: AsyncConnection, owners: Mapping[int, Person]
) -> dict[int, Details]:
    """Return what exactly each request asks for; `owners` says whose each is."""
    keys = {key: (one.key, one.case.number) for key, one in owners.items()}
    return await details.of_requests(connection, keys)


async def matches_of(
    connection: AsyncConnection, asked: Mapping[int, Person]
) -> dict[int, list[Match]]:
    """Return what the systems found for requests, in a fixed order; `asked` says whose each is."""
    found = await results.found_for(connection, list(asked))
    return {
        key: [match for row in rows for match in _unsealed(asked[key], row)]
        for key, rows in found.items()
    }


def _unsealed(person: Person, row: Any) -> list[Match]:  # noqa: ANN401 - a row of `finding`
    if not row.sealed_matches:
        return []
    packed = unlock(person.key, "finding.matches", person.case.number, row.sealed_matches)
    return unpack_matches(row.system, packed)


async def keep_requester(connection: AsyncConnection, person: Person, requester: Requester) -> None:
    """Store what is now known of who wrote."""
    sealed = lock(
        person.key, "case.requester", person.case.number, requester.model_dump(mode="json")
    )
    await cases.introduce(connection, [(person.case, sealed)])


def records_by_system(matches: Sequence[Match]) -> Mapping[str, list[str]]:
    """Return the records of matches by system, each once, in a fixed order."""
    found: dict[str, list[str]] = {}
    for match in matches:
        records = found.setdefault(match.system, [])
        if match.record not in records:
            records.append(match.record)
    return {system: sorted(records) for system, records in sorted(found.items())}
