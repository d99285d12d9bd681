"""The contract, eighth part: some of a person's records are ordered, and the others are not."""

from collections.abc import Iterable, Sequence

import pytest

from rightsflow.conformance.asking import planted, rule
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
    size,
    told_of,
)
from rightsflow.conformance.people import Person
from rightsflow.conformance.stage import Stage
from rightsflow.connector import Connector, Finding
from rightsflow.deeds import Capability, Order, Value
from rightsflow.errors import NeedsPerson

ERASE = Capability.erase


class Parts:
    """What is ordered of a person is done, and what is not ordered stays what it was."""

    async def test_of_several_notes_one_can_go_and_the_order_be_repeated(
        self, stage: Stage
    ) -> None:
        """Whoever names records by their position takes the next one when an order is repeated."""
        needs(stage, ERASE)
        one = (await planted(stage, 2))[0]
        async with stage.connector() as connector:
            found = (await told_of(connector, [one]))[one.case_number]
            # The one in the middle: another takes its place, from wherever one counts.
            going = _notes(found, one)[1]
            staying = [each for each in found if each != going]
            order = order_for(one.case_number, [going])
            counts_all([order], await done(connector, ERASE, [order]))
        async with stage.connector() as connector:
            (again,) = await done(connector, ERASE, [order])
            nothing_more = (again.gone, again.counted) == (1, 1)
            rule(nothing_more, "repeated, an order finds nothing in the place of what is gone")
            after = (await told_of(connector, [one]))[one.case_number]
            rule(plain(after) == plain(staying), "a record keeps its name when its neighbour goes")
            expected = expected_of([one], [order], everywhere=False)
            rule(not await left(connector, expected), "and is not taken for what is gone")

    async def test_a_person_stays_while_notes_that_nobody_ordered_hang_below(
        self, stage: Stage
    ) -> None:
        """They would go along, or nobody would find them any more."""
        needs(stage, ERASE)
        one, other, *_ = await planted(stage, 2)
        async with stage.connector() as connector:
            told = await told_of(connector, [one, other])
            found = told[one.case_number]
            notes = {each.record for each in _notes(found, one)}
            order = order_for(one.case_number, [f for f in found if f.record not in notes])
            refused = await _is_refused(connector, order)
            rule(
                refused, "what nobody ordered holds the record on which it hangs, and this is said"
            )
        async with stage.connector() as connector:
            after = await told_of(connector, [one, other])
        mine = {each.record for each in after[one.case_number]}
        rule(notes <= mine, "what hangs below stays, and is found")
        same = plain(after[other.case_number]) == plain(told[other.case_number])
        rule(same, "nobody else loses or gains anything")

    async def test_an_order_can_set_several_columns_at_once(self, stage: Stage) -> None:
        """Each of them is set, and a record is counted once all the same."""
        collection, *columns = stage.sets or ("",)
        can = [one for one in BESIDES_ERASING if one in stage.can]
        if not can or len(columns) < 2:  # noqa: PLR2004 - several are at least two
            pytest.skip("the system does not set several columns")
        one, other, *_ = await planted(stage, 2)
        values: dict[str, Value] = {name: f"{SET_TO} {name}" for name in columns}
        async with stage.connector() as connector:
            told = await told_of(connector, [one, other])
            mine = [f for f in told[one.case_number] if f.collection == collection]
            order = order_for(one.case_number, mine, values)
            (receipt,) = await done(connector, can[0], [order])
            counts_all([order], [receipt])
            rule(receipt.changed == size(order) > 0, "a record is counted once, as set")
            await _are_set(connector, one, mine, values)
            after = await told_of(connector, [other])
        same = plain(after[other.case_number]) == plain(told[other.case_number])
        rule(same, "nobody else loses or gains anything")


def _notes(found: Iterable[Finding], person: Person) -> list[Finding]:
    """Return the findings that hold a note, in the order in which they came."""
    found = list(found)
    notes = [each for each in found if set(person.notes) & set(each.values.values())]
    records = [each.record for each in notes]
    apart = len(records) == len(set(records)) == len(person.notes)
    if not apart or len(records) == len({each.record for each in found}):
        pytest.skip("the system has no records below a person")
    return notes


async def _is_refused(connector: Connector, order: Order) -> bool:
    """Give an order that cannot be carried out; tell whether the system said so."""
    try:
        receipts = await done(connector, ERASE, [order])
    except NeedsPerson:
        return True
    counts_all([order], receipts)
    return sum(receipts[0].retained.values()) > 0


async def _are_set(
    connector: Connector, person: Person, before: Sequence[Finding], values: dict[str, Value]
) -> None:
    """Look at every column, then ask whether they hold this, and whether others."""
    records = {each.record for each in before}
    after = (await told_of(connector, [person]))[person.case_number]
    mine = [each for each in after if each.record in records]
    stands = all(values.items() <= each.values.items() for each in mine)
    rule(bool(mine) and stands, "each column that is set stands there")
    for name in values:
        wanted = order_for(person.case_number, mine, values | {name: "something else"})
        residues = await left(connector, expected_of([person], [wanted], everywhere=False))
        rule(bool(residues), "verifying reads every column")
    right = order_for(person.case_number, mine, values)
    expected = expected_of([person], [right], everywhere=False)
    rule(not await left(connector, expected), "and is content where all of them are as set")
