"""Gathering what a system holds about many people into their vaults."""

import json
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.connector import Connector, Incomplete, Wanted
from rightsflow.consent import WithoutConsent
from rightsflow.copy.findings import FindingsWriter
from rightsflow.errors import Damaged
from rightsflow.law.hold import HoldKind
from rightsflow.register import cases, holds, results, work_due
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.results import Done
from rightsflow.register.sealed import unlock
from rightsflow.register.types import ItemState, Stage, Step
from rightsflow.register.work import Item
from tasks.batches import claimed, finish, in_halves
from tasks.consent import ask_about
from tasks.desk import Desk, desk
from tasks.gather_by_mail import answered_by_colleagues, write_answers
from tasks.guard import gathered
from tasks.kit import verb
from tasks.others import begin_files
from tasks.person import Person, people_of


@verb("gather from {system}")
async def gather(system: str, only: tuple[int, ...] | None = None) -> int:
    """Gather the next batch of people from one system; return how many."""
    at = desk()
    items = await claimed(at, Step.gather, system, only)

    async def attempt(part: Sequence[Item]) -> None:
        await _gather(at, system, part)

    if items:
        await in_halves(at, items, attempt)
        at.progress("gathered", len(items))
    return len(items)


async def _gather(at: Desk, system: str, items: Sequence[Item]) -> None:
    if at.connectors[system].asks_people:
        items = await answered_by_colleagues(at, system, items)
    people = await people_of(at, [item.case_id for item in items])
    wanted = await _wanted(at, system, people)
    keys = {person.case.number: person.key for person in people.values()}
    writer = FindingsWriter(at.vault, system, keys)
    consent = WithoutConsent(at.systems[system])
    try:
        if at.connectors[system].asks_people:
            incomplete: frozenset[str] = frozenset()
            await write_answers(at, system, items, people, writer)
        else:
            incomplete = await _stream(at.connectors[system], wanted, writer, consent)
        for number in incomplete:
            writer.drop(number)
        counts = await writer.close()
    except BaseException:
        writer.abandon()
        raise
    whole = [item for item in items if people[item.case_id].case.number not in incomplete]
    short = [item for item in items if item not in whole]
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        ours = await finish(connection, at, whole)
        mine = [item for item in whole if item.id in ours]
        await _record(connection, at, system, mine, people, counts)
        looked = [people[item.case_id].case for item in mine]
        await ask_about(connection, at, consent, looked)
        held = await finish(connection, at, short, ItemState.held)
        mismatches = [
            Hold(item.case_id, HoldKind.data_mismatch, people[item.case_id].case.due_on, system)
            for item in short
            if item.id in held
        ]
        await holds.open_holds(connection, mismatches, at.now())


async def _stream(
    connector: Connector,
    wanted: Sequence[Wanted],
    writer: FindingsWriter,
    consent: WithoutConsent,
) -> frozenset[str]:
    """Write what the connector yields; return the cases of which a planned record is missing."""
    missing = {(one.case_number, record) for one in wanted for record in one.records}
    said: frozenset[str] = frozenset()
    try:
        async with aclosing(gathered(connector, wanted)) as findings:
            async for finding in findings:
                missing.discard((finding.case_number, finding.record))
                consent.see(finding)
                await writer.add(finding)
    except Incomplete as error:
        said = frozenset(error.case_numbers)
    return said | {number for number, _ in missing}


async def _wanted(at: Desk, system: str, people: Mapping[int, Person]) -> list[Wanted]:
    plans = await plans_of(at, people)
    return [
        Wanted(person.case.number, tuple(plans[case_id]["gather"].get(system, ())))
        for case_id, person in people.items()
    ]


async def plans_of(at: Desk, people: Mapping[int, Person]) -> dict[int, dict[str, Any]]:
    """Return the newest plan of each case; raises `Damaged` if one is not what was stored."""
    async with at.register.read() as connection:
        rows = await results.newest_plans(connection, list(people))
    plans: dict[int, dict[str, Any]] = {}
    for case_id, row in rows.items():
        person = people[case_id]
        body = unlock(person.key, "plan.body", person.case.number, row.sealed_body)
        if results.digest_of(json.dumps(body, sort_keys=True).encode()) != row.digest:
            problem = "A plan is not the one that was stored."
            raise Damaged(problem)
        plans[case_id] = body
    return plans


async def _record(
    connection: AsyncConnection,
    at: Desk,
    system: str,
    items: Sequence[Item],
    people: Mapping[int, Person],
    counts: Mapping[str, Mapping[str, int]],
) -> None:
    now, done, entries, by = at.now(), [], [], at.asked_by(system)
    for item in items:
        held = counts[people[item.case_id].case.number]
        done.append(Done(item.case_id, item.request_id, system, Step.gather, held, connector=by))
        place = {"system": system, "connector": by}
        records = {"records": sum(held.values())}
        entries.append(Entry(item.case_id, "gathered", {**place, **records}))
    await results.record_done(connection, done, now)
    await note(connection, entries, now)
    ready = await work_due.complete(connection, [Step.gather], [item.case_id for item in items])
    await begin_files(connection, at, people, ready)
    await cases.move(connection, [case for case, _ in ready], Stage.carried_out)
