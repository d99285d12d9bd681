"""The answer: each right with its outcome, the copy enclosed, to the address on file."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome, Right
from rightsflow.register import cases, fees, holds, results
from rightsflow.register.earlier import Earlier, remember, scope_of
from rightsflow.register.holds import Hold
from rightsflow.register.types import ItemState, Stage, Step
from rightsflow.register.work import Item
from tasks.batches import claimed, finish, in_halves
from tasks.copyletter import Made, accepted_fee, nothing_held, with_copy
from tasks.desk import Desk, desk
from tasks.gather import plans_of
from tasks.kit import verb
from tasks.person import Person, people_of
from tasks.post import Draft, post


@verb("answer")
async def answer(only: tuple[int, ...] | None = None) -> int:
    """Queue the answers of the next batch of cases; return how many."""
    at = desk()
    items = await claimed(at, Step.answer, "", only)

    async def attempt(part: Sequence[Item]) -> None:
        await _answer(at, part)

    if items:
        await in_halves(at, items, attempt)
        at.progress("answers", len(items))
    return len(items)


async def _answer(at: Desk, items: Sequence[Item]) -> None:
    people = await people_of(at, [item.case_id for item in items])
    plans = await plans_of(at, people)
    async with at.register.read() as connection:
        requests = await cases.requests_of(connection, list(people))
        found = await results.found_for(connection, [item.request_id for item in items])
        receipts = await results.receipts_of(connection, list(people), Step.gather)
        copies = await results.receipts_of(connection, list(people), Step.assemble)
        paid = await fees.of_cases(connection, list(people))
    drafts: dict[int, Draft] = {}
    granted: dict[int, Outcome] = {}
    for item in items:
        person = people[item.case_id]
        asked = [r for r in requests[item.case_id] if r.is_open or r.id == item.request_id]
        names = [row.system for row in found[item.request_id]]
        if item.case_id in plans:
            counts = {row.system: sum(row.counts.values()) for row in receipts[item.case_id]}
            made = Made(
                request_id=item.request_id,
                plan=plans[item.case_id],
                systems={name: counts.get(name, 0) for name in names},
                redacted=any(row.counts.get("withheld") for row in copies[item.case_id]),
                fee=accepted_fee(paid[item.case_id], item.request_id),
            )
            drafts[item.id] = with_copy(at, person, asked, made)
            granted[item.request_id] = made.outcome
        elif person.requester.address and person.requester.answerable:
            drafts[item.id] = nothing_held(at, person, asked, item.request_id, names)
            granted[item.request_id] = Outcome.nothing_held
        else:
            granted[item.request_id] = Outcome.nothing_held
    await _queue(at, items, people, drafts, granted, plans)


async def _queue(
    at: Desk,
    items: Sequence[Item],
    people: Mapping[int, Person],
    drafts: Mapping[int, Draft],
    granted: Mapping[int, Outcome],
    plans: Mapping[int, Mapping[str, Any]],
) -> None:
    going = [item for item in items if item.id in drafts]
    stuck = [item for item in items if item.id not in drafts]
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        ours = await finish(connection, at, going)
        ours |= await finish(connection, at, stuck, ItemState.held)
        await post(connection, at, [drafts[item.id] for item in going if item.id in ours])
        for outcome in set(granted.values()):
            told = [
                one.request_id
                for one in items
                if one.id in ours and granted.get(one.request_id) is outcome
            ]
            await cases.settle_requests(connection, told, outcome)
        given = [one for one in going if one.id in ours and one.case_id in plans]
        await _remember(connection, at, given, people, plans)
        answered = [item.case_id for item in going if item.id in ours]
        await cases.move(connection, answered, Stage.told_on)
        no_address = [
            Hold(item.case_id, HoldKind.no_address, people[item.case_id].case.due_on)
            for item in stuck
            if item.id in ours
        ]
        await holds.open_holds(connection, no_address, at.now())


async def _remember(
    connection: AsyncConnection,
    at: Desk,
    given: Sequence[Item],
    people: Mapping[int, Person],
    plans: Mapping[int, Mapping[str, Any]],
) -> None:
    """Remember who got a copy of what, so that a repetition within a year is recognised."""
    answers = [
        Earlier(
            person_index=at.keyring.person_index(str(plans[item.case_id]["send_to"])),
            right=Right.access,
            scope=scope_of(plans[item.case_id]["gather"]),
            records=sum(map(len, plans[item.case_id]["gather"].values())),
            answered_on=at.today(),
            case_number=people[item.case_id].case.number,
        )
        for item in given
    ]
    await remember(connection, answers)
