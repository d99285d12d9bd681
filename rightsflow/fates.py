"""What becomes of each record that orders name, and how it is counted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from rightsflow.deeds import Capability, Change, Order, Receipt, Value
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


def receipt(
    order: Order,
    capability: Capability,
    all_: Mapping[Record, Fate],
    there: Mapping[str, frozenset[str]],
    now: datetime,
) -> Receipt:
    """Return the receipt of one order: each of its records is counted once.

    `there`: by collection the keys of those that were there when the work began.
    """
    removed = set_ = gone = 0
    for record, fate in fates(order.changes, "").items():
        is_there = record.key in there.get(record.collection, frozenset())
        if not is_there or (fate is not None and all_[record] is None):
            gone += 1
        elif fate is None:
            removed += 1
        else:
            set_ += 1
    if capability is Capability.erase:
        return Receipt(order.case_number, now, removed=removed, anonymised=set_, gone=gone)
    return Receipt(order.case_number, now, removed=removed, changed=set_, gone=gone)
