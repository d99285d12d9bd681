"""Stopping at once what consent was withdrawn for, or direct marketing: it waits for nobody.

Neither identity nor approval is asked for (Articles 7(3) and 21(3) GDPR): it is done for the
records that carry the writer's own address, and told to that address alone.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.connector import Wanted
from rightsflow.errors import NeedsPerson
from rightsflow.law.action import Action
from rightsflow.law.facts import HeldFacts, RecordFacts
from rightsflow.law.ground import Given, Treatment, treatment_of
from rightsflow.law.plan import plan
from rightsflow.law.proof import wants_identity
from rightsflow.law.right import AskedRight, Right
from rightsflow.law.subject import Certainty, IdentifierKind, Match
from rightsflow.orders import orders_of, pack_orders
from rightsflow.register import case_requests, cases, results, surveys, work, work_due
from rightsflow.register.case_requests import Request
from rightsflow.register.details import Details
from rightsflow.register.journal import Entry, note
from rightsflow.register.results import Done
from rightsflow.register.sealed import lock
from rightsflow.register.types import Stage, Step
from rightsflow.register.work import Item
from rightsflow.survey import Survey
from tasks.acting import ORDERS
from tasks.batches import claimed, finish, in_halves
from tasks.by_hand import ask_to_do
from tasks.claims import writer_alone
from tasks.deeds import Told, carry_out
from tasks.desk import Desk, desk
from tasks.drawing import ask_of
from tasks.kit import verb
from tasks.outliving import forbid_marketing, marketing_scopes, remember_deeds
from tasks.person import Person, details_of, matches_of, people_of
from tasks.surveying import held_in, look, sealed
from tasks.verifying import Deed, left_over


@dataclass(frozen=True, slots=True)
class Stopping:
    """One request with what is stopped for it in one system; `roots` carry the writer's address."""

    item: Item
    person: Person
    request: Request
    survey: Survey
    actions: tuple[Action, ...] = field(repr=False)
    told: Told
    roots: tuple[str, ...] = field(repr=False)


@verb("stop in {system}")
async def stop(
    system: str, only: tuple[int, ...] | None = None, rights: Collection[Right] | None = None
) -> int:
    """Stop what the next batch of requests wants stopped in one system; return how many."""
    at = desk()
    items = await claimed(at, Step.stop, system, only, rights)

    async def attempt(part: Sequence[Item]) -> None:
        # Two requests of one case may stop the same: one after the other.
        for case_once in _waves(part):
            await _stop(at, system, case_once)

    if items:
        await in_halves(at, items, attempt)
        at.progress("stopped", len(items))
    return len(items)


def _waves(items: Sequence[Item]) -> list[list[Item]]:
    waves: list[list[Item]] = []
    seen = Counter[int]()
    for item in items:
        if seen[item.case_id] == len(waves):
            waves.append([])
        waves[seen[item.case_id]].append(item)
        seen[item.case_id] += 1
    return waves


async def _stop(at: Desk, system: str, items: Sequence[Item]) -> None:
    people = await people_of(at, [item.case_id for item in items])
    stopping = await _to_stop(at, system, items, people)
    told = [one.told for one in stopping if one.told.orders]
    counts = await carry_out(at.connectors[system], told, at.now())
    deeds = [Deed(one.told.case_number, (), one.told.orders, one.actions) for one in stopping]
    done = [deed for deed in deeds if deed.orders]
    if done and await left_over(at, system, done):
        message = f"System {system} does not show that the processing was stopped."
        raise NeedsPerson(message)
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        await _record(connection, at, system, stopping, counts)


async def _to_stop(
    at: Desk, system: str, items: Sequence[Item], people: Mapping[int, Person]
) -> list[Stopping]:
    owners = {item.request_id: people[item.case_id] for item in items}
    async with at.register.read() as connection:
        found = await matches_of(connection, owners)
        asked = await case_requests.requests_of(connection, list(people))
        said = await details_of(connection, owners)
    requests = {one.id: one for of in asked.values() for one in of}
    going = [item for item in items if item.request_id in requests]
    wanted = [
        Wanted(
            owners[item.request_id].case.number,
            records_of_writer(owners[item.request_id], found[item.request_id], system),
        )
        for item in going
    ]
    made = await look(at, system, wanted)
    stopping = []
    roots = {one.case_number: one.records for one in wanted}
    for item in going:
        person, request = owners[item.request_id], requests[item.request_id]
        survey = made[person.case.number]
        ask = ask_of(request, said[item.request_id])
        actions = tuple(
            one
            for one in plan([ask], _perhaps(at, system, held_in(at, {system: survey})), at.today())
            if one.treatment is Treatment.stop
        )
        number = person.case.number
        orders = orders_of(at.systems[system], number, actions, {}, at.now())
        told = Told(number, orders)
        stopping.append(Stopping(item, person, request, survey, actions, told, roots[number]))
    return stopping


def stopped_by_colleague(at: Desk, system: str, right: AskedRight) -> bool:
    """Say whether only a colleague can stop there what a right stops: it waits for nobody, too."""
    purposes = at.systems[system].purposes.values()
    return at.connectors[system].asks_people and any(
        treatment_of(
            right, one.ground, marketing=one.marketing, profiling=one.profiling,
            given=Given.provided,
        )[0] is Treatment.stop
        for one in purposes
    )  # fmt: skip


def _perhaps(at: Desk, system: str, held: Sequence[HeldFacts]) -> Sequence[HeldFacts]:
    """Return what is held; where only a colleague can look, as if something were there."""
    if not at.connectors[system].asks_people:
        return held
    return [replace(one, records=(RecordFacts(f"{one.of.name}:?"),)) for one in held]


def records_of_writer(person: Person, matches: Sequence[Match], system: str) -> tuple[str, ...]:
    """Return the records of a system that carry exactly the address that the writer wrote from."""
    own = person.requester.address
    return tuple(
        dict.fromkeys(
            match.record
            for match in matches
            if match.system == system
            and match.certainty is Certainty.exact
            and match.identifier.kind is IdentifierKind.email
            and match.identifier.value == own
        )
    )


async def _record(
    connection: AsyncConnection,
    at: Desk,
    system: str,
    stopping: Sequence[Stopping],
    counts: Mapping[str, Counter[str]],
) -> None:
    now, done, entries, by = at.now(), [], [], at.asked_by(system)
    ours = await finish(connection, at, [one.item for one in stopping])
    mine = [one for one in stopping if one.item.id in ours]
    await surveys.record(connection, [sealed(s.person, s.item, s.survey) for s in mine], now)
    for one in mine:
        item, number = one.item, one.person.case.number
        held = dict(counts.get(number, {}))
        packed = lock(one.person.key, ORDERS, number, pack_orders(one.told.orders))
        done.append(Done(item.case_id, item.request_id, system, Step.stop, held, packed, by))
        if one.told.orders:
            place = {"system": system, "connector": by}
            entries.append(Entry(item.case_id, "stopped", {**place, **held}))
    await results.record_done(connection, done, now)
    await note(connection, entries, now)
    scopes = {
        one.item.case_id: marketing_scopes(at, one.request.asked, one.actions) for one in mine
    }
    for one in mine:
        await forbid_marketing(connection, at, one.survey.identities, scopes[one.item.case_id])
    await remember_deeds(
        connection, at,
        [(one.item, one.person, one.told.orders, one.survey.identities) for one in mine],
        {one.item.case_id: one.roots for one in mine},
        scopes,
    )  # fmt: skip
    for one in mine:
        await ask_to_do(
            connection, at, writer_alone(one.person), one.request, one.actions, Details(),
            one.survey.identities,
        )  # fmt: skip
    await go_on(connection, [one.item.case_id for one in mine])


async def go_on(connection: AsyncConnection, case_ids: Sequence[int]) -> None:
    """Go on with the requests that every system was asked about and has stopped what it had to.

    An objection to marketing that stopped something is planned and told; all else asks who the
    writer is.
    """
    ready = await work_due.complete(connection, [Step.locate, Step.stop], case_ids)
    asked = await case_requests.requests_of(connection, [case for case, _ in ready])
    unproved = {one.id for of in asked.values() for one in of if not wants_identity(one.asked)}
    stopped = await work_due.with_step(connection, Step.stop, [request for _, request in ready])
    for step, wanted in ((Step.plan, True), (Step.identify, False)):
        items = [
            (case, request, "")
            for case, request in ready
            if (request in unproved & stopped) is wanted
        ]
        await work.add(connection, items, step)
    await cases.move(connection, [case for case, _ in ready], Stage.located)
