"""A system in memory that can be changed, and others that are not to be trusted with it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from rightsflow.conformance import Person, Trouble
from rightsflow.deeds import Capability, Change, Expected, Order, Receipt, Residue, Value
from rightsflow.errors import NeedsPerson, TryAgain
from tests.rightsflow.conformance.memory import Memory, MemoryStage

GONE = Person("", "", ())


class Changing(Memory):
    """Carries out orders and asks again as the contract wants it."""

    def __init__(self, people: list[Person], trouble: Trouble) -> None:
        """Take who is held, and what is wrong; the log is the stage's."""
        super().__init__(people, trouble)
        self.log: list[str] = []

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Leave empty places, or set columns."""
        await asyncio.sleep(0)
        return self.carried_out(orders, now, "anonymised")

    async def rectify(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Set columns."""
        return self.carried_out(orders, now, "changed")

    restrict = release = object = rectify

    def carried_out(self, orders: Sequence[Order], now: datetime, word: str) -> list[Receipt]:
        """Do all, and count each record once; an answer that breaks off comes too late."""
        if self.trouble is not Trouble.broken:
            self.ask([])
        receipts = [self.receipt(order, now, word) for order in orders]
        self.ask([])
        return receipts

    def receipt(self, order: Order, now: datetime, word: str) -> Receipt:
        """Carry out one order."""
        counts = {"removed": 0, word: 0, "gone": 0}
        for change in order.changes:
            for record in change.records:
                key = int(record.partition(":")[2])
                if not self.people[key].mark:
                    counts["gone"] += 1
                elif change.values is None:
                    self.remove(key)
                    counts["removed"] += 1
                else:
                    self.set(key, change.values)
                    counts[word] += 1
        given: Any = counts
        return Receipt(order.case_number, now, **given)

    def remove(self, key: int) -> None:
        """Leave an empty place, unless the system only says so."""
        if self.trouble is not Trouble.lying:
            self.people[key] = GONE

    def set(self, key: int, values: Mapping[str, Value]) -> None:
        """Set the only note."""
        self.people[key] = replace(self.people[key], notes=(str(values["note"]),))

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Look for records, people and lines of the log."""
        self.ask([])
        return [
            Residue(one.case_number, place, 1)
            for one in expected
            for place in (*self.by_record(one), *(self.by_identity(one) if one.everywhere else ()))
        ]

    def by_record(self, one: Expected) -> list[str]:
        """Return a place for each record that is not as it should be."""
        changes = [change for order in one.orders for change in order.changes]
        return [
            "people.note"
            for change in changes
            for record in change.records
            if not self.is_as_ordered(self.people[int(record.partition(":")[2])], change)
        ]

    def is_as_ordered(self, person: Person, change: Change) -> bool:
        """Tell whether a place is empty, or holds what was set."""
        if change.values is None or not person.mark:
            return not person.mark
        return person.notes == (change.values["note"],)

    def by_identity(self, one: Expected) -> list[str]:
        """Return a place for each person and line found by an address."""
        addresses = [identifier.value for identifier in one.identifiers]
        held = [
            person
            for key, person in enumerate(self.people)
            if f"people:{key}" not in one.kept
            and any(self.same(person.email, each) for each in addresses)
        ]
        lines = [line for line in self.log if any(each in line for each in addresses)]
        return ["people.email"] * len(held) + ["log"] * len(lines)


class Claiming(Changing):
    """Says that it has erased, and has not."""

    def remove(self, key: int) -> None:
        """Keep it."""


class Trampling(Changing):
    """Takes a neighbour along."""

    def remove(self, key: int) -> None:
        """Remove one more."""
        super().remove(key)
        super().remove((key + 1) % len(self.people))


class EmptyReceipts(Changing):
    """Counts nothing, and calls it done."""

    def receipt(self, order: Order, now: datetime, word: str) -> Receipt:
        """Keep the counts back."""
        super().receipt(order, now, word)
        return Receipt(order.case_number, now)


class OneReceipt(Changing):
    """Gives a batch the receipt of its first case."""

    def carried_out(self, orders: Sequence[Order], now: datetime, word: str) -> list[Receipt]:
        """Do all, and tell of one."""
        return super().carried_out(orders, now, word)[:1]


class Boasting(Changing):
    """Counts what had gone before as its own work."""

    def receipt(self, order: Order, now: datetime, word: str) -> Receipt:
        """Turn one number into another."""
        real = super().receipt(order, now, word)
        return replace(real, removed=real.removed + real.gone, gone=0)


class Modest(Changing):
    """Counts its own work as gone before."""

    def receipt(self, order: Order, now: datetime, word: str) -> Receipt:
        """Turn one number into another."""
        real = super().receipt(order, now, word)
        return replace(real, removed=0, gone=real.removed + real.gone)


class Trusting(Changing):
    """Verifies by taking its own word."""

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Find nothing."""
        del expected
        self.ask([])
        return []


class Alarmed(Changing):
    """Verifies by finding something, always."""

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Find one."""
        self.ask([])
        return [Residue(one.case_number, "people", 1) for one in expected]


class Narrow(Changing):
    """Verifies by the records noted, and looks nowhere else."""

    def by_identity(self, one: Expected) -> list[str]:
        """Look for nobody."""
        del one
        return []


class Unread(Changing):
    """Verifies that a record is there, not what stands in it."""

    def is_as_ordered(self, person: Person, change: Change) -> bool:
        """Look at the record alone."""
        return super().is_as_ordered(person, change) or change.values is not None


class Indiscreet(Changing):
    """Names the person in a residue."""

    def by_identity(self, one: Expected) -> list[str]:
        """Tell the mark."""
        addresses = [identifier.value for identifier in one.identifiers]
        return [p.mark for p in self.people if any(self.same(p.email, each) for each in addresses)]


class Untouching(Changing):
    """Says that it has set a column, and has not."""

    def set(self, key: int, values: Mapping[str, Value]) -> None:
        """Keep what is there."""


class Miscounting(Changing):
    """Takes blanking for deleting in its receipt."""

    def receipt(self, order: Order, now: datetime, word: str) -> Receipt:
        """Call all of it removed."""
        real = super().receipt(order, now, word)
        return replace(real, removed=real.anonymised + real.changed, anonymised=0, changed=0)


class Spreading(Changing):
    """Sets the column of everybody."""

    def set(self, key: int, values: Mapping[str, Value]) -> None:
        """Forget which record it was."""
        del key
        for each in range(len(self.people)):
            super().set(each, values)


class Clearing(Changing):
    """Takes an order of nothing for an order of everything."""

    def receipt(self, order: Order, now: datetime, word: str) -> Receipt:
        """Clear all."""
        if not order.changes:
            self.people[:] = [GONE] * len(self.people)
        return super().receipt(order, now, word)


class Brave(Changing):
    """Gives a dead system's word."""

    def ask(self, subjects: Sequence[Any]) -> None:
        """Fail nobody."""


class Gossiping(Changing):
    """Repeats in an error what it was asked to erase."""

    def carried_out(self, orders: Sequence[Order], now: datetime, word: str) -> list[Receipt]:
        """Quote a person."""
        if self.trouble is Trouble.dead:
            message = f"no answer about {self.people[0].email}"
            raise TryAgain(message)
        return super().carried_out(orders, now, word)


class Final(Changing):
    """Takes a dead system for one that refuses."""

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Ask for a person."""
        if self.trouble is Trouble.dead:
            raise NeedsPerson
        return await super().verify(expected)


class Unverified(Memory):
    """Erases, and cannot be asked again."""

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Do nothing that anybody could prove."""
        return [Receipt(one.case_number, now) for one in orders]


class Boastful(Changing):
    """Can do more than its stage knows."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Leave verifying out."""
        return super().capabilities - {Capability.verify}


class ChangingStage(MemoryStage):
    """A system in memory with a log, that can do everything."""

    can = frozenset(Capability)
    sets: tuple[str, ...] = ("people", "note")

    def __init__(self, opens: type[Memory] = Changing) -> None:
        """Take the kind of connector that is tried."""
        super().__init__(opens)
        self.log: list[str] = []

    async def leave_trace(self, person: Person) -> bool:
        """Write into the log."""
        self.log.append(f"mail sent to {person.email}")
        return True

    def connector(self, trouble: Trouble = Trouble.none) -> Memory:
        """Open it, with its log."""
        made = super().connector(trouble)
        if isinstance(made, Changing):
            made.log = self.log
        return made
