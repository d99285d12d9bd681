"""Making the copies: PDF and archive of each case, in processes of their own."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.copy.job import ARCHIVE_ITEM, REPORT_ITEM, Answer, Asked, CopyJob, CopyMade
from rightsflow.copy.passphrase import make_passphrase
from rightsflow.copy.pool import ProcessDied
from rightsflow.errors import NeedsPerson
from rightsflow.law.hold import HoldKind
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.register import cases, fees, holds, results, work
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.results import Done
from rightsflow.register.types import ItemState, Stage, Step
from rightsflow.register.work import Item
from tasks.batches import claimed, finish, in_halves
from tasks.copyletter import accepted_fee
from tasks.desk import Desk, desk
from tasks.gather import plans_of
from tasks.kit import verb
from tasks.person import Person, keep_secret, people_of
from tasks.planning import withheld_in

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
    made = await asyncio.gather(*(pool.assemble(job) for job in jobs))
    await asyncio.to_thread(at.vault.secure, _items(jobs))
    copies = dict(zip([item.id for item in items], made, strict=True))
    limit = at.settings.copy_.largest_letter_bytes
    large = [item for item in items if _letter_bytes(copies[item.id]) > limit]
    fitting = [item for item in items if item not in large]
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        ours = await finish(connection, at, fitting)
        ours |= await finish(connection, at, large, ItemState.held)
        mine = [item for item in items if item.id in ours]
        await _record(connection, at, mine, copies)
        await work.add(
            connection,
            [(item.case_id, item.request_id, "") for item in fitting if item.id in ours],
            Step.answer,
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


async def _jobs(at: Desk, items: Sequence[Item], people: Mapping[int, Person]) -> list[CopyJob]:
    plans = await plans_of(at, people)
    async with at.register.read() as connection:
        found = await results.found_for(connection, [item.request_id for item in items])
        receipts = await results.receipts_of(connection, list(people), Step.gather)
        paid = await fees.of_cases(connection, list(people))
    return [
        CopyJob(
            vault_root=at.vault.root,
            key=people[item.case_id].key,
            case_number=people[item.case_id].case.number,
            language=people[item.case_id].case.language,
            received_at=people[item.case_id].case.received_at,
            made_at=at.now(),
            identifiers=(Identifier(IdentifierKind.email, plans[item.case_id]["send_to"]),),
            asked=tuple(
                _asked(
                    at,
                    row.system,
                    _held(receipts[item.case_id], row.system),
                    withheld=withheld_in(plans[item.case_id]),
                )
                for row in found[item.request_id]
            ),
            controller=at.settings.controller,
            passphrase=people[item.case_id].secret or "",
            policy=at.settings.copy_,
            withheld=_others(at),
            paid=accepted_fee(paid[item.case_id], item.request_id) is not None,
            durable=False,
        )
        for item in items
    ]


def _others(at: Desk) -> frozenset[str]:
    """Return the columns that are another person's data: left out, and the copy says so."""
    return frozenset(
        f"{name}.{collection}.{column}"
        for name, system in at.systems.items()
        for collection, about in system.collections.items()
        for column, field in about.fields.items()
        if field.third_party
    )


def _items(jobs: Sequence[CopyJob]) -> list[tuple[str, str]]:
    return [(job.case_number, item) for job in jobs for item in (REPORT_ITEM, ARCHIVE_ITEM)]


def _held(receipts: Sequence[Any], system: str) -> int:
    return sum(sum(row.counts.values()) for row in receipts if row.system == system)


def _asked(at: Desk, system: str, records: int, *, withheld: Collection[str]) -> Asked:
    if system in withheld:
        return Asked(at.systems[system], Answer.withheld)
    return Asked(at.systems[system], Answer.held if records else Answer.nothing, records)


def _letter_bytes(made: CopyMade) -> int:
    return int((made.report.bytes + made.archive.bytes) * _BASE64)


async def _record(
    connection: AsyncConnection, at: Desk, items: Sequence[Item], copies: Mapping[int, CopyMade]
) -> None:
    done = [
        Done(
            item.case_id,
            item.request_id,
            "",
            Step.assemble,
            {
                "report_bytes": copies[item.id].report.bytes,
                "archive_bytes": copies[item.id].archive.bytes,
                "withheld": copies[item.id].withheld,
            },
        )
        for item in items
    ]
    await results.record_done(connection, done, at.now())
    entries = [
        Entry(
            item.case_id,
            "copy_made",
            {
                "report_sha256": copies[item.id].report.sha256,
                "archive_sha256": copies[item.id].archive.sha256,
            },
        )
        for item in items
    ]
    await note(connection, entries, at.now())
