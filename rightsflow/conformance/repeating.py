"""The contract, sixth part: a worker dies in the middle of a deed, and another one goes on."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from rightsflow.conformance.asking import located, planted, rule, subjects
from rightsflow.conformance.ordering import (
    NOW,
    counts_all,
    done,
    expected_of,
    left,
    needs,
    order_for,
    plain,
    size,
    told_of,
)
from rightsflow.conformance.people import person
from rightsflow.conformance.stage import Stage
from rightsflow.connector import Connector
from rightsflow.deeds import Capability, Expected, Order
from rightsflow.errors import RightsflowError

ERASE = Capability.erase

CUTS = (0.0, 0.2, 0.6)
"""When deeds are cut off, as parts of the time that one takes."""


class Repeats:
    """Any process may die between any two lines: running it again finishes the work."""

    async def test_a_deed_that_is_cut_off_is_finished_by_repeating(self, stage: Stage) -> None:
        """By another worker, which knows nothing of the first; the neighbours stay."""
        needs(stage, ERASE)
        first, *people = await planted(stage, len(CUTS) + 3)
        going, staying = people[: len(CUTS)], people[len(CUTS) :]
        async with stage.connector() as connector:
            told = await told_of(connector, [first, *people])
            orders = {case: order_for(case, found) for case, found in told.items()}
            lasted_s = await _lasted_s(connector, [orders[first.case_number]])
        for one, part in zip(going, CUTS, strict=False):
            mine = [orders[one.case_number]]
            async with stage.connector() as connector:
                await _cut_off(connector, mine, part * lasted_s)
            async with stage.connector() as connector:
                await _finishes(connector, mine)
                expected = expected_of([one], mine, everywhere=True)
                rule(not await left(connector, expected), "repeated, a deed is finished")
                rule(not await located(connector, subjects([one])), "who was erased is not found")
        async with stage.connector() as connector:
            after = await told_of(connector, staying)
        same = all(plain(after[p.case_number]) == plain(told[p.case_number]) for p in staying)
        rule(same, "nobody else loses or gains anything")

    async def test_of_two_people_with_one_address_one_can_go(self, stage: Stage) -> None:
        """What is kept stays to the letter, and is not taken for left over."""
        needs(stage, ERASE)
        if stage.unique_addresses:
            pytest.skip("the system lets no two people have one address")
        one, other = person(61, "both@example.com"), person(62, "both@example.com")
        await stage.plant([one, other])
        async with stage.connector() as connector:
            found = (await told_of(connector, [one]))[one.case_number]
            mine = [each for each in found if one.mark in repr(each.values.values())]
            others = [each for each in found if each not in mine]
            order = order_for(one.case_number, mine)
            kept = frozenset(each.record for each in others)
            counts_all([order], await done(connector, ERASE, [order]))
            after = (await told_of(connector, [one]))[one.case_number]
            rule(plain(after) == plain(others), "who has the same address loses nothing")
            (bare,) = expected_of([one], [order], everywhere=True)
            excused = Expected(one.case_number, bare.identifiers, (order,), kept, everywhere=True)
            rule(not await left(connector, [excused]), "what is kept is not left over")
            rule(bool(await left(connector, [bare])), "and what is not kept, is")


async def _lasted_s(connector: Connector, orders: Sequence[Order]) -> float:
    clock = asyncio.get_running_loop().time
    began = clock()
    await done(connector, ERASE, orders)
    return clock() - began


async def _cut_off(connector: Connector, orders: Sequence[Order], after_s: float) -> None:
    """Begin a deed and cancel it, as a worker that is told to stop does."""
    deed = asyncio.ensure_future(done(connector, ERASE, orders))
    # Begun in any case: a task that is cancelled before never runs.
    await asyncio.sleep(0)
    await asyncio.wait([deed], timeout=after_s)
    deed.cancel()
    await asyncio.gather(deed, return_exceptions=True)


async def _finishes(connector: Connector, orders: Sequence[Order]) -> None:
    """Repeat a deed, as the next worker does at a later time."""
    later = NOW + timedelta(minutes=10)
    try:
        receipts = await done(connector, ERASE, orders, now=later)
    except RightsflowError:
        rule(kept=False, text="a deed that was cut off can be repeated")
        return
    counts_all(orders, receipts, now=later)
    (order,), (receipt,) = orders, receipts
    rule(receipt.removed + receipt.gone == size(order), "and counts as removed or as gone")
