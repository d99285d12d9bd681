"""Is a REST system as its map says: does it let us in, know the questions, have the fields."""

import secrets
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field

from connectors.http.locating import hits_in
from connectors.http.reader import Reader
from connectors.http.requests import VALUE, VALUES, Find
from connectors.http.rows import texts_in
from rightsflow.connector import Health
from rightsflow.errors import Misconfigured
from rightsflow.law.subject import IdentifierKind
from rightsflow.likeness import LIKENESS
from rightsflow.web.following import at
from rightsflow.web.pages import Row

LOOKED_AT = 100
"""Records that are looked at, to see whether they have the fields of the map."""

FOLLOWED = 5
"""Records of which it is seen whether anything hangs on them."""

_ASKABLE = frozenset({IdentifierKind.email, IdentifierKind.name, IdentifierKind.record})
"""Kinds of which one can be invented that is nobody's."""


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
            try:
                for find in of.find:
                    await self._nobody(name, find)
                if of.everybody is not None:
                    await self._look(name)
            except Misconfigured as error:
                self.problems.append(f"{name}: {error}")
        unlisted = [
            name
            for name, of in self.reader.connection.requests.items()
            if of.find and of.everybody is None
        ]
        note = f"; fields unseen, for lack of everybody: {', '.join(unlisted)}" if unlisted else ""
        detail = f"{self.asked} ways of asking, {self.looked_at} records looked at{note}"
        return Health(detail, tuple(dict.fromkeys(self.problems)))

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
            await self._capitals(name, seen)
            await self._again(name, seen[0])
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
            try:
                rows = await self._first_below(child, seen[:FOLLOWED])
                self.looked_at += len(rows)
                if rows:
                    await self._again(child, rows[0])
                    await self._below(child, rows)
            except Misconfigured as error:
                self.problems.append(f"{child}: {error}")

    async def _first_below(self, child: str, parents: list[Row]) -> list[Row]:
        """Return records below the first of the parents that has any."""
        for parent in parents:
            async with aclosing(self.reader.below(child, parent)) as below:
                async for row in below:
                    return [row]
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

    async def _capitals(self, name: str, seen: list[Row]) -> None:
        """See whether somebody stored with capitals is found: their letters are asked small."""
        for find in self.reader.requests(name).find:
            columns = [one for one in self.reader.collection(name).identity if one.kind is find.by]
            for row in seen if find.by is IdentifierKind.email and find.places else []:
                texts = [text for one in columns for text in texts_in(at(row, one.column))]
                values = [LIKENESS[find.by].canonical(text, "ZZ") for text in texts]
                value = next((v for v, t in zip(values, texts, strict=True) if v and v != t), None)
                if value is None:
                    continue
                asked = self.reader.several(name, find, {VALUE: value, VALUES: [value]})
                found = [one async for one in asked if any(hits_in(one, columns, {value: []}))]
                if not found:
                    self.problems.append(
                        f"{name}: somebody stored with capitals is not found by small letters. Use "
                        "a search that takes them for the same, or a find that reads everybody."
                    )
                break


def _has(row: Row, column: str) -> bool:
    """Tell whether a row has a column, be it empty."""
    above, _, last = column.rpartition(".")
    if column in row:
        return True
    holder = at(row, above) if above else row
    return (isinstance(holder, dict) and last in holder) or at(row, column) is not None
