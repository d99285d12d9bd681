"""Receipts: each record of an order counted once, by what became of it."""

from collections import Counter
from datetime import datetime

from connectors.dynamics.deeds import REFUSED, Work
from rightsflow.deeds import Capability, Order, Receipt
from rightsflow.fates import fates


def receipt(order: Order, work: Work, now: datetime) -> Receipt:
    """Return the receipt of one order."""
    counts, retained, unreachable = Counter[str](), Counter[str](), Counter[str]()
    for record, fate in fates(order.changes, "").items():
        why = work.left.get(record)
        deleted_for_another = fate is not None and work.wanted[record] is None
        if why is not None and not deleted_for_another:
            (retained if why == REFUSED else unreachable)[why] += 1
        elif record not in work.there or deleted_for_another:
            counts["gone"] += 1
        else:
            counts["removed" if fate is None else "set"] += 1
    blanked = counts["set"] if work.capability is Capability.erase else 0
    return Receipt(
        order.case_number,
        now,
        removed=counts["removed"],
        anonymised=blanked,
        changed=counts["set"] - blanked,
        gone=counts["gone"],
        retained=dict(retained),
        unreachable=dict(unreachable),
    )
