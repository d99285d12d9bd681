"""A deed in one system for many cases: ordered, done, counted, asked again."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime

from rightsflow.connector import Connector, Subject
from rightsflow.deeds import Capability, Expected, Order, Receipt, Residue, Verifies
from rightsflow.errors import NeedsPerson
from rightsflow.law.subject import Certainty
from tasks.guard import carried_out, located, verified

Doing = Callable[[Sequence[Order]], Awaitable[list[Receipt]]]


class EmptyReceipt(NeedsPerson):
    """A system did not account for every record that it was told to change."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be done for one case: its orders by capability, in the order of doing."""

    case_number: str
    orders: Mapping[Capability, Order] = field(repr=False)


async def carry_out(
    connector: Connector, told: Sequence[Told], now: datetime
) -> dict[str, Counter[str]]:
    """Carry out the orders of many cases, capability by capability; return counts by case.

    Keys of the counts are `erase_removed`, `erase_anonymised`, `object_changed`, `..._gone` and so
    on. Raises `EmptyReceipt` if a system does not account for every record: that is never success.
    """
    counts: dict[str, Counter[str]] = {one.case_number: Counter() for one in told}
    for capability in dict.fromkeys(each for one in told for each in one.orders):
        orders = [one.orders[capability] for one in told if capability in one.orders]
        _refuse_unable(connector, capability)
        receipts = await carried_out(connector, capability, orders, now)
        _account(connector, capability, orders, receipts)
        for receipt in receipts:
            counts[receipt.case_number] += _counted(capability, receipt)
    return counts


def _refuse_unable(connector: Connector, capability: Capability) -> None:
    if capability not in connector.capabilities:
        message = f"System {connector.system.system} can no longer {capability}."
        raise NeedsPerson(message)


def _account(
    connector: Connector,
    capability: Capability,
    orders: Sequence[Order],
    receipts: Sequence[Receipt],
) -> None:
    """Raise `EmptyReceipt` unless there is one receipt for each order that counts its records."""
    ordered = Counter[str]()
    for order in orders:
        ordered[order.case_number] += len({r for c in order.changes for r in c.records})
    counted = Counter[str]()
    for receipt in receipts:
        counted[receipt.case_number] += receipt.counted
    if ordered != counted:
        message = (
            f"System {connector.system.system} did not account for every record ({capability})."
        )
        raise EmptyReceipt(message)


def not_done(counts: Mapping[str, int]) -> dict[str, int]:
    """Return, by its code, why records were left, from the counts that `carry_out` returned."""
    found = Counter[str]()
    for name, number in counts.items():
        _, left, why = name.partition("_retained_")
        if not left:
            _, left, why = name.partition("_unreachable_")
        if left:
            found[why] += number
    return dict(found)


def _counted(capability: Capability, receipt: Receipt) -> Counter[str]:
    told = {
        "removed": receipt.removed,
        "anonymised": receipt.anonymised,
        "changed": receipt.changed,
        "gone": receipt.gone,
        **{f"retained_{why}": number for why, number in receipt.retained.items()},
        **{f"unreachable_{why}": number for why, number in receipt.unreachable.items()},
    }
    return Counter({f"{capability}_{what}": n for what, n in told.items() if n})


async def residues(connector: Connector, expected: Sequence[Expected]) -> list[Residue]:
    """Ask a freshly opened system what is left of what should be gone, or not as it was set.

    It is asked twice: by its own verification, which looks wider than the records, and by
    locating the person anew as any request would. So one that says what is wanted, and has not
    done it, is found out.
    """
    async with connector as fresh:
        left = await verified(fresh, expected) if isinstance(fresh, Verifies) else []
        return list(dict.fromkeys([*left, *await _located_again(fresh, expected)]))


async def _located_again(connector: Connector, expected: Sequence[Expected]) -> list[Residue]:
    erased = {one.case_number: one for one in expected if _gone(one)}
    subjects = [Subject(one.case_number, one.identifiers) for one in erased.values()]
    left: Counter[tuple[str, str]] = Counter()
    seen = set()
    async with aclosing(located(connector, subjects)) as stream:
        async for found in stream:
            one, match = erased[found.case_number], found.match
            again = match.record in _gone(one) or (one.everywhere and match.record not in one.kept)
            if match.certainty is Certainty.exact and again and match not in seen:
                seen.add(match)
                left[(found.case_number, match.record.partition(":")[0])] += 1
    return [Residue(case, place, records) for (case, place), records in left.items()]


def _gone(expected: Expected) -> frozenset[str]:
    """Return the records that were to be deleted."""
    return frozenset(
        record
        for order in expected.orders
        for change in order.changes
        if change.values is None
        for record in change.records
    )
