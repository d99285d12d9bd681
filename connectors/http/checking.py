"""Is a REST system as its map says: does it let us in, know the questions, have the fields."""

import secrets
from collections.abc import Awaitable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field

from connectors.http.locating import hits_in
from connectors.http.overlooked import unblanked, unmapped
from connectors.http.reader import Reader
from connectors.http.requests import VALUE, VALUES, Find
from connectors.http.rows import texts_in
from rightsflow.connector import Health
from rightsflow.errors import Misconfigured
from rightsflow.law.subject import IdentifierKind
from rightsflow.likeness import LIKENESS
from rightsflow.web import StrangeFormat
from rightsflow.web.following import at
from rightsflow.web.pages import Row

LOOKED_AT = 100
"""Records that are looked at, to see whether they have the fields of the map."""

FOLLOWED = 5
"""Records of which it is seen whether anything hangs on them."""

_ASKABLE = frozenset({IdentifierKind.email, IdentifierKind.name, IdentifierKind.record})
"""Kinds of which one can be invented that is nobody's."""

_FINDABLE = frozenset({IdentifierKind.email, IdentifierKind.record})
"""Kinds that are asked for in one spelling, so that whoever is listed has to be found."""


@dataclass(slots=True)
class Checking:
    """One check, and what it found; `TryAgain` is raised where the system does not answer."""

    reader: Reader
    asked: int = 0
    looked_at: int = 0
    problems: list[str] = field(default_factory=list)

    async def health(self) -> Health:
        """Ask for nobody in every way, and look at some records."""
        for name, of in self.reader.connection.requests.items():
            for find in of.find:
                await self._noting(name, self._nobody(name, find))
            if of.everybody is not None:
                await self._noting(name, self._look(name))
        self.problems += unblanked(self.reader)
        unlisted = [
            name
            for name, of in self.reader.connection.requests.items()
            if of.find and of.everybody is None
        ]
        note = f"; fields unseen, for lack of everybody: {', '.join(unlisted)}" if unlisted else ""
        detail = f"{self.asked} ways of asking, {self.looked_at} records looked at{note}"
        return Health(detail, tuple(dict.fromkeys(self.problems)))

    async def _noting(self, name: str, asking: Awaitable[None]) -> None:
        """Ask, and note what is wrong: one request hides nothing of the others."""
        try:
            await asking
        except StrangeFormat as error:
            self.problems.append(str(error))
        except Misconfigured as error:
            self.problems.append(f"{name}: {error}")

    async def _nobody(self, name: str, find: Find) -> None:
        """Ask for somebody invented: nobody may come, unless the question names nobody."""
        if find.by not in _ASKABLE:
            return
        self.asked += 1
        word = secrets.token_hex(12)
        value = f"{word}@example.invalid" if find.by is IdentifierKind.email else word
        pointed = bool({VALUE, VALUES} & find.places)
        async with aclosing(
            self.reader.several(name, find, {VALUE: value, VALUES: [value]})
        ) as rows:
            async for _ in rows:
                if pointed:
                    self.problems.append(
                        f"{name}: asked for somebody who is not there, the system gives others. "
                        "Correct the parameter of find, which it does not seem to know."
                    )
                return

    async def _look(self, name: str) -> None:
        of = self.reader.requests(name).everybody
        if of is None:
            return
        seen: list[Row] = []
        async with aclosing(self.reader.several(name, of, {})) as rows:
            async for row in rows:
                seen.append(row)
                if len(seen) == LOOKED_AT:
                    break
        self.looked_at += len(seen)
        if seen:
            self.problems += self._drift(name, seen)
            self.problems += unmapped(self.reader, name, seen)
            for find in self.reader.requests(name).find:
                await self._noting(name, self._known(name, find, seen))
            await self._noting(name, self._again(name, seen[0]))
            await self._below(name, seen)

    async def _again(self, name: str, row: Row) -> None:
        """See whether a record that the system lists is there when it is asked for by its key.

        Where it is not, each record of its kind would pass for gone.
        """
        request = self.reader.requests(name).get
        if request is None:
            return
        key = self.reader.record(name, row).partition(":")[2]
        if await self.reader.get(name, key) is None:
            self.problems.append(
                f"{name}: a record that the system lists is not there when asked for. Correct "
                "path, record_at or absent of get."
            )

    async def _below(self, name: str, seen: list[Row]) -> None:
        """Look at what hangs on the first records, and below that."""
        for child, of in self.reader.system.collections.items():
            if of.parent is None or of.parent.collection != name:
                continue
            if self.reader.connection.requests.get(child) is None:
                continue
            await self._noting(child, self._look_below(child, seen[:FOLLOWED]))

    async def _look_below(self, child: str, parents: list[Row]) -> None:
        rows = await self._first_below(child, parents)
        self.looked_at += len(rows)
        if rows:
            self.problems += unmapped(self.reader, child, rows)
            await self._again(child, rows[0])
            await self._below(child, rows)

    async def _first_below(self, child: str, parents: list[Row]) -> list[Row]:
        """Return some records below the first of the parents that has any."""
        for parent in parents:
            seen: list[Row] = []
            async with aclosing(self.reader.below(child, parent)) as below:
                async for row in below:
                    seen.append(row)
                    if len(seen) == FOLLOWED:
                        break
            if seen:
                return seen
        return []

    def _drift(self, name: str, seen: list[Row]) -> Iterator[str]:
        collection = self.reader.collection(name)
        columns = {*collection.fields, *(one.column for one in collection.identity)}
        for column in sorted(columns):
            if not any(_has(row, column) for row in seen):
                yield (
                    f"{name}: no record has {column}. Correct the name, or ask for the field in "
                    "the request."
                )

    async def _known(self, name: str, find: Find, seen: list[Row]) -> None:
        """See whether somebody who is listed is found, best one whose letters are not all small."""
        columns = [one for one in self.reader.collection(name).identity if one.kind is find.by]
        if find.by not in _FINDABLE or not find.places:
            return
        texts = [t for row in seen for one in columns for t in texts_in(at(row, one.column))]
        pairs = [(LIKENESS[find.by].canonical(text, "ZZ"), text) for text in texts]
        known = sorted(((v, t) for v, t in pairs if v), key=lambda pair: pair[0] == pair[1])
        if not known:
            return
        value, text = known[0]
        asked = self.reader.several(name, find, {VALUE: value, VALUES: [value]})
        found = [one async for one in asked if any(hits_in(one, columns, {value: []}))]
        if not found and value != text:
            self.problems.append(
                f"{name}: somebody stored with capitals is not found by small letters. Use "
                "a search that takes them for the same, or a find that reads everybody."
            )
        elif not found:
            self.problems.append(
                f"{name}: somebody whom the system lists is not found by {find.by}. Correct "
                f"{self.reader.place(name, find)}: its parameter, or what it leaves out."
            )


def _has(row: Row, column: str) -> bool:
    """Tell whether a row has a column, be it empty."""
    above, _, last = column.rpartition(".")
    if column in row:
        return True
    holder = at(row, above) if above else row
    return (isinstance(holder, dict) and last in holder) or at(row, column) is not None
