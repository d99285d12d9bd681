"""What orders mean for each record, and what is told of them afterwards."""

from collections.abc import Sequence
from datetime import datetime

from connectors.http.deeds import Work
from connectors.http.reader import Reader
from rightsflow.deeds import Capability, Order, Receipt
from rightsflow.errors import NeedsPerson
from rightsflow.fates import Fate, Record, fates, of_all


def ordered(reader: Reader, capability: Capability, orders: Sequence[Order]) -> dict[Record, Fate]:
    """Return what becomes of each record.

    Raises `NeedsPerson` if an order names a collection without requests, if two cases want
    different values, or if no request sets a field; what an erasure cannot do the receipt tells.
    """
    system = reader.system.system
    wanted = of_all(orders, system)
    for record, fate in wanted.items():
        if record.collection not in reader.connection.requests:
            message = f"An order for {system} names {record.collection}, which has no requests."
            raise NeedsPerson(message)
        update = reader.requests(record.collection).update
        fixed = sorted(set(fate or {}) - set(update.fields if update else ()))
        if fixed and capability is not Capability.erase:
            message = (
                f"System {system}: no request sets {', '.join(fixed)} of {record.collection}. "
                "Make the change by hand, or add the field to update in the map."
            )
            raise NeedsPerson(message)
    return wanted


def receipt(order: Order, capability: Capability, work: Work, now: datetime) -> Receipt:
    """Return the receipt of one order: each of its records is counted once."""
    removed = set_ = gone = 0
    retained: dict[str, int] = {}
    unreachable: dict[str, int] = {}
    for record, fate in fates(order.changes, "").items():
        name = str(record)
        why = work.left.get(name)
        if name not in work.there or (fate is not None and work.wanted[record] is None):
            gone += 1
        elif why is not None:
            of = retained if why in work.retained else unreachable
            of[why] = of.get(why, 0) + 1
        elif fate is None:
            removed += 1
        else:
            set_ += 1
    blanked = set_ if capability is Capability.erase else 0
    return Receipt(
        order.case_number,
        now,
        removed=removed,
        anonymised=blanked,
        changed=set_ - blanked,
        gone=gone,
        retained=retained,
        unreachable=unreachable,
    )
