"""What can be done in a system besides finding and gathering, and what it gives back.

A connector says what it can do by having the method; `capabilities_of` lists the protocols that it
satisfies. What it cannot do becomes a task for a person, never a silent success. Whoever changes
something can also verify it: a deed of which nobody can ask again is not offered.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias, runtime_checkable

from rightsflow.law.subject import Identifier

Value: TypeAlias = str | int | float | bool | None
"""A value as it stands in the copy: dates and decimals as text, faithfully."""


class Capability(StrEnum):
    """What may be done in a system, besides finding and gathering."""

    erase = "erase"
    rectify = "rectify"
    restrict = "restrict"
    release = "release"
    object = "object"
    verify = "verify"


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to records of one collection: they are deleted, or columns are set.

    `records` are names as `Finding.record` gave them; `values` None: the records, with the
    documents that belong to them, are deleted.
    """

    collection: str
    records: tuple[str, ...] = field(repr=False)
    values: Mapping[str, Value] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Order:
    """All that is to be done for one case by one capability: these records and no others."""

    case_number: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a system did for one order, in counts: an empty receipt is never success.

    Every record of the order is counted once. `removed`: deleted; `anonymised`: columns blanked
    by `erase`; `changed`: columns set by any other capability; `gone`: was not there any more.
    `retained` and `unreachable` map a reason code to the number of records.
    """

    case_number: str
    done_at: datetime
    removed: int = 0
    anonymised: int = 0
    changed: int = 0
    gone: int = 0
    retained: Mapping[str, int] = field(default_factory=dict)
    unreachable: Mapping[str, int] = field(default_factory=dict)

    @property
    def counted(self) -> int:
        """Return how many records the receipt speaks of."""
        done = self.removed + self.anonymised + self.changed + self.gone
        return done + sum(self.retained.values()) + sum(self.unreachable.values())


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be true of one case after its orders: to be asked again, and beyond.

    `orders` were carried out. `kept` names the records that may still be about the person.
    `everywhere`: nothing else of the person may be left; the system searches for the
    `identifiers` in all it has: other tables, notes, logs, old values, files.
    """

    case_number: str
    identifiers: tuple[Identifier, ...] = field(repr=False)
    orders: tuple[Order, ...]
    kept: frozenset[str] = field(default=frozenset(), repr=False)
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Residue:
    """Something that should not be there any more, or not so: where, and how many records.

    `place` names a table and column, a list or a kind of file; never a value, never a person.
    """

    case_number: str
    place: str
    records: int


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What orders would do: their receipts, and by table how many rows before and after."""

    receipts: tuple[Receipt, ...]
    rows: Mapping[str, tuple[int, int]]


@runtime_checkable
class Erases(Protocol):
    """Can erase (Article 17)."""

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Delete records and blank columns, what hangs on a record first; one receipt an order.

        Repeating it is harmless: what is not there any more counts as `gone`. Raises `TryAgain`
        if the system cannot be asked now, `NeedsPerson` if it refuses; then nothing of the
        orders was done, or repeating finishes it.
        """


@runtime_checkable
class Rectifies(Protocol):
    """Can correct single fields (Article 16)."""

    async def rectify(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Set the columns to the new values; one receipt an order, errors as `erase`."""


@runtime_checkable
class Restricts(Protocol):
    """Can mark records so that the system leaves them alone (Article 18)."""

    async def restrict(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Set the mark; one receipt an order, errors as `erase`."""


@runtime_checkable
class Releases(Protocol):
    """Can lift a restriction (Article 18(3))."""

    async def release(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Take the mark off; one receipt an order, errors as `erase`."""


@runtime_checkable
class Objects(Protocol):
    """Can stop processing for a purpose (Articles 7(3), 21)."""

    async def object(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Write down that the purpose has ended; one receipt an order, errors as `erase`."""


@runtime_checkable
class Verifies(Protocol):
    """Can ask again what is still there, and look wider than the records."""

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Return what is left of what should be gone, or is not as it was set; nothing: all well.

        Asks anew, by the records noted before and by identity, never from what it remembers.
        Raises `TryAgain` if the system cannot be asked now: never a shorter answer.
        """


@runtime_checkable
class Rehearses(Protocol):
    """Can try orders out and take all of it back. This is no capability: nothing stays done."""

    async def rehearse(
        self, capability: Capability, orders: Sequence[Order], *, now: datetime
    ) -> Rehearsed:
        """Return what the deed would do; raises what the deed itself would raise."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An identifier as it stands on a record, in canonical form (`rightsflow.canonical`)."""

    record: str
    identifier: Identifier


@runtime_checkable
class Lists(Protocol):
    """Can name everybody in it. This is no capability: nothing is done, nobody is asked about.

    The sweep needs it, because a keyed digest cannot be searched for inside a system.
    """

    def identities(self) -> AsyncIterator[Listed]:
        """Yield every address and phone on every record with identity columns, streaming.

        Raises `TryAgain` if the system cannot be asked now: never a shorter answer.
        """


_PROTOCOLS: dict[Capability, type] = {
    Capability.erase: Erases,
    Capability.rectify: Rectifies,
    Capability.restrict: Restricts,
    Capability.release: Releases,
    Capability.object: Objects,
    Capability.verify: Verifies,
}


def capabilities_of(connector: object) -> frozenset[Capability]:
    """Return what a connector can do; without verifying it changes nothing.

    Of a class of connectors, what they can do at most: one that may not write does less.
    """
    found = frozenset(one for one, can in _PROTOCOLS.items() if isinstance(connector, can))
    return found if Capability.verify in found else frozenset()
