"""What becomes of each record that orders name, and how it is counted."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from rightsflow.deeds import Capability, Change, Expected, Order, Receipt, Value
from rightsflow.errors import NeedsPerson


class Record(NamedTuple):
    """A record: its collection and its key, as text."""

    collection: str
    key: str

    def __str__(self) -> str:
        """Return its name as `Finding.record` gives it."""
        return f"{self.collection}:{self.key}"


Fate: TypeAlias = Mapping[str, Value] | None
"""The columns that are set; None: the record is deleted."""

NOTHING_LEFT: Mapping[str, str] = MappingProxyType({})
"""Everything was done."""


def fates(changes: Iterable[Change], system: str) -> dict[Record, Fate]:
    """Return what becomes of each record: the last word counts, and what is deleted stays so.

    Raises `NeedsPerson` if a record is none of its collection.
    """
    found: dict[Record, Fate] = {}
    for change in changes:
        for name in change.records:
            collection, _, key = name.partition(":")
            if collection != change.collection or not key:
                message = f"An order for {system} names no record of {change.collection}."
                raise NeedsPerson(message)
            record = Record(collection, key)
            before = found.get(record, {})
            gone = before is None or change.values is None
            found[record] = None if gone else {**(before or {}), **(change.values or {})}
    return found


def of_all(orders: Sequence[Order], system: str) -> dict[Record, Fate]:
    """Return what becomes of each record of several cases, of which one may want it deleted.

    Raises `NeedsPerson` if two cases want different values in one column.
    """
    found: dict[Record, Fate] = {}
    for order in orders:
        for record, fate in fates(order.changes, system).items():
            before = found.get(record, {})
            if fate is None or before is None:
                found[record] = None
                continue
            if any(column in before and before[column] != fate[column] for column in fate):
                message = f"Two cases want different values in a record of {record.collection}."
                raise NeedsPerson(message)
            found[record] = {**before, **fate}
    return found


def expected_of(expected: Iterable[Expected], system: str) -> dict[Record, list[tuple[str, Fate]]]:
    """Return, by record, what each case has ordered of it."""
    wanted: dict[Record, list[tuple[str, Fate]]] = defaultdict(list)
    for one in expected:
        changes = (change for order in one.orders for change in order.changes)
        for record, fate in fates(changes, system).items():
            wanted[record].append((one.case_number, fate))
    return wanted


def receipt(
    order: Order,
    capability: Capability,
    wanted: Mapping[Record, Fate],
    there: Container[str],
    now: datetime,
    left: Mapping[str, str] = NOTHING_LEFT,
    retained: Container[str] = (),
) -> Receipt:
    """Return the receipt of one order: each of its records is counted once.

    `wanted`: what becomes of each record for all cases. `there`: names of records that were there
    when the work began. `left`: by name why something was not done; a reason in `retained` is one
    of ours, any other one of the system's.
    """
    counts, kept, unreachable = Counter[str](), Counter[str](), Counter[str]()
    for record, fate in fates(order.changes, "").items():
        name = str(record)
        if name not in there or (fate is not None and wanted[record] is None):
            counts["gone"] += 1
        elif (why := left.get(name)) is not None:
            (kept if why in retained else unreachable)[why] += 1
        else:
            counts["removed" if fate is None else "set"] += 1
    blanked = counts["set"] if capability is Capability.erase else 0
    return Receipt(
        order.case_number,
        now,
        removed=counts["removed"],
        anonymised=blanked,
        changed=counts["set"] - blanked,
        gone=counts["gone"],
        retained=dict(kept),
        unreachable=dict(unreachable),
    )
