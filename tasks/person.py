"""Reading back who a case is about, and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.subject import Certainty, Identifier, IdentifierKind, Match
from rightsflow.register import cases
from rightsflow.register.cases import Case
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


def records_by_system(matches: Sequence[Match]) -> Mapping[str, list[str]]:
    """Return the records of matches by system, each once, in a fixed order."""
    found: dict[str, list[str]] = {}
    for match in matches:
        records = found.setdefault(match.system, [])
        if match.record not in records:
            records.append(match.record)
    return {system: sorted(records) for system, records in sorted(found.items())}
