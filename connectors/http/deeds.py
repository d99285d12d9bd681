"""Carrying out orders: what hangs on a record first, and counted by asking before and after.

There are no transactions over REST. So what was there before and is not there afterwards was
removed, whatever the system answered in between; and repeating finishes what ended half way.
"""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from connectors.http.filling import Unaskable, filled
from connectors.http.listed import listed
from connectors.http.presence import present
from connectors.http.reader import Reader, says_absent
from connectors.http.requests import Delete, Request
from connectors.http.rows import is_put_away, same
from connectors.http.setting import columns, setting
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Value
from rightsflow.fates import Fate, Record
from rightsflow.law.facts import Erasing
from rightsflow.web import Question, refuse_trouble
from rightsflow.web.following import at
from rightsflow.web.pages import Row

HANGING = "others_hang_on_it"
"""Why a record is retained: another hangs on it that no order names, and might go along."""

NO_REQUEST = "no_request"
"""Why a record is out of reach: the map has no request that deletes it, or none for a field."""

REFUSED = "refused"
"""The system refuses the deletion or the change of this record (400, 405, 409, 422)."""

STILL_THERE = "still_there"
"""The system took the deletion, and has the record all the same."""

STILL_LISTED = "still_listed"
"""Asked for by its key the record is gone, and the list that hangs on its parent shows it."""

NOT_TAKEN = "not_taken"
"""The system took the change, and shows the field as it was."""

REFUSALS = frozenset({400, 405, 409, 422})


@dataclass(slots=True)
class Work:
    """One batch: what becomes of each record, what was there, and why something was left."""

    reader: Reader
    wanted: Mapping[Record, Fate]
    there: frozenset[str] = frozenset()
    by_key: frozenset[str] = frozenset()
    left: dict[str, str] = field(default_factory=dict)
    retained: set[str] = field(default_factory=lambda: {HANGING})

    async def done(self) -> None:
        """Do it all, one change after another, children before their parents."""
        rows = await present(self.reader, frozenset(map(str, self.wanted)))
        self.by_key = frozenset(rows)
        absent = {str(one): None for one, fate in self.wanted.items() if fate is None}
        absent = {name: None for name in absent if name not in rows}
        rows |= await listed(self.reader, absent, rows, rows)
        self.there = frozenset(rows)
        for record, fate in self.wanted.items():
            if fate is not None and (row := rows.get(str(record))) is not None:
                await self._set(record, row, fate)
        going = [one for one, fate in self.wanted.items() if fate is None and str(one) in rows]
        depth = {name: _depth(self.reader.system, name) for name in {one[0] for one in going}}
        for record in sorted(going, key=lambda one: -depth[one.collection]):
            await self._delete(record, rows[str(record)])
        await self._look_again(rows)

    async def _set(self, record: Record, row: Row, fate: Mapping[str, Value]) -> None:
        update = self.reader.requests(record.collection).update
        can = {name: fate[name] for name in fate if update and name in update.fields}
        if len(can) < len(fate):
            self.left[str(record)] = NO_REQUEST
        if update is None or not can:
            return
        try:
            question = setting(update, row, can, self.reader.connection.headers)
        except Unaskable:
            self.left[str(record)] = NO_REQUEST
            return
        await self._send(record, update, question)
        now = (await present(self.reader, [str(record)])).get(str(record))
        if now is None:
            self.there -= {str(record)}
        elif all(same(at(now, name), value) for name, value in fate.items()):
            self.left.pop(str(record), None)
        else:
            self.left.setdefault(str(record), NOT_TAKEN)

    async def _delete(self, record: Record, row: Row) -> None:
        delete = self.reader.requests(record.collection).delete
        if delete is None:
            if not self._goes_along(record.collection):
                self.left[str(record)] = NO_REQUEST
            return
        if await self._is_needed(record, row, delete):
            self.left[str(record)] = HANGING
            return
        try:
            question = filled(delete, columns(delete, row), self.reader.connection.headers)
        except Unaskable:
            self.left[str(record)] = NO_REQUEST
            return
        await self._send(record, delete, question)

    def _goes_along(self, name: str) -> bool:
        """Tell whether records of a collection are deleted by the system with those above."""
        all_ = self.reader.connection.requests.values()
        return any(one.delete and name in {*one.delete.takes, *one.delete.contains} for one in all_)

    async def _is_needed(self, record: Record, row: Row, delete: Delete) -> bool:
        """Tell whether something hangs on a record that would go along, or lose its hold."""
        for name, of in self.reader.system.collections.items():
            if not of.parent or of.parent.collection != record.collection:
                continue
            spared = name in {*delete.leaves, *delete.contains}
            if of.erasing is Erasing.leave or (spared and not self._goes(name)):
                continue
            put_away = self.reader.requests(name).retained_if
            async with aclosing(self.reader.below(name, row)) as below:
                async for each in below:
                    if is_put_away(put_away, each):
                        continue
                    child = Record(name, self.reader.record(name, each).partition(":")[2])
                    ordered = self.wanted.get(child, {}) is None
                    if ordered and await self._is_disputed(child):
                        return True
                    if not spared and not (ordered and name in delete.takes):
                        return True
        return False

    def _goes(self, name: str) -> bool:
        return any(one.collection == name and fate is None for one, fate in self.wanted.items())

    async def _is_disputed(self, record: Record) -> bool:
        """Tell whether a record that was just listed is gone when it is asked for by its key."""
        of = self.reader.requests(record.collection)
        if of.get is None:
            return False
        if of.delete is None:
            return str(record) not in self.by_key
        return await self.reader.get(record.collection, record.key) is None

    async def _look_again(self, before: Mapping[str, Row]) -> None:
        """See what is still there, by its key or by the list above it; `before`: all that was."""
        going = [str(one) for one, fate in self.wanted.items() if fate is None]
        after = await present(self.reader, [one for one in going if one in before])
        gone = {name: before.get(name) for name in going if name not in after}
        shown = await listed(self.reader, gone, before, before.keys() - gone.keys())
        self.there |= shown.keys()
        for name in going:
            row = after.get(name) or shown.get(name)
            if row is None:
                self.left.pop(name, None)
                continue
            of = self.reader.requests(name.partition(":")[0])
            if is_put_away(of.retained_if, row):
                self.left[name] = of.retained_as
                self.retained.add(of.retained_as)
            elif name in shown:
                self.left[name] = STILL_LISTED
            self.left.setdefault(name, STILL_THERE)

    async def _send(self, record: Record, request: Request, question: Question) -> None:
        """Ask for a change; a refusal is noted, and whether it was made is seen later."""
        answer = await self.reader.client.ask(question)
        if answer.status in REFUSALS:
            self.left[str(record)] = REFUSED
        elif not says_absent(request, answer):
            refuse_trouble(answer)


def _depth(system: SystemMap, name: str) -> int:
    parent = system.collections[name].parent
    return 0 if parent is None else 1 + _depth(system, parent.collection)
