"""What orders want of each record, and what is told of them afterwards."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Literal, TypeAlias

from rightsflow.deeds import Order, Receipt, Value

Fate: TypeAlias = Mapping[str, Value] | None
"""Columns to set, or None: the record is deleted."""

KeptAs: TypeAlias = Literal["anonymised", "changed"]
"""The word for columns that were set: `erase` anonymises, any other deed changes."""


def fates_of(orders: Iterable[Order]) -> dict[str, Fate]:
    """Return what becomes of each record; where one order deletes it, no other keeps it."""
    fates: dict[str, Fate] = {}
    for order in orders:
        for change in order.changes:
            for record in change.records:
                known = fates.get(record, {})
                goes = known is None or change.values is None
                fates[record] = None if goes else {**(known or {}), **(change.values or {})}
    return fates


def receipt_of(order: Order, there: Collection[str], done_at: datetime, kept_as: KeptAs) -> Receipt:
    """Count each record of the order once; `there` are those that the system had."""
    mine = fates_of([order])
    found = [fate for record, fate in mine.items() if record in there]
    removed = found.count(None)
    columns_set = len(found) - removed
    return Receipt(
        case_number=order.case_number,
        done_at=done_at,
        removed=removed,
        anonymised=columns_set if kept_as == "anonymised" else 0,
        changed=columns_set if kept_as == "changed" else 0,
        gone=len(mine) - len(found),
    )
