"""Carrying out orders: ids first, what refers to others first, and counted by asking again.

There is no transaction over several requests, so the steps are ordered such that repeating finishes
what ended between. A change always says `If-Match: *`: without it Dataverse takes the change of an
erased contact for a new one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Final

from connectors.dynamics import history, recycle
from connectors.dynamics.hanging import refuse_others
from connectors.dynamics.layout import Layout
from connectors.dynamics.odata import equal
from connectors.dynamics.service import Service
from connectors.dynamics.setting import Setter
from connectors.dynamics.trouble import Change
from connectors.dynamics.values import differing
from rightsflow.deeds import Capability, Value
from rightsflow.errors import NeedsPerson
from rightsflow.fates import Fate, Record
from rightsflow.web import in_order
from rightsflow.web.pages import Row

REFUSED: Final = "deletion_refused"
"""Why a record is retained: Dataverse, or a plug-in in it, does not let it be deleted."""

STILL_THERE: Final = "still_there"
"""Dataverse took the change, and the record is as it was all the same."""

HISTORY: Final = "audit_history"
"""The record is gone, its old values are not: somebody who may deletes the audit history."""

IN_BIN: Final = "recycle_bin"
"""The record is deleted and lies in the recycle bin until it expires."""


@dataclass(slots=True)
class Work:
    """One batch: what becomes of each record, what was there, and why something was left."""

    service: Service
    layout: Layout
    capability: Capability
    wanted: Mapping[Record, Fate]
    at_once: int
    there: dict[Record, Row] = field(default_factory=dict)
    left: dict[Record, str] = field(default_factory=dict)

    async def done(self) -> None:
        """Do it all; raises `NeedsPerson` before anything is done if more hangs on it."""
        self.there = await present(self.service, self.layout, self.wanted)
        going = [one for one in self.there if self.wanted[one] is None]
        await refuse_others(self.service, self.layout, going)
        await self._set()
        for group in self.layout.children_first(going):
            await self._delete(group)
        await self._read_back()
        if self.capability is Capability.erase:
            await self._look_behind()

    async def _set(self) -> None:
        setter = Setter(self.service, self.layout, self.capability)
        changes = [(one, fate) for one in self.there if (fate := self.wanted[one]) is not None]

        async def change(one: tuple[Record, Mapping[str, Value]]) -> None:
            record, fate = one
            if not await setter.set(record, fate, self.there[record]):
                del self.there[record]

        for record, fate in changes:
            setter.body(record, fate)
        async with aclosing(in_order(change, changes, at_once=self.at_once)) as changed:
            async for _ in changed:
                pass

    async def _delete(self, group: Iterable[Record]) -> None:
        async def delete(one: Record) -> tuple[Record, Change]:
            return one, await self.service.delete(self.layout.of(one.collection), one.key)

        async with aclosing(in_order(delete, group, at_once=self.at_once)) as deleted:
            async for one, change in deleted:
                if change is Change.forbidden:
                    self._refuse(one)
                if change is Change.refused:
                    self.left[one] = REFUSED

    async def _read_back(self) -> None:
        wanted = {one: self.wanted[one] for one in self.there}
        after = await present(self.service, self.layout, wanted)
        for one, row in after.items():
            fate = wanted[one]
            if fate is None or differing(self.layout, one.collection, row, fate):
                self.left.setdefault(one, STILL_THERE)

    async def _look_behind(self) -> None:
        """Delete the audit history, also of what an interrupted attempt deleted; ask the bin."""
        done = {one for one in self.wanted if one not in self.left}
        gone = {one for one in done if self.wanted[one] is None}
        places = {one: (self.layout.of(one.collection).name, one.key) for one in done}
        kept = await history.forgotten(self.service, self.layout, places.values())
        for one in done:
            if places[one] in kept:
                self.left[one] = HISTORY
        for one in await in_bin(self.service, self.layout, gone):
            self.left[one] = IN_BIN

    def _refuse(self, one: Record) -> None:
        table = self.layout.of(one.collection)
        message = (
            f"System {self.layout.system.system} does not let us delete {table.name}. Give the "
            "application user's role the privilege that rightsflow check names, then go on."
        )
        raise NeedsPerson(message)


async def present(
    service: Service, layout: Layout, wanted: Mapping[Record, object]
) -> dict[Record, Row]:
    """Return the records that are there, with their ETags and the columns that are set."""
    by_collection: dict[str, list[str]] = defaultdict(list)
    for one in sorted(wanted):
        by_collection[one.collection].append(one.key)
    found: dict[Record, Row] = {}
    for collection, keys in by_collection.items():
        table = layout.of(collection)
        columns = _columns(layout, collection, keys, wanted)
        conditions = []
        for key in keys:
            with suppress(ValueError):  # no id, so no record
                conditions.append(equal(table.key, key, "Uniqueidentifier"))
        async with aclosing(service.rows(table, columns, conditions)) as rows:
            async for row in rows:
                found[Record(collection, str(row[table.key]))] = row
    return {one: row for one, row in found.items() if one in wanted}


def _columns(
    layout: Layout, collection: str, keys: Iterable[str], wanted: Mapping[Record, object]
) -> list[str]:
    names: dict[str, None] = {}
    for key in keys:
        fate = wanted[Record(collection, key)]
        if isinstance(fate, Mapping):
            names |= dict.fromkeys(fate)
    for name in names:
        layout.column(collection, name)
    return [*names]


async def in_bin(service: Service, layout: Layout, gone: Iterable[Record]) -> set[Record]:
    """Return the records that lie in the recycle bin."""
    by_table: dict[str, set[Record]] = defaultdict(set)
    for one in gone:
        by_table[layout.of(one.collection).name].add(one)
    if not by_table:
        return set()
    enabled = await recycle.enabled(service)
    found: set[Record] = set()
    for name, records in by_table.items():
        if enabled is not None and name not in enabled:
            continue
        table = layout.table(name)
        rows = await recycle.kept(service, table, table.key, (one.key for one in records))
        keys = {row[table.key] for row in rows}
        found |= {one for one in records if one.key in keys}
    return found
