"""The audit history: old values of changed and deleted rows, deleted row by row.

Source: Microsoft, "Delete audit data": `DeleteRecordChangeHistory` is the one way, and needs the
privilege `prvDeleteRecordChangeHistory`. Deleting a row writes its values into the history once
more, so it is done last.
"""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import aclosing, suppress
from typing import TypeAlias

from connectors.dynamics.layout import Layout
from connectors.dynamics.odata import equal
from connectors.dynamics.service import Service
from connectors.dynamics.trouble import Change
from rightsflow.errors import Misconfigured

AUDIT = "audit"
FORGET = "DeleteRecordChangeHistory"
OBJECT = "_objectid_value"

Place: TypeAlias = tuple[str, str]
"""A row: its table and its id."""


async def with_history(
    service: Service, layout: Layout, places: Iterable[Place]
) -> set[Place] | None:
    """Return the rows that have a history; None if we may not look at it."""
    by_key: dict[str, set[Place]] = defaultdict(set)
    for place in places:
        by_key[place[1]].add(place)
    audit = layout.tables.get(AUDIT)
    if audit is None:
        return None
    conditions = []
    for key in sorted(by_key):
        with suppress(ValueError):  # no id, so no row
            conditions.append(equal(OBJECT, key, "Lookup"))
    found: set[Place] = set()
    try:
        async with aclosing(service.rows(audit, [OBJECT], conditions)) as rows:
            async for row in rows:
                found |= by_key.get(str(row.get(OBJECT)), set())
    except Misconfigured:
        return None
    return found


async def forgotten(service: Service, layout: Layout, places: Iterable[Place]) -> set[Place]:
    """Delete the history of rows; return those whose history stays, or may stay."""
    wanted = set(places)
    if not wanted:
        return set()
    known = await with_history(service, layout, wanted)
    left = set()
    for name, key in sorted(wanted if known is None else known):
        target = {"@odata.type": f"Microsoft.Dynamics.CRM.{name}", layout.table(name).key: key}
        if await service.act(FORGET, {"Target": target}) is not Change.done:
            left.add((name, key))
    if known is None or left == known:
        return left
    # What was said to be deleted is looked at again.
    return left | (await with_history(service, layout, known) or set())
