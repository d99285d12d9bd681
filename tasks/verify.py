"""Verifying deeds: each system is asked again, and what does not fit is a hold, never "done"."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.deeds import Residue
from rightsflow.law.hold import LEFT_IN, HoldKind
from rightsflow.law.right import Right
from rightsflow.orders import unpack_orders
from rightsflow.register import case_requests, cases, holds, results, work, work_due
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.plans import actions_in
from rightsflow.register.results import Done
from rightsflow.register.sealed import unlock
from rightsflow.register.types import ItemState, Stage, Step
from rightsflow.register.work import Item
from rightsflow.survey import joined
from tasks.acting import ORDERS
from tasks.batches import claimed, finish, in_halves
from tasks.by_hand import ask_to_tell, tasks_of
from tasks.deeds import not_done
from tasks.desk import Desk, desk
from tasks.gather import plans_of
from tasks.kit import verb
from tasks.notifying import Carried, notify
from tasks.person import Person, details_of, people_of
from tasks.planning import plan_of
from tasks.rests import elsewhere, keep_only, places_in
from tasks.surveying import surveys_of
from tasks.task_findings import found_nothing
from tasks.verifying import Deed, left_over


@verb("verify in {system}")
async def verify(
    system: str, only: tuple[int, ...] | None = None, rights: Collection[Right] | None = None
) -> int:
    """Ask one system again about the next batch of deeds; return how many."""
    at = desk()
    items = await claimed(at, Step.verify, system, only, rights)

    async def attempt(part: Sequence[Item]) -> None:
        await _verify(at, system, part)

    if items:
        await in_halves(at, items, attempt)
        at.progress("verified", len(items))
    return len(items)


async def _verify(at: Desk, system: str, items: Sequence[Item]) -> None:
    people = await people_of(at, [item.case_id for item in items])
    deeds = await _deeds(at, system, items, people)
    # Two requests of one case may have been about the same records: each is asked by itself.
    left: dict[int, list[Residue]] = {item.id: [] for item in items}
    of_case: dict[str, list[int]] = {}
    for key, deed in deeds.items():
        of_case.setdefault(deed.case_number, []).append(key)
    for number in range(max(map(len, of_case.values()), default=0)):
        wave = {
            case: keys[number]
            for case, keys in of_case.items()
            if number < len(keys) and deeds[keys[number]].orders
        }
        # What was done by hand is for whoever did it to answer for: no program can ask again.
        for residue in (
            [] if not wave else await left_over(at, system, [deeds[key] for key in wave.values()])
        ):
            left[wave[residue.case_number]].append(residue)
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        bad = {key: elsewhere(found, deeds[key].stays) for key, found in left.items()}
        whole = [item for item in items if not bad[item.id]]
        await _record(connection, at, system, whole, deeds, people, left)
        await _hold(connection, at, [(i, people[i.case_id], bad[i.id]) for i in items if bad[i.id]])


async def _deeds(
    at: Desk, system: str, items: Sequence[Item], people: dict[int, Person]
) -> dict[int, Deed]:
    plans = await plans_of(at, people)
    owners = {item.request_id: people[item.case_id] for item in items}
    async with at.register.read() as connection:
        found = await surveys_of(connection, at, owners)
        receipts = await results.receipts_for(connection, list(owners), [Step.act])
        said = await details_of(connection, owners)
    deeds = {}
    for item in items:
        person = people[item.case_id]
        [row] = [one for one in receipts[item.request_id] if one.system == system]
        packed = unlock(person.key, ORDERS, person.case.number, row.sealed_detail)
        deeds[item.id] = Deed(
            person.case.number,
            joined(list(found[item.request_id].values())),
            unpack_orders(packed),
            tuple(
                one
                for one in actions_in(plans[item.case_id], item.request_id)
                if one.system == system
            ),
            {} if system in said[item.request_id].removed_by_hand else not_done(row.counts),
            places_in(said[item.request_id], system),
        )
    return deeds


async def _record(
    connection: AsyncConnection,
    at: Desk,
    system: str,
    items: Sequence[Item],
    deeds: Mapping[int, Deed],
    people: Mapping[int, Person],
    left: Mapping[int, Sequence[Residue]],
) -> None:
    """Note what was verified; `left`: what is left by a decision, by item."""
    now, by = at.now(), at.asked_by(system)
    stays = {key: sum(one.records for one in found) for key, found in left.items()}
    ours = await finish(connection, at, items)
    mine = [item for item in items if item.id in ours]
    done = [
        Done(i.case_id, i.request_id, system, Step.verify, {"left": stays[i.id]}, connector=by)
        for i in mine
    ]
    await results.record_done(connection, done, now)
    decided = {i.request_id: left[i.id] for i in mine if deeds[i.id].stays}
    owners = {i.request_id: people[i.case_id] for i in mine}
    await keep_only(connection, system, decided, owners)
    # What was done by hand no program can ask again, so it is not called verified.
    entries = [
        Entry(
            item.case_id,
            "rest_stays" if stays[item.id] else "verified",
            {"system": system, "connector": by, "left": stays[item.id]},
        )
        for item in mine
        if deeds[item.id].orders
    ]
    await note(connection, entries, now)
    ready = await work_due.complete(connection, [Step.verify], [item.case_id for item in mine])
    await _tell_recipients(connection, at, ready, people)
    answers = [(case, request, "") for case, request in ready]
    await work.add(connection, answers, Step.answer, ItemState.waits)
    await cases.move(connection, [case for case, _ in ready], Stage.verified)


async def _tell_recipients(
    connection: AsyncConnection,
    at: Desk,
    ready: Sequence[tuple[int, int]],
    people: Mapping[int, Person],
) -> None:
    """Tell whoever received the data, once everything of a request is done and was asked again."""
    owners = {request: people[case] for case, request in ready}
    asked = await case_requests.requests_of(connection, [case for case, _ in ready])
    said = await details_of(connection, owners)
    found = await surveys_of(connection, at, owners)
    tasks = await tasks_of(connection, list(owners))
    for request in (one for of in asked.values() for one in of if one.id in owners):
        person = owners[request.id]
        actions = actions_in(await plan_of(connection, person), request.id)
        done = Carried(
            actions,
            found[request.id],
            said[request.id],
            person.case.language,
            at.today(),
            nothing_in=found_nothing(at, person, tasks[request.id]),
        )
        untold = await notify(connection, at, person, request, done)
        known = joined(list(done.found.values()))
        await ask_to_tell(connection, at, person, request, untold, known)


async def _hold(
    connection: AsyncConnection, at: Desk, bad: Sequence[tuple[Item, Person, list[Residue]]]
) -> None:
    ours = await finish(connection, at, [item for item, _, _ in bad], ItemState.held)
    new: list[Hold] = []
    entries: list[Entry] = []
    for item, person, left in bad:
        if item.id not in ours:
            continue
        places = Counter[str]()
        for residue in left:
            places[residue.place] += residue.records
        new.append(
            Hold(
                item.case_id, HoldKind.data_mismatch, person.case.due_on, item.system,
                tuple(f"{LEFT_IN}{place}" for place in sorted(places)),
            )
        )  # fmt: skip
        left_in: dict[str, str | int | bool | None] = {"system": item.system}
        entries.append(Entry(item.case_id, "left_over", left_in | {"left": places.total()}))
    await holds.open_holds(connection, new, at.now())
    await note(connection, entries, at.now())
