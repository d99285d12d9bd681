"""Making the copies: PDF and archive of each case, in processes of their own."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.copy.job import Answer, Asked, CopyJob, PortableJob
from rightsflow.copy.others import left_out
from rightsflow.copy.passphrase import make_passphrase
from rightsflow.copy.pool import ProcessDied
from rightsflow.errors import NeedsPerson
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.register import case_requests, cases, fees, holds, results, work
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.plans import actions_in
from rightsflow.register.results import Done
from rightsflow.register.sealed import lock
from rightsflow.register.types import ItemState, Stage, Step
from rightsflow.register.work import Item
from tasks.batches import claimed, finish, in_halves
from tasks.copyletter import accepted_fee
from tasks.desk import Desk, desk
from tasks.gather import plans_of
from tasks.kit import verb
from tasks.making import Finished, make
from tasks.person import Person, details_of, keep_secret, people_of
from tasks.planning import withheld_in

DESCRIBED = "receipt.export"
"""Where it is sealed what an export is: its schema and its hash."""

_BASE64 = 4 / 3
_DEADLY_TRIES = 3
"""So many processes may die over one copy before a person looks into it."""


class DeadlyCopy(NeedsPerson):
    """A process died over a copy, each time: it may want more memory than there is."""


@verb("assemble copies")
async def assemble(only: tuple[int, ...] | None = None) -> int:
    """Assemble the copies of the next batch of cases; return how many."""
    at = desk()
    items = await claimed(at, Step.assemble, "", only)

    async def attempt(part: Sequence[Item]) -> None:
        try:
            await _assemble(at, part)
        except ProcessDied:
            if len(part) == 1 and part[0].tries < _DEADLY_TRIES:
                raise
            # Halved, until the copy that kills its process is alone.
            raise DeadlyCopy from None

    if items:
        await in_halves(at, items, attempt)
        at.progress("copies", len(items))
    return len(items)


async def _assemble(at: Desk, items: Sequence[Item]) -> None:
    people = await _with_passphrases(at, items)
    jobs = await _jobs(at, items, people)
    pool = await at.copiers.get()
    made = await asyncio.gather(*(make(pool, job) for job in jobs))
    secured = [
        (job.case_number, name) for job, one in zip(jobs, made, strict=True) for name in one.items
    ]
    await asyncio.to_thread(at.vault.secure, secured)
    copies = dict(zip([item.id for item in items], made, strict=True))
    limit = at.settings.copy_.largest_letter_bytes
    large = [item for item in items if copies[item.id].bytes * _BASE64 > limit]
    fitting = [item for item in items if item not in large]
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        ours = await finish(connection, at, fitting)
        ours |= await finish(connection, at, large, ItemState.held)
        mine = [item for item in items if item.id in ours]
        await _record(connection, at, mine, copies, people)
        await work.add(
            connection,
            [(item.case_id, item.request_id, "") for item in fitting if item.id in ours],
            Step.answer,
            ItemState.waits,
        )
        await cases.move(connection, [item.case_id for item in mine], Stage.verified)
        too_large = [
            Hold(item.case_id, HoldKind.copy_too_large, people[item.case_id].case.due_on)
            for item in large
            if item.id in ours
        ]
        await holds.open_holds(connection, too_large, at.now())


async def _with_passphrases(at: Desk, items: Sequence[Item]) -> dict[int, Person]:
    """Make the passphrases that are missing; they are stored before anything is locked by them."""
    case_ids = [item.case_id for item in items]
    people = await people_of(at, case_ids)
    if all(person.secret for person in people.values()):
        return people
    async with at.register.write() as connection:
        await cases.lock(connection, case_ids)
        taken = await cases.sealed_of(connection, case_ids)
        for person in people.values():
            if not taken[person.case.id].sealed_secret:
                secret = make_passphrase(at.settings.copy_.bits)
                await keep_secret(connection, person, secret)
    return await people_of(at, case_ids)


async def _jobs(
    at: Desk, items: Sequence[Item], people: Mapping[int, Person]
) -> list[CopyJob | PortableJob]:
    plans = await plans_of(at, people)
    owners = {item.request_id: people[item.case_id] for item in items}
    async with at.register.read() as connection:
        asked = await case_requests.requests_of(connection, list(people))
        found = await results.found_for(connection, list(owners))
        receipts = await results.receipts_of(connection, list(people), Step.gather)
        paid = await fees.of_cases(connection, list(people))
        said = await details_of(connection, owners)
    right = {one.id: one.right for of in asked.values() for one in of}
    jobs: list[CopyJob | PortableJob] = []
    for item in items:
        person, plan = people[item.case_id], plans[item.case_id]
        # Whatever may be about others stays out unless somebody has released it (Article 15(4)).
        left = left_out(at.systems, said[item.request_id].others or ())
        gathered = [row for row in receipts[item.case_id] if row.request_id == item.request_id]
        copy = CopyJob(
            vault=at.vault.hasty(),
            key=person.key,
            case_number=person.case.number,
            language=person.case.language,
            received_at=person.case.received_at,
            made_at=at.now(),
            identifiers=(Identifier(IdentifierKind.email, plan["send_to"]),),
            asked=tuple(
                _asked(at, system, records, withheld=withheld_in(plan))
                for system, records in records_in(found[item.request_id], gathered).items()
            ),
            controller=at.settings.controller,
            passphrase=person.secret or "",
            policy=at.settings.copy_,
            withheld=left.withheld,
            held_back=left.held_back,
            redactions=left.redactions,
            paid=accepted_fee(paid[item.case_id], item.request_id) is not None,
        )
        exports = right.get(item.request_id) is Right.portability
        actions = actions_in(plan, item.request_id)
        jobs.append(PortableJob.beside(copy, actions) if exports else copy)
    return jobs


def records_in(found: Sequence[Any], gathered: Sequence[Any]) -> dict[str, int]:
    """Return how many records each system gave that was searched for a request.

    Searched by a program, which leaves a finding, or by a colleague, whose answer is only gathered.
    """
    records = dict.fromkeys((row.system for row in (*found, *gathered)), 0)
    for row in gathered:
        records[row.system] += sum(row.counts.values())
    return records


def _asked(at: Desk, system: str, records: int, *, withheld: Collection[str]) -> Asked:
    if system in withheld:
        return Asked(at.systems[system], Answer.withheld)
    return Asked(at.systems[system], Answer.held if records else Answer.nothing, records)


async def _record(
    connection: AsyncConnection,
    at: Desk,
    items: Sequence[Item],
    copies: Mapping[int, Finished],
    people: Mapping[int, Person],
) -> None:
    done = [
        Done(
            item.case_id, item.request_id, "", Step.assemble, copies[item.id].counts,
            _described(people[item.case_id], copies[item.id]),
        )
        for item in items
    ]  # fmt: skip
    await results.record_done(connection, done, at.now())
    entries = [
        Entry(item.case_id, copies[item.id].event, dict(copies[item.id].hashes)) for item in items
    ]
    await note(connection, entries, at.now())


def _described(person: Person, made: Finished) -> bytes | None:
    if not made.described:
        return None
    return lock(person.key, DESCRIBED, person.case.number, dict(made.described))
