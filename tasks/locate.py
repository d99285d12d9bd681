"""Asking a system what it holds: one question for the whole batch."""

from collections.abc import Mapping, Sequence
from contextlib import aclosing

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.connector import Subject
from rightsflow.law.proof import stops_at_once as stops
from rightsflow.law.right import AskedRight
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind, Match
from rightsflow.law.suppression import EVERYTHING
from rightsflow.register import case_requests, cases, results, work
from rightsflow.register.journal import Entry, note
from rightsflow.register.results import Found
from rightsflow.register.sealed import lock
from rightsflow.register.types import Step
from rightsflow.register.work import Item
from tasks.batches import claimed, finish, in_halves
from tasks.desk import Desk, desk
from tasks.guard import located
from tasks.kit import verb
from tasks.outliving import forbid_marketing
from tasks.person import Person, matches_of, pack_matches, people_of
from tasks.stop import go_on, records_of_writer, stopped_by_colleague


@verb("locate in {system}")
async def locate(system: str, only: tuple[int, ...] | None = None) -> int:
    """Ask one system about the next batch of people; return how many."""
    at = desk()
    items = await claimed(at, Step.locate, system, only)

    async def attempt(part: Sequence[Item]) -> None:
        await _ask(at, system, part)

    if items:
        await in_halves(at, items, attempt)
        at.progress("asked", len(items))
    return len(items)


async def _ask(at: Desk, system: str, items: Sequence[Item]) -> None:
    people = await people_of(at, [item.case_id for item in items])
    subjects = [
        Subject(person.case.number, person.requester.known_by) for person in people.values()
    ]
    matches: dict[str, list[Match]] = {subject.case_number: [] for subject in subjects}
    async with aclosing(located(at.connectors[system], subjects)) as found:
        async for one in found:
            matches[one.case_number].append(one.match)
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        ours = await finish(connection, at, items)
        mine = [item for item in items if item.id in ours]
        await _record(connection, at, system, mine, people, matches)


async def _record(
    connection: AsyncConnection,
    at: Desk,
    system: str,
    items: Sequence[Item],
    people: dict[int, Person],
    matches: dict[str, list[Match]],
) -> None:
    now, found, entries = at.now(), [], []
    for item in items:
        person = people[item.case_id]
        here = matches[person.case.number]
        exact = sum(match.certainty is Certainty.exact for match in here)
        sealed = (
            lock(person.key, "finding.matches", person.case.number, pack_matches(here))
            if here
            else None
        )
        found.append(Found(item.case_id, item.request_id, system, exact, len(here) - exact, sealed))
        entries.append(
            Entry(
                item.case_id,
                "asked",
                {"system": system, "exact": exact, "candidates": len(here) - exact},
            )
        )
    await results.record_found(connection, found, now)
    await note(connection, entries, now)
    await _stop_at_once(connection, at, system, items, people)
    await go_on(connection, [item.case_id for item in items])


async def _stop_at_once(
    connection: AsyncConnection,
    at: Desk,
    system: str,
    items: Sequence[Item],
    people: Mapping[int, Person],
) -> None:
    """Have the system stop what waits for nobody, and colleagues where no program reaches.

    It waits for no other system: one that is away keeps nobody on a mailing list.
    """
    cases_here = list({item.case_id for item in items})
    asked = await case_requests.requests_of(connection, cases_here)
    right = {one.id: one.asked for of in asked.values() for one in of}
    stopping = {
        item.request_id: people[item.case_id]
        for item in items
        if item.request_id in right and stops(right[item.request_id])
    }
    found = await matches_of(connection, stopping)
    wanted = [
        (person.case.id, key, place)
        for key, person in stopping.items()
        for place in at.systems
        if (place == system and records_of_writer(person, found[key], system))
        or (person.requester.address and stopped_by_colleague(at, place, right[key]))
    ]
    await work.add(connection, wanted, Step.stop)
    for key, person in stopping.items():
        if right[key] is AskedRight.marketing_objection and person.requester.address:
            own = Identifier(IdentifierKind.email, person.requester.address)
            await forbid_marketing(connection, at, [own], [EVERYTHING])
