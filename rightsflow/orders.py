"""Orders: a plan's actions on one system, as records and values that its connector is given."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rightsflow.datamap.handling import filled_in
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability, Change, Order, Value
from rightsflow.law.action import Action
from rightsflow.law.ground import Treatment

CAPABILITY: Mapping[Treatment, Capability] = {
    Treatment.stop: Capability.object,
    Treatment.restrict: Capability.restrict,
    Treatment.correct: Capability.rectify,
    Treatment.blank: Capability.erase,
    Treatment.erase: Capability.erase,
}
"""What a system must be able to do for a treatment, in the order in which they are done."""


def treatments_of(
    system: SystemMap, capabilities: frozenset[Capability]
) -> dict[str, frozenset[Treatment]]:
    """Return what can be done by program, by collection: a mark needs its place in the map."""
    able = frozenset(one for one, needed in CAPABILITY.items() if needed in capabilities)
    unmarked = able - {Treatment.restrict}
    return {name: able if of.restrict else unmarked for name, of in system.collections.items()}


def orders_of(
    system: SystemMap,
    case_number: str,
    actions: Sequence[Action],
    corrections: Mapping[str, Value],
    now: datetime,
) -> dict[Capability, Order]:
    """Return what a connector is asked to do for a case, by capability, in the order of doing.

    `corrections` are new values by `system.collection.field`. What is for a person is left out.
    """
    changes: dict[Capability, list[Change]] = {}
    for action in actions:
        if action.is_deed and not action.by_person and action.keys:
            values = _values(system, action, corrections, now)
            change = Change(action.collection, action.keys, values)
            changes.setdefault(CAPABILITY[action.treatment], []).append(change)
    order = list(dict.fromkeys(CAPABILITY.values()))
    return {
        capability: Order(case_number, tuple(changes[capability]))
        for capability in sorted(changes, key=order.index)
    }


def _values(
    system: SystemMap, action: Action, corrections: Mapping[str, Value], now: datetime
) -> Mapping[str, Value] | None:
    of = system.collections[action.collection]
    match action.treatment:
        case Treatment.stop:
            setting = of.stop[action.purpose]
            return None if setting.delete else filled_in(setting.values, now)
        case Treatment.restrict if of.restrict:
            return filled_in(of.restrict.values, now)
        case Treatment.correct:
            place = f"{system.system}.{action.collection}"
            return {name: corrections[f"{place}.{name}"] for name in action.fields}
        case Treatment.blank:
            return {name: of.fields[name].erased_as for name in action.fields}
        case _:
            return None


def lifting(system: SystemMap, order: Order, now: datetime) -> Order:
    """Return the order that takes the marks of an order off again (Article 18(3))."""
    marks = {name: of.restrict for name, of in system.collections.items() if of.restrict}
    return Order(
        order.case_number,
        tuple(
            Change(one.collection, one.records, filled_in(marks[one.collection].lift, now))
            for one in order.changes
            if one.collection in marks
        ),
    )


def pack_orders(orders: Mapping[Capability, Order]) -> list[object]:
    """Return orders as JSON values, for sealing."""
    return [
        [capability, order.case_number,
         [[c.collection, list(c.records), c.values and dict(c.values)] for c in order.changes]]
        for capability, order in orders.items()
    ]  # fmt: skip


def unpack_orders(packed: Sequence[Sequence[object]]) -> dict[Capability, Order]:
    """Return the orders that `pack_orders` packed."""
    found: dict[Capability, Order] = {}
    for capability, case_number, changes in packed:
        made = tuple(
            Change(collection, tuple(records), values)
            for collection, records, values in changes  # type: ignore[attr-defined]
        )
        found[Capability(str(capability))] = Order(str(case_number), made)
    return found
