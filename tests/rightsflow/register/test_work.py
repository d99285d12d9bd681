"""Work items: claimed by one, recorded by their holder alone, tried again in time."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from rightsflow.law.right import Outcome, Right
from rightsflow.register import case_requests, cases, changes, halting, work, work_due
from rightsflow.register.database import Database, clock
from rightsflow.register.tables import work_item
from rightsflow.register.types import ItemState, Step
from rightsflow.register.work import LEASE, Item, Which
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import NOW, asked, new_case, opened, rows_of

HOUR = timedelta(hours=1)


async def items_for(
    register: Database, count: int = 1, systems: Sequence[str] = ("crm",)
) -> list[int]:
    """Open cases with an item to locate in each system; return the cases' row numbers."""
    of = await opened(register, *([new_case()] * count))
    requests = await asked(register, of)
    async with register.write() as connection:
        wanted = [(r.case_id, r.id, system) for r in requests for system in systems]
        await work.add(connection, wanted, Step.locate)
    return [one.id for one in of]


async def claim(
    register: Database, owner: str, *, limit: int = 50, system: str = "crm"
) -> list[Item]:
    """Claim items in a transaction of its own."""
    async with register.write() as connection:
        return await work.claim(connection, Step.locate, system, limit=limit, owner=owner)


async def finish(
    register: Database, items: Sequence[Item], state: ItemState = ItemState.done
) -> set[int]:
    """Close items in a transaction of its own."""
    async with register.write() as connection:
        return await work.finish(connection, items, state)


async def set_all(register: Database, **values: object) -> None:
    """Change every item behind the register's back: what time would do."""
    async with register.write() as connection:
        await connection.execute(update(work_item).values(**values))


async def expire(register: Database) -> None:
    """Let every lease run out."""
    async with register.write() as connection:
        past = await clock(connection) - timedelta(seconds=1)
        await connection.execute(update(work_item).values(lease_until=past))


async def states(register: Database) -> list[Any]:
    """Return the items' states."""
    return [row.state for row in await rows_of(register, work_item)]


async def test_many_claimers_at_once_share_the_items(home: Home, register: Database) -> None:
    """Each item goes to one claimer, none is left, and nobody gets more than was asked for."""
    await items_for(register, 60)
    registers = [register, *(home.open() for _ in range(5))]

    async def take(at: Database, owner: str) -> list[list[Item]]:
        batches = []
        while batch := await claim(at, owner, limit=7):
            batches.append(batch)
        return batches

    takers = [take(at, f"w{number}") for number, at in enumerate(registers)]
    batches = [batch for taken in await asyncio.gather(*takers) for batch in taken]
    claimed = [item.id for batch in batches for item in batch]
    assert sorted(claimed) == sorted(set(claimed))
    assert len(claimed) == 60
    assert max(len(batch) for batch in batches) <= 7
    assert {item.epoch for batch in batches for item in batch} == {1}


async def test_the_oldest_case_is_claimed_first(register: Database) -> None:
    """Who has waited longest is served first."""
    ids = await items_for(register, 5)
    assert [item.case_id for item in await claim(register, "w", limit=2)] == ids[:2]
    assert [item.case_id for item in await claim(register, "w", limit=2)] == ids[2:4]


async def test_a_claim_is_for_one_step_one_system_and_the_cases_named(register: Database) -> None:
    """Nothing else is taken by the way."""
    one, other = await items_for(register, 2, ("crm", "ats"))
    async with register.write() as connection:
        only = await work.claim(
            connection, Step.locate, "crm", limit=9, owner="w", which=Which([other])
        )
        none = await work.claim(connection, Step.locate, "crm", limit=9, owner="w", which=Which([]))
        gather = await work.claim(connection, Step.gather, "crm", limit=9, owner="w")
    assert [(item.case_id, item.system) for item in only] == [(other, "crm")]
    assert none == gather == []
    assert [item.case_id for item in await claim(register, "w", system="ats")] == [one, other]


async def test_a_lease_holds_until_it_runs_out(register: Database) -> None:
    """A claimed item is nobody else's for the length of a lease, by the database's clock."""
    await items_for(register)
    async with register.read() as connection:
        before = await clock(connection)
    assert await claim(register, "first")
    async with register.read() as connection:
        after = await clock(connection)
    (row,) = await rows_of(register, work_item)
    assert before + LEASE <= row.lease_until <= after + LEASE
    assert await claim(register, "second") == []
    await expire(register)
    assert [item.epoch for item in await claim(register, "second")] == [2]


async def test_a_late_holder_records_nothing(register: Database) -> None:
    """Who comes back after its lease was taken over finishes, postpones and holds nothing."""
    await items_for(register)
    first = await claim(register, "first")
    await expire(register)
    second = await claim(register, "second")
    assert await finish(register, first) == set()
    assert await finish(register, first, ItemState.held) == set()
    async with register.write() as connection:
        assert await work.postpone(connection, first) == set()
    (row,) = await rows_of(register, work_item)
    assert (row.state, row.owner, row.epoch) == (ItemState.open, "second", 2)
    assert await finish(register, second) == {row.id}
    assert await states(register) == [ItemState.done]


async def test_a_holder_whose_lease_ran_out_but_was_not_taken_still_records(
    register: Database,
) -> None:
    """Slow is not late: as long as nobody else has begun, the work counts."""
    await items_for(register)
    first = await claim(register, "first")
    await expire(register)
    assert await finish(register, first) == {first[0].id}


async def test_what_is_finished_is_finished_once(register: Database) -> None:
    """A second record of the same claim changes nothing, and done work is never claimed."""
    await items_for(register)
    items = await claim(register, "w")
    assert await finish(register, items)
    assert await finish(register, items, ItemState.held) == set()
    await set_all(register, lease_until=None, next_try_at=None)
    assert await claim(register, "w") == []


async def test_of_many_items_only_those_still_held_are_recorded(register: Database) -> None:
    """A batch that lost one item records the others."""
    await items_for(register, 3)
    items = await claim(register, "first")
    async with register.write() as connection:
        lost = update(work_item).where(work_item.c.id == items[1].id)
        await connection.execute(lost.values(epoch=9))
    assert await finish(register, items) == {items[0].id, items[2].id}
    assert await finish(register, []) == set()


async def test_each_postponement_doubles_the_delay_up_to_an_hour(register: Database) -> None:
    """One minute, two, four: a system that stays away is asked once an hour at least."""
    await items_for(register)
    delays = []
    for _ in range(9):
        items = await claim(register, "w")
        async with register.write() as connection:
            before = await clock(connection)
            assert await work.postpone(connection, items) == {items[0].id}
            after = await clock(connection)
        (row,) = await rows_of(register, work_item)
        assert row.owner is None
        # Whole minutes, give or take the time between the two looks at the clock.
        minutes = round((row.next_try_at - before) / timedelta(minutes=1))
        assert row.next_try_at - after <= timedelta(minutes=minutes) <= row.next_try_at - before
        delays.append(minutes)
        assert await claim(register, "w") == []
        await set_all(register, next_try_at=None)
    assert delays == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_a_postponed_item_is_due_when_its_time_has_come(register: Database) -> None:
    """Until then its system is not listed; afterwards it is, and the item is claimed."""
    await items_for(register, 1, ("crm", "ats"))
    async with register.write() as connection:
        items = await work.claim(connection, Step.locate, "crm", limit=9, owner="w")
        await work.postpone(connection, items)
        assert await work_due.due_systems(connection, Step.locate) == ["ats"]
        past = await clock(connection) - timedelta(milliseconds=2)
        await connection.execute(update(work_item).values(next_try_at=past))
        assert await work_due.due_systems(connection, Step.locate) == ["ats", "crm"]
        assert await work_due.due_systems(connection, Step.gather) == []
    assert [item.tries for item in await claim(register, "w")] == [2]


async def test_items_postponed_together_keep_their_own_delays(register: Database) -> None:
    """One batch may hold first and fifth tries."""
    await items_for(register, 2)
    first, fifth = await claim(register, "w")
    async with register.write() as connection:
        later = Item(fifth.id, fifth.case_id, fifth.request_id, fifth.system, 5, fifth.epoch)
        assert await work.postpone(connection, [first, later]) == {first.id, fifth.id}
    one, other = await rows_of(register, work_item)
    assert round((other.next_try_at - one.next_try_at) / timedelta(minutes=1)) == 15


async def test_a_held_item_waits_until_it_is_opened_again(register: Database) -> None:
    """A person's answer opens the step of the case, and of no other case."""
    one, other = await items_for(register, 2)
    items = await claim(register, "w")
    await finish(register, items, ItemState.held)
    assert await claim(register, "w") == []
    async with register.write() as connection:
        await halting.reopen(connection, [], Step.locate)
        await halting.reopen(connection, [other], Step.identify)
        await halting.reopen(connection, [one], Step.locate)
    again = await claim(register, "w")
    assert [item.case_id for item in again] == [one]
    assert await finish(register, [items[0]]) == set()


async def test_reopening_leaves_done_work_done(register: Database) -> None:
    """Only what waited for a person goes on."""
    (one,) = await items_for(register, 1, ("crm", "ats"))
    await finish(register, await claim(register, "w"))
    async with register.write() as connection:
        await halting.reopen(connection, [one], Step.locate)
    assert await states(register) == [ItemState.done, ItemState.open]


async def test_a_dead_workers_leases_are_taken_back_at_once(register: Database) -> None:
    """Nobody waits ten minutes for a dead one; the living keep what they hold."""
    await items_for(register, 3)
    dead = await claim(register, "dead", limit=2)
    living = await claim(register, "living")
    async with register.read() as connection:
        assert sorted(await work_due.owners(connection)) == ["dead", "living"]
    async with register.write() as connection:
        assert await halting.release_owner(connection, "dead") == 2
        assert await halting.release_owner(connection, "nobody") == 0
        assert await work_due.owners(connection) == ["living"]
    again = await claim(register, "next")
    assert [item.id for item in again] == [item.id for item in dead]
    assert await finish(register, dead) == set()
    assert await finish(register, living) == {living[0].id}


async def test_adding_an_item_again_leaves_it_as_it_is(register: Database) -> None:
    """A step that runs twice does not open work again that was done."""
    (one,) = await items_for(register)
    (row,) = await rows_of(register, work_item)
    await finish(register, await claim(register, "w"))
    async with register.write() as connection:
        await work.add(connection, [(one, row.request_id, "crm")], Step.locate)
        await work.add(connection, [], Step.locate)
    assert await states(register) == [ItemState.done]


async def complete(register: Database, ids: Sequence[int]) -> list[tuple[int, int]]:
    """Ask which pairs are complete."""
    async with register.write() as connection:
        await cases.lock(connection, ids)
        return await work_due.complete(connection, [Step.locate], ids)


async def test_a_pair_is_complete_when_every_system_has_answered(register: Database) -> None:
    """A system that is open, or held for a person, keeps the case where it is."""
    (one,) = await items_for(register, 1, ("crm", "ats"))
    assert await complete(register, [one]) == []
    await finish(register, await claim(register, "w"))
    assert await complete(register, [one]) == []
    await finish(register, await claim(register, "w", system="ats"), ItemState.held)
    assert await complete(register, [one]) == []
    await set_all(register, state=ItemState.done)
    (row, _) = await rows_of(register, work_item)
    assert await complete(register, [one]) == [(one, row.request_id)]
    assert await complete(register, [one + 1]) == []


async def test_a_pair_that_has_gone_on_is_complete_no_more(register: Database) -> None:
    """The next step is begun once."""
    (one,) = await items_for(register)
    await finish(register, await claim(register, "w"))
    async with register.write() as connection:
        pairs = await work_due.complete(connection, [Step.locate], [one])
        await work.add(connection, [(*pairs[0], "")], Step.identify)
        assert await work_due.complete(connection, [Step.locate], [one]) == []


async def test_a_pair_is_complete_when_several_steps_are_done_in_every_system(
    register: Database,
) -> None:
    """What one system is to do holds the pair, although all of them have answered."""
    (one,) = await items_for(register)
    (row,) = await rows_of(register, work_item)
    both = [Step.locate, Step.stop]
    await finish(register, await claim(register, "w"))
    async with register.write() as connection:
        assert await work_due.with_step(connection, Step.stop, [row.request_id]) == set()
        await work.add(connection, [(one, row.request_id, "crm")], Step.stop)
        assert await work_due.with_step(connection, Step.stop, [row.request_id]) == {row.request_id}
        assert await work_due.complete(connection, both, [one]) == []
    await set_all(register, state=ItemState.done)
    async with register.write() as connection:
        assert await work_due.complete(connection, both, [one]) == [(one, row.request_id)]


async def test_two_that_finish_two_systems_at_once_complete_a_pair_once(
    home: Home, register: Database
) -> None:
    """The second sees what the first has done: neither nobody nor both begin the next step."""
    ids = await items_for(register, 12, ("crm", "ats"))
    workers = [(register, "crm"), (home.open(), "ats")]
    held = {system: await claim(at, system, system=system) for at, system in workers}

    async def end(at: Database, item: Item) -> int:
        async with at.write() as connection:
            await cases.lock(connection, [item.case_id])
            assert await work.finish(connection, [item]) == {item.id}
            ready = await work_due.complete(connection, [Step.locate], [item.case_id])
            await work.add(connection, [(*pair, "") for pair in ready], Step.identify)
            return len(ready)

    for number in range(len(ids)):
        ends = [end(at, held[system][number]) for at, system in workers]
        assert sum(await asyncio.gather(*ends)) == 1


async def test_postponing_nothing_is_nothing(register: Database) -> None:
    """An empty batch is no statement."""
    async with register.write() as connection:
        assert await work.postpone(connection, []) == set()


async def two_rights(
    register: Database, *, state: ItemState = ItemState.held
) -> tuple[int, int, int]:
    """Open a case with items for access and erasure; return case and both requests."""
    (case,) = await opened(register)
    (access,) = await asked(register, [case])
    (erasure,) = await asked(register, [case], Right.erasure)
    async with register.write() as connection:
        wanted = [(case.id, one.id, "crm") for one in (access, erasure)]
        await work.add(connection, wanted, Step.locate)
    await set_all(register, state=state)
    return case.id, access.id, erasure.id


async def open_now(register: Database) -> set[int]:
    """Return the requests that have an open item."""
    rows = await rows_of(register, work_item)
    return {row.request_id for row in rows if row.state == ItemState.open}


async def test_a_case_that_goes_on_opens_all_that_was_held(register: Database) -> None:
    """In every step and system; another case waits on."""
    case_id, access, erasure = await two_rights(register)
    await two_rights(register)
    async with register.write() as connection:
        await work.add(connection, [(case_id, access, "ats")], Step.gather)
        await connection.execute(update(work_item).values(state=ItemState.held))
        await halting.reopen_all(connection, case_id)
    assert await open_now(register) == {access, erasure}
    assert (await states(register)).count(ItemState.open) == 3


async def test_what_was_refused_is_not_done_after_all(register: Database) -> None:
    """The case goes on with the rest: a refused or misread request keeps its items held."""
    case_id, access, erasure = await two_rights(register)
    async with register.write() as connection:
        await case_requests.settle_requests(connection, [access], Outcome.refused)
        await halting.reopen_all(connection, case_id)
    assert await open_now(register) == {erasure}
    async with register.write() as connection:
        await halting.retry(connection, case_id, "crm")
    assert await open_now(register) == {erasure}
    async with register.write() as connection:
        await changes.reopen(connection, [access])
        await changes.drop(connection, [erasure], NOW)
        await connection.execute(update(work_item).values(state=ItemState.held))
        await halting.reopen_all(connection, case_id)
    assert await open_now(register) == {access}


async def test_what_was_extended_goes_on(register: Database) -> None:
    """Its answer is still to come."""
    case_id, access, erasure = await two_rights(register)
    async with register.write() as connection:
        await case_requests.settle_requests(connection, [access], Outcome.extended)
        await halting.reopen_all(connection, case_id)
    assert await open_now(register) == {access, erasure}


async def test_a_system_is_tried_again_now(register: Database) -> None:
    """Whether its items were held or postponed; other systems and what is done stay."""
    case_id, access, erasure = await two_rights(register, state=ItemState.open)
    async with register.write() as connection:
        await work.add(connection, [(case_id, access, "ats")], Step.locate)
        later = await clock(connection) + HOUR
        await connection.execute(update(work_item).values(next_try_at=later))
        held_one = work_item.c.request_id == erasure
        await connection.execute(update(work_item).where(held_one).values(state=ItemState.held))
    assert await claim(register, "w") == []
    async with register.write() as connection:
        await halting.retry(connection, case_id, "crm")
    assert {item.request_id for item in await claim(register, "w")} == {access, erasure}
    assert await claim(register, "w", system="ats") == []
    await set_all(register, state=ItemState.done)
    async with register.write() as connection:
        await halting.retry(connection, case_id, "crm")
    assert set(await states(register)) == {ItemState.done}


async def test_a_request_that_is_answered_otherwise_is_not_worked_on(register: Database) -> None:
    """What a worker has in hand for it is not recorded; the other right goes on."""
    _, access, erasure = await two_rights(register, state=ItemState.open)
    claimed = await claim(register, "w")
    async with register.write() as connection:
        await halting.stop_requests(connection, [access])
    kept = {item.id for item in claimed if item.request_id == erasure}
    assert await finish(register, claimed) == kept
    rows = {row.request_id: row for row in await rows_of(register, work_item)}
    assert (rows[access].state, rows[access].owner) == (ItemState.held, None)
    assert rows[erasure].state == ItemState.done
    async with register.write() as connection:
        await halting.stop_requests(connection, [erasure])
    assert (await states(register)).count(ItemState.done) == 1


async def test_answers_of_one_case_go_to_one_claimer(home: Home, register: Database) -> None:
    """However many claim at once, nobody waits for another, and a case is one letter."""
    of = await opened(register, *([new_case()] * 60))
    rights = (Right.access, Right.erasure, Right.restriction)
    requests = [one for right in rights for one in await asked(register, of, right)]
    async with register.write() as connection:
        await work.add(connection, [(one.case_id, one.id, "") for one in requests], Step.answer)
    registers = [register, *(home.open() for _ in range(7))]

    async def take(at: Database, owner: str) -> dict[int, int]:
        found: dict[int, int] = {}
        for _ in range(24):
            async with at.write() as connection:
                batch = await work.claim(connection, Step.answer, "", limit=2, owner=owner)
            for item in batch:
                found[item.case_id] = found.get(item.case_id, 0) + 1
        return found

    taken = await asyncio.gather(*(take(at, f"w{n}") for n, at in enumerate(registers)))
    assert {case: 3 for one in of for case in [one.id]} == {
        case: count for found in taken for case, count in found.items()
    }
    assert sum(map(len, taken)) == len(of), "no case went to two"
