"""The contract, fourth part: what is ordered is done, nothing else is, and it can be verified."""

import asyncio
from collections.abc import Sequence
from functools import partial

import pytest

from rightsflow.conformance.asking import (
    located,
    names_nobody,
    planted,
    rule,
    subjects,
)
from rightsflow.conformance.failing import SLACK_S
from rightsflow.conformance.ordering import (
    BESIDES_ERASING,
    SET_TO,
    counts_all,
    done,
    expected_of,
    left,
    needs,
    order_for,
    plain,
    setting,
    size,
    told_of,
)
from rightsflow.conformance.people import Person
from rightsflow.conformance.stage import Stage, Trouble
from rightsflow.connector import Connector
from rightsflow.deeds import (
    Capability,
    Erases,
    Objects,
    Order,
    Rectifies,
    Releases,
    Restricts,
    Verifies,
)
from rightsflow.errors import TryAgain

ERASE, VERIFY = Capability.erase, Capability.verify


class Does:
    """Deeds: those that the stage says its system can do (`can`)."""

    async def test_what_can_be_changed_can_be_verified(self, stage: Stage) -> None:
        """A deed of which nobody can ask again is not offered."""
        async with stage.connector() as connector:
            changes = (Erases, Rectifies, Restricts, Releases, Objects)
            offers = any(isinstance(connector, one) for one in changes)
            rule(isinstance(connector, Verifies) or not offers, "who changes can verify")
            differ = sorted(connector.capabilities ^ stage.can)
        rule(not differ, "a connector says what it can do", *differ)

    async def test_erasing_takes_what_is_named_and_nothing_else(self, stage: Stage) -> None:
        """Every second person goes, in one batch; the neighbours stay to the letter."""
        needs(stage, ERASE)
        people = await planted(stage)
        going, staying = people[::2], people[1::2]
        async with stage.connector() as connector:
            told = await told_of(connector, people)
            orders = [order_for(one.case_number, told[one.case_number]) for one in going]
            await done(connector, ERASE, orders)
        async with stage.connector() as connector:
            rule(not await located(connector, subjects(going)), "who was erased is not found")
            after = await told_of(connector, staying)
        for one in staying:
            same = plain(after[one.case_number]) == plain(told[one.case_number])
            rule(same, "nobody else loses or gains anything")

    async def test_a_receipt_counts_every_record(self, stage: Stage) -> None:
        """An empty receipt is never success; what was there is removed."""
        needs(stage, ERASE)
        people = await planted(stage)
        async with stage.connector() as connector:
            told = await told_of(connector, people)
            orders = [order_for(one.case_number, told[one.case_number]) for one in people]
            receipts = await done(connector, ERASE, orders)
        counts_all(orders, receipts)
        removed = all(size(one) == of.removed for one, of in zip(orders, receipts, strict=True))
        rule(removed, "what was deleted counts as removed")

    async def test_erasing_again_finds_nothing_any_more(self, stage: Stage) -> None:
        """A step that died is run again: what has gone counts as gone."""
        needs(stage, ERASE)
        people = (await planted(stage))[:2]
        async with stage.connector() as connector:
            told = await told_of(connector, people)
            orders = [order_for(one.case_number, told[one.case_number]) for one in people]
            await done(connector, ERASE, orders[:1])
        async with stage.connector() as connector:
            again = await done(connector, ERASE, orders)
        counts_all(orders, again)
        rule(again[0].gone == size(orders[0]), "what is not there any more counts as gone")
        rule(again[1].removed == size(orders[1]), "and what is there as removed")

    async def test_verifying_finds_all_before_and_nothing_after(self, stage: Stage) -> None:
        """It asks the system, and is neither blind nor alarmed."""
        needs(stage, ERASE)
        people = (await planted(stage))[:3]
        async with stage.connector() as connector:
            told = await told_of(connector, people)
            orders = [order_for(one.case_number, told[one.case_number]) for one in people]
            expected = expected_of(people, orders, everywhere=True)
            before = await left(connector, expected)
            named = {one.case_number for one in before if one.records > 0}
            rule(named == {one.case_number for one in people}, "what is still there is found")
            shown = repr(before)
            rule(not any(one.mark in shown for one in people), "a residue names nobody")
            await done(connector, ERASE, orders)
            rule(not await left(connector, expected), "after erasing, nothing is left")
        async with stage.connector() as connector:
            rule(not await left(connector, expected), "whoever asks anew finds nothing either")

    async def test_verifying_finds_a_person_who_is_there_again(self, stage: Stage) -> None:
        """Under another record: it looks by identity, and not only for what was noted."""
        needs(stage, ERASE)
        people = (await planted(stage))[:2]
        async with stage.connector() as connector:
            told = await told_of(connector, people)
            orders = [order_for(one.case_number, told[one.case_number]) for one in people]
            await done(connector, ERASE, orders)
        await stage.plant(people[:1])
        async with stage.connector() as connector:
            found = await left(connector, expected_of(people, orders, everywhere=True))
        cases = {one.case_number for one in found}
        rule(cases == {people[0].case_number}, "a person who is there again is found")

    async def test_verifying_finds_what_lies_elsewhere(self, stage: Stage) -> None:
        """A log, a copy, an old value: places that no record of the order names."""
        needs(stage, ERASE)
        people = (await planted(stage))[:2]
        if not await stage.leave_trace(people[0]):
            pytest.skip("the system has no other place for a person's data")
        async with stage.connector() as connector:
            told = await told_of(connector, people)
            orders = [order_for(one.case_number, told[one.case_number]) for one in people]
            await done(connector, ERASE, orders)
            found = await left(connector, expected_of(people, orders, everywhere=True))
        cases = {one.case_number for one in found}
        rule(cases == {people[0].case_number}, "a trace elsewhere is found, and whose it is")

    async def test_erasing_can_blank_and_keep_the_record(self, stage: Stage) -> None:
        """What a duty keeps stays; what it does not need is set."""
        needs(stage, ERASE)
        await _sets(stage, [ERASE])

    async def test_every_other_deed_sets_what_is_ordered(self, stage: Stage) -> None:
        """Correcting, marking, releasing and stopping change these columns of these records."""
        others = [one for one in BESIDES_ERASING if one in stage.can]
        if not others:
            pytest.skip("the system cannot do anything besides erasing")
        await _sets(stage, others)

    async def test_nothing_ordered_is_nothing_done(self, stage: Stage) -> None:
        """An empty batch and an order without records are no order to clear the system."""
        needs(stage, ERASE)
        people = await planted(stage)
        async with stage.connector() as connector:
            before = await told_of(connector, people)
            rule(await done(connector, ERASE, []) == [], "without an order there is no receipt")
            (receipt,) = await done(connector, ERASE, [Order("case1", ())])
            rule(receipt.counted == 0, "an order of nothing counts nothing")
            after = await told_of(connector, people)
        same = all(plain(after[case]) == plain(found) for case, found in before.items())
        rule(same, "ordered nothing, nothing is done")

    async def test_a_dead_system_is_changed_later(self, stage: Stage) -> None:
        """Neither a receipt nor a clean bill comes from a system that does not answer."""
        needs(stage, ERASE)
        people = (await planted(stage))[:2]
        async with stage.connector() as connector:
            told = await told_of(connector, people)
        orders = [order_for(one.case_number, told[one.case_number]) for one in people]
        clock = asyncio.get_running_loop().time
        async with stage.connector(Trouble.dead) as connector:
            settings = connector.system.connection
            limit_s = settings.get("patience_s", 1) + settings.get("timeout_s", 10) + SLACK_S
            for asked in (
                partial(done, connector, ERASE, orders),
                partial(left, connector, expected_of(people, orders, everywhere=True)),
            ):
                began = clock()
                error: BaseException | None = None
                try:
                    await asked()
                except Exception as raised:  # noqa: BLE001 - judging errors is the purpose
                    error = raised
                rule(isinstance(error, TryAgain), "a system that does not answer is asked later")
                rule(clock() - began < limit_s, "a connector waits no longer than its patience")
                rule(names_nobody(error, people), "an error names nobody")


async def _sets(stage: Stage, capabilities: Sequence[Capability]) -> None:
    """Set a column of one person, by each deed in turn, and look at it and at the neighbour."""
    if not stage.sets:
        pytest.skip("the system sets no columns")
    one, other, *_ = await planted(stage)
    async with stage.connector() as connector:
        told = await told_of(connector, [one, other])
        for capability in capabilities:
            value = f"{SET_TO} {capability}"
            order = setting(stage, one.case_number, told[one.case_number], value)
            receipts = await done(connector, capability, [order])
            counts_all([order], receipts)
            counted = receipts[0].anonymised if capability is ERASE else receipts[0].changed
            rule(counted == size(order) > 0, "what was set counts as set, and as nothing else")
            await _is_as_set(connector, stage, one, value)
        after = await told_of(connector, [other])
    same = plain(after[other.case_number]) == plain(told[other.case_number])
    rule(same, "nobody else loses or gains anything")


async def _is_as_set(connector: Connector, stage: Stage, person: Person, value: str) -> None:
    """Look at the records themselves, then ask whether they hold this, and whether another."""
    collection, column, *_ = stage.sets
    found = (await told_of(connector, [person]))[person.case_number]
    mine = [one.values for one in found if one.collection == collection and column in one.values]
    rule(bool(mine) and all(of[column] == value for of in mine), "what is set stands there")
    for wanted in (value, "something else"):
        order = setting(stage, person.case_number, found, wanted)
        residues = await left(connector, expected_of([person], [order], everywhere=False))
        rule(bool(residues) is (wanted != value), "verifying reads what stands there")
