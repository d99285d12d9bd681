"""What a letter claims beside its own address: a case of its own, in which no stranger is told.

Whoever writes from an address that is on file nowhere gets one answer, about that address. What
else the letter names is looked for in a second case that has no writer: it can only end in a
question to an address on file, with a person, or in silence. It is opened whether or not anything
is found, so that neither letters nor case numbers tell a stranger who is on file (EDPB Guidelines
01/2022, paragraphs 63 to 65: no disclosure by the way a request is handled).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.subject import IdentifierKind
from rightsflow.register import case_requests, cases
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case
from rightsflow.register.journal import Entry, note
from rightsflow.register.requester import Requester, StoredIdentifier
from rightsflow.register.sealed import lock, unlock
from tasks.desk import Desk
from tasks.newcases import Opening, begin, narrow, open_cases
from tasks.person import Person, details_of, keep_requester, person_within

_EVIDENCE = "request.evidence"


def claimed_by(who: Requester) -> tuple[StoredIdentifier, ...]:
    """Return what a letter names that could lead to somebody else; a name alone leads to nobody."""
    named = (one for one in who.identifiers if one.value != who.address)
    return tuple(one for one in named if one.kind is not IdentifierKind.name)


def claims_something(person: Person) -> bool:
    """Say whether a letter names more than its own address, and nobody has confirmed its writer."""
    who = person.requester
    return bool(who.address and who.replied_from is None and (who.claims_in or claimed_by(who)))


def writer_alone(person: Person) -> Person:
    """Return the person as known by the own address and by name, without what was claimed."""
    who = person.requester
    claimed = claimed_by(who)
    own = tuple(one for one in who.identifiers if one not in claimed)
    return replace(person, requester=who.model_copy(update={"identifiers": own}))


async def author_of(connection: AsyncConnection, at: Desk, person: Person) -> Person:
    """Return whose letter a case stands for: where it has only what was claimed, the claimant."""
    number = person.requester.claimed_in
    case = await cases.by_number(connection, number) if number else None
    return await person_within(connection, at, case) if case else person


async def writers_of(at: Desk, people: Mapping[int, Person]) -> dict[int, str]:
    """Return from which address each letter came, also where a case has only what it claims."""
    async with at.register.read() as connection:
        authors = {key: await author_of(connection, at, one) for key, one in people.items()}
    return {key: one.requester.address for key, one in authors.items() if one.requester.address}


async def make_keys(at: Desk, people: Sequence[Person]) -> None:
    """Make the keys of the cases that may be opened; harmless to repeat."""
    await at.keyring.make([_scope(one.case) for one in people], at.now())


async def open_claims(
    connection: AsyncConnection, at: Desk, judged: Sequence[tuple[Person, int]]
) -> None:
    """Look for what is claimed, for requests of writers who are not on file, in cases of its own.

    The caller holds the rows of the cases. A case has one such case, however many rights it asks.
    """
    wanted: dict[int, tuple[Person, set[int]]] = {}
    for person, request_id in judged:
        wanted.setdefault(person.case.id, (person, set()))[1].add(request_id)
    for person, request_ids in wanted.values():
        asked = (await case_requests.requests_of(connection, [person.case.id]))[person.case.id]
        mine = [one for one in asked if one.id in request_ids]
        writer = await person_within(connection, at, person.case)
        claims = await _case_of(connection, at, writer)
        await _ask(connection, at, writer, claims, mine)


async def _case_of(connection: AsyncConnection, at: Desk, writer: Person) -> Case:
    """Return the case of the claims; a new one takes them out of the writer's own."""
    who, own = writer.requester, writer.case
    if who.claims_in:
        known = await cases.by_number(connection, who.claims_in)
        if known is not None:
            return known
    opening = Opening(
        key=await at.keyring.key(_scope(own)),
        key_scope=_scope(own),
        channel=own.channel,
        language=own.language,
        received_at=own.received_at,
        requester=Requester(
            address=None,
            name=who.name,
            identifiers=tuple(one for one in who.identifiers if one.value != who.address),
            claimed_in=own.number,
        ),
        rights=(),
    )
    (claims,) = await open_cases(connection, at, [opening])
    left = writer_alone(writer).requester.model_copy(update={"claims_in": claims.number})
    await keep_requester(connection, writer, left)
    entries = [
        Entry(own.id, "claims_opened", {"case": claims.number}),
        Entry(claims.id, "claimed_in", {"case": own.number}),
    ]
    await note(connection, entries, at.now())
    return claims


async def _ask(
    connection: AsyncConnection, at: Desk, writer: Person, claims: Case, asked: Sequence[Request]
) -> None:
    """Ask for the same rights in the case of the claims, from the same day; each once."""
    there = {
        one.right for one in (await case_requests.requests_of(connection, [claims.id]))[claims.id]
    }
    fresh = [one for one in asked if one.right not in there]
    key = await at.keyring.key(claims.key_scope)
    known = dict(await case_requests.evidence_of(connection, writer.case.id))
    rows = [
        (
            claims, one.right, one.received_at, one.due_on,
            lock(key, _EVIDENCE, claims.number,
                 unlock(writer.key, _EVIDENCE, writer.case.number, known[one.right]))
            if one.right in known else None,
        )
        for one in fresh
    ]  # fmt: skip
    marketing = [claims.id] if any(one.marketing for one in fresh) else []
    added = await case_requests.add_requests(connection, rows, marketing=marketing)
    said = await details_of(connection, {one.id: writer for one in fresh})
    purposes = {one.right: said[one.id].purposes for one in fresh if said[one.id].purposes}
    await narrow(connection, claims, key, added, purposes)
    await begin(connection, at, added, set())


def _scope(case: Case) -> str:
    return f"C-{case.number}"
