"""What orders want of each record, and what is told of them afterwards."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Literal, TypeAlias

from rightsflow.deeds import Order, Receipt, Value

from rightsflow_addressbook.records import NOTES, collection_of, record_of, root_of

HANGING = "others_hang_on_it"
"""Why a person is retained: a note that is not deleted with them would be nobody's."""

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


def held_by(entries: Iterable[Mapping[str, object]], fates: Mapping[str, Fate]) -> frozenset[str]:
    """Return the people to delete who have to stay, for the sake of notes that are not deleted."""
    notes = (entry for entry in entries if collection_of(entry) == NOTES)
    staying = (root_of(note) for note in notes if fates.get(record_of(note), {}) is not None)
    return frozenset(person for person in staying if fates.get(person, {}) is None)


def receipt_of(
    order: Order,
    there: Collection[str],
    held: Collection[str],
    done_at: datetime,
    kept_as: KeptAs,
) -> Receipt:
    """Count each record of the order once; `there` are those that the system had."""
    mine = fates_of([order])
    present = [record for record in mine if record in there]
    found = [mine[record] for record in present if record not in held]
    removed = found.count(None)
    columns_set = len(found) - removed
    return Receipt(
        case_number=order.case_number,
        done_at=done_at,
        removed=removed,
        anonymised=columns_set if kept_as == "anonymised" else 0,
        changed=columns_set if kept_as == "changed" else 0,
        gone=len(mine) - len(present),
        retained={HANGING: kept} if (kept := len(present) - len(found)) else {},
    )
