"""Giving orders as the tasks do, and judging what comes back."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from rightsflow.conformance import asking
from rightsflow.conformance.asking import answering, found_of, rule, subject
from rightsflow.conformance.people import Person
from rightsflow.conformance.stage import Stage
from rightsflow.connector import Connector, Finding
from rightsflow.deeds import Capability, Change, Expected, Order, Receipt, Residue, Value

T = TypeVar("T")

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""When deeds are done here."""

SET_TO = "set by order 7"
"""What columns are set to: a text, and nobody's."""

BESIDES_ERASING = (
    Capability.rectify,
    Capability.restrict,
    Capability.release,
    Capability.object,
)


async def within(deed: Awaitable[T]) -> T:
    """Return what a deed gives; hanging is a broken rule."""
    with answering():
        async with asyncio.timeout(asking.LONGEST_S):
            return await deed


async def told_of(connector: Connector, people: Iterable[Person]) -> dict[str, list[Finding]]:
    """Return what is gathered of each person, by case."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for one in await found_of(connector, people):
        found[one.case_number].append(one)
    return found


def plain(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Return what findings say, to be compared."""
    return sorted((one.record, repr(sorted(one.values.items()))) for one in findings)


def order_for(
    case_number: str, findings: Iterable[Finding], values: Mapping[str, Value] | None = None
) -> Order:
    """Return the order to delete all records found, or to set columns in them."""
    records: dict[str, dict[str, None]] = defaultdict(dict)
    for one in findings:
        records[one.collection][one.record] = None
    changes = (Change(collection, tuple(all_), values) for collection, all_ in records.items())
    return Order(case_number, tuple(changes))


def setting(stage: Stage, case_number: str, findings: Iterable[Finding], value: Value) -> Order:
    """Return the order to set the first column that the stage offers."""
    collection, column, *_ = stage.sets
    mine = [one for one in findings if one.collection == collection]
    return order_for(case_number, mine, {column: value})


def size(order: Order) -> int:
    """Return how many records an order names."""
    return len({record for change in order.changes for record in change.records})


async def done(
    connector: Connector, capability: Capability, orders: Sequence[Order], now: datetime = NOW
) -> list[Receipt]:
    """Have orders carried out."""
    deed: Callable[..., Awaitable[list[Receipt]]] = getattr(connector, capability)
    return await within(deed(orders, now=now))


def expected_of(
    people: Iterable[Person], orders: Iterable[Order], *, everywhere: bool
) -> list[Expected]:
    """Return what must be true afterwards of each person."""
    by_case = {order.case_number: order for order in orders}
    return [
        Expected(
            case_number=one.case_number,
            identifiers=subject(one.case_number, one.email).identifiers,
            orders=(by_case[one.case_number],),
            everywhere=everywhere,
        )
        for one in people
    ]


async def left(connector: Connector, expected: Sequence[Expected]) -> list[Residue]:
    """Return what verifying finds."""
    verify: Callable[..., Awaitable[list[Residue]]] = connector.verify  # type: ignore[attr-defined]
    return await within(verify(expected))


def needs(stage: Stage, *capabilities: Capability) -> None:
    """Leave a test out, and say so, if the system cannot do what it is about."""
    lacking = [one for one in capabilities if one not in stage.can]
    if lacking:
        pytest.skip(f"the system cannot {lacking[0]}")


def counts_all(orders: Sequence[Order], receipts: Sequence[Receipt], now: datetime = NOW) -> None:
    """Raise unless each order has a receipt that counts each of its records."""
    same = [one.case_number for one in orders] == [one.case_number for one in receipts]
    rule(same, "each order has its receipt, in the same order")
    counted = all(size(one) == of.counted for one, of in zip(orders, receipts, strict=True))
    rule(counted, "a receipt counts every record of its order once")
    rule(all(one.done_at == now for one in receipts), "a receipt says when it was done")
