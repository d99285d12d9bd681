"""Copies of what may name other people: held for a person who looks, made once that is decided.

Sources: Articles 15(4) and 20(4) GDPR, recital 63. A field of the data map that may name others is
in no copy before somebody has looked at it (`rightsflow.law.third_persons`).
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.copy.findings import read_findings
from rightsflow.copy.others import Waiting, held_back, needing_release
from rightsflow.law.action import Action
from rightsflow.law.ground import Treatment
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.law.third_persons import Chosen
from rightsflow.letters.staff.facts import OthersFact
from rightsflow.register import case_requests, details, holds, results, waiting, work
from rightsflow.register.case_requests import Request
from rightsflow.register.holds import Hold
from rightsflow.register.plans import actions_in
from rightsflow.register.types import ItemState, Step
from rightsflow.register.waiting import OpenHold
from tasks.approval import approver_answers_by
from tasks.desk import Desk
from tasks.person import Person, details_of
from tasks.planning import plan_of
from tasks.titles import field_title


async def begin_files(
    connection: AsyncConnection,
    at: Desk,
    people: Mapping[int, Person],
    ready: Sequence[tuple[int, int]],
) -> None:
    """Begin the copies of (case, request) pairs; those that may name others wait for a person."""
    concerned = {case: people[case] for case, _ in ready}
    undecided = await _undecided(connection, at, concerned, [request for _, request in ready])
    begun = [(case, request, "") for case, request in ready if request not in undecided]
    await work.add(connection, begun, Step.assemble)
    new = [
        Hold(
            one.case_id, HoldKind.third_persons, approver_answers_by(at, one.due_on),
            reasons=(one.right,),
        )
        for one in undecided.values()
    ]  # fmt: skip
    await holds.open_holds(connection, new, at.now())


async def _undecided(
    connection: AsyncConnection, at: Desk, people: Mapping[int, Person], request_ids: Sequence[int]
) -> dict[int, Request]:
    """Return the requests of which something may name others, and nobody has decided on it."""
    looks = at.settings.decisions.look_at_others and held_back(at.systems)
    if not request_ids or not looks:
        return {}
    asked = await case_requests.requests_of(connection, list(people))
    ready = {one.id: one for of in asked.values() for one in of if one.id in request_ids}
    found = await found_in(connection, at, people, list(ready.values()))
    owners = {key: people[one.case_id] for key, one in ready.items() if found[key]}
    said = await details_of(connection, owners)
    return {key: ready[key] for key, known in said.items() if known.others is None}


async def found_in(
    connection: AsyncConnection,
    at: Desk,
    people: Mapping[int, Person],
    requests: Sequence[Request],
) -> dict[int, list[Waiting]]:
    """Return what was gathered for requests and may name others, by request."""
    receipts = await results.receipts_of(connection, list(people), Step.gather)
    found = {}
    for one in requests:
        counts = {
            row.system: row.counts for row in receipts[one.case_id] if row.request_id == one.id
        }
        held = needing_release(at.systems, counts)
        if held and one.right is Right.portability:
            plan = await plan_of(connection, people[one.case_id])
            held = _exported(held, actions_in(plan, one.id))
        found[one.id] = held
    return found


def _exported(held: Sequence[Waiting], actions: Sequence[Action]) -> list[Waiting]:
    """Return what would be in the export: the rest is in no file, whatever is decided."""
    planned = {(one.system, one.collection) for one in actions if one.treatment is Treatment.export}
    return [one for one in held if (one.system, one.collection) in planned]


async def told(
    connection: AsyncConnection,
    at: Desk,
    person: Person,
    hold: OpenHold,
    asked: Sequence[Request],
) -> tuple[OthersFact, ...]:
    """Return the fields that a hold is about as the approver is told them, each once."""
    if hold.kind is not HoldKind.third_persons:
        return ()
    about = [one for one in asked if one.is_open and one.right in hold.reasons]
    found = await found_in(connection, at, {person.case.id: person}, about)
    every = {one.place: one for held in found.values() for one in held}
    return tuple(
        OthersFact(one.place, field_title(at, one.system, one.collection, one.column), one.records)
        for one in every.values()
    )


async def stands_nowhere(at: Desk, person: Person, chosen: Sequence[Chosen]) -> list[str]:
    """Return the places of which a passage to black out stands in no finding: it is misspelt."""
    wanted = {place: set(one.passages) for one in chosen if one.passages for place in one.fields}
    return await asyncio.to_thread(_missing, at, person, wanted)


def _missing(at: Desk, person: Person, wanted: Mapping[str, set[str]]) -> list[str]:
    left = {place: set(passages) for place, passages in wanted.items()}
    for system in {place.partition(".")[0] for place in left}:
        for found in read_findings(at.vault, person.key, person.case.number, system):
            for column, value in found.values.items():
                passages = left.get(f"{system}.{found.collection}.{column}", set())
                passages -= {one for one in passages if one in str(value)}
    return [place for place, passages in left.items() if passages]


async def go_on(
    connection: AsyncConnection,
    requests: Collection[Request],
    person: Person,
    chosen: Mapping[int, tuple[Chosen, ...]],
) -> None:
    """Keep what was decided about each request, and let its copy be made.

    While it is open who asks, or where they are, it waits with everything else of the case.
    """
    said = await details_of(connection, {one.id: person for one in requests})
    for one in requests:
        decided = said[one.id].model_copy(update={"others": chosen.get(one.id, ())})
        await details.keep(connection, one.id, person.key, person.case.number, decided)
    stopped = await waiting.any_of(connection, person.case.id, holds.STOPS)
    items = [(one.case_id, one.id, "") for one in requests]
    await work.add(connection, items, Step.assemble, ItemState.held if stopped else ItemState.open)
