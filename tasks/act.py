"""Carrying out what a plan wants done in one system, for many cases at once."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.errors import NeedsPerson
from rightsflow.law.ground import Treatment
from rightsflow.law.right import Right
from rightsflow.orders import pack_orders
from rightsflow.register import case_requests, cases, results, work, work_due
from rightsflow.register.journal import Entry, note
from rightsflow.register.results import Done
from rightsflow.register.sealed import lock
from rightsflow.register.types import ItemState, Stage, Step
from rightsflow.register.work import Item
from tasks.acting import ORDERS, Acting, to_do, waves
from tasks.batches import claimed, finish, in_halves
from tasks.by_hand import ask_to_do, still_waits
from tasks.deeds import carry_out
from tasks.desk import Desk, desk
from tasks.kit import verb
from tasks.outliving import forbid_marketing, forbid_recreation, marketing_scopes, remember_deeds
from tasks.person import people_of
from tasks.verifying import Deed, left_over


@verb("act in {system}")
async def act(
    system: str, only: tuple[int, ...] | None = None, rights: Collection[Right] | None = None
) -> int:
    """Carry out the plans of the next batch of requests in one system; return how many."""
    return await _claim(system, Step.act, only, rights)


@verb("mark in {system}")
async def mark(
    system: str, only: tuple[int, ...] | None = None, rights: Collection[Right] | None = None
) -> int:
    """Restrict what is contested in one system, for the next batch; return how many."""
    return await _claim(system, Step.mark, only, rights)


async def _claim(
    system: str, step: Step, only: tuple[int, ...] | None, rights: Collection[Right] | None
) -> int:
    at = desk()
    items = await claimed(at, step, system, only, rights)

    async def attempt(part: Sequence[Item]) -> None:
        await _act(at, system, step, part)

    if items:
        await in_halves(at, items, attempt)
        at.progress("done in systems", len(items))
    return len(items)


async def _act(at: Desk, system: str, step: Step, items: Sequence[Item]) -> None:
    people = await people_of(at, [item.case_id for item in items])
    acting = await to_do(at, system, step, items, people)
    for wave in waves(acting):
        async with at.register.write() as connection:
            for one in wave:
                await forbid_recreation(connection, at, one.whole, one.identifiers)
        counts = await carry_out(at.connectors[system], [one.told for one in wave], at.now())
        if step is Step.mark:
            await _prove(at, system, wave)
        async with at.register.write() as connection:
            await cases.lock(connection, [one.item.case_id for one in wave])
            await _record(connection, at, step, wave, counts)


async def _prove(at: Desk, system: str, wave: Sequence[Acting]) -> None:
    """Ask at once whether the marks stand; raises `NeedsPerson` if one does not.

    What a colleague is to mark is not asked about: no program reaches it.
    """
    deeds = [Deed(one.told.case_number, (), one.told.orders, one.actions) for one in wave]
    done = [deed for deed in deeds if deed.orders]
    if done and await left_over(at, system, done):
        message = f"System {system} does not show what was written down in it."
        raise NeedsPerson(message)


async def _record(
    connection: AsyncConnection,
    at: Desk,
    step: Step,
    wave: Sequence[Acting],
    counts: Mapping[str, Counter[str]],
) -> None:
    now, done, entries = at.now(), [], []
    waiting = await _ask_colleagues(connection, at, wave)
    ours = await finish(connection, at, [one.item for one in wave if one not in waiting])
    ours |= await finish(connection, at, [one.item for one in waiting], ItemState.held)
    before = await results.receipts_for(connection, [one.item.request_id for one in wave], [step])
    for one in wave:
        there = {row.system for row in before[one.item.request_id]}
        if one.item.id not in ours or one.item.system in there:
            continue
        item, number = one.item, one.person.case.number
        held = dict(counts[number])
        sealed = lock(one.person.key, ORDERS, number, pack_orders(one.told.orders))
        by = at.asked_by(item.system)
        done.append(Done(item.case_id, item.request_id, item.system, step, held, sealed, by))
        if one.told.orders:
            place = {"system": item.system, "connector": by}
            entries.append(Entry(item.case_id, "done", {**place, **held}))
    await results.record_done(connection, done, now)
    await note(connection, entries, now)
    mine = [one for one in wave if one.item.id in ours]
    concerned = [one.item.case_id for one in mine]
    scopes = {one.item.case_id: _marketing(at, one) for one in mine}
    await remember_deeds(
        connection, at,
        [(one.item, one.person, one.told.orders, one.identifiers) for one in mine],
        {one.item.case_id: one.roots for one in mine},
        scopes,
    )  # fmt: skip
    for one in mine:
        await forbid_marketing(connection, at, one.identifiers, scopes[one.item.case_id])
    if step is Step.act:
        ready = await work_due.complete(connection, [Step.act], concerned)
        await _verify_next(connection, ready)


def _marketing(at: Desk, one: Acting) -> list[str]:
    """Return which marketing ends with what is carried out in one system."""
    stops = [action for action in one.actions if action.treatment is Treatment.stop]
    return marketing_scopes(at, stops[0].right, stops) if stops else []


async def _ask_colleagues(
    connection: AsyncConnection, at: Desk, wave: Sequence[Acting]
) -> list[Acting]:
    """Ask for what no program can do; return those that wait for an answer that may still come."""
    case_ids = [one.item.case_id for one in wave]
    asked = await case_requests.requests_of(connection, case_ids)
    requests = {one.id: one for of in asked.values() for one in of}
    waiting = []
    for one in wave:
        request = requests.get(one.item.request_id)
        if request is None:
            continue
        tasks = await ask_to_do(
            connection, at, one.person, request, one.actions, one.said, one.identifiers
        )
        if still_waits(tasks, one.item.system, at):
            waiting.append(one)
    return waiting


async def _verify_next(connection: AsyncConnection, ready: Sequence[tuple[int, int]]) -> None:
    """Let every system be asked again, once all have done their part."""
    receipts = await results.receipts_for(connection, [key for _, key in ready], [Step.act])
    items = [(row.case_id, row.request_id, row.system) for of in receipts.values() for row in of]
    await work.add(connection, items, Step.verify)
    await cases.move(connection, [case for case, _ in ready], Stage.carried_out)
