"""What orders mean for each record."""

from collections.abc import Sequence

from connectors.http.reader import Reader
from rightsflow.deeds import Capability, Order
from rightsflow.errors import NeedsPerson
from rightsflow.fates import Fate, Record, of_all


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
