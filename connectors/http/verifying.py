"""Asking again after a deed: by the records noted before, by identity, and elsewhere."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from connectors.http.filling import Unaskable, filled
from connectors.http.listed import listed
from connectors.http.locating import located, spellings
from connectors.http.presence import present
from connectors.http.reader import Reader, says_absent
from connectors.http.requests import VALUE, Several
from connectors.http.rows import is_put_away, parts_of, same, texts_in
from rightsflow.connector import Subject
from rightsflow.deeds import Expected, Residue
from rightsflow.fates import Fate, Record, expected_of
from rightsflow.law.subject import Certainty
from rightsflow.left import Left
from rightsflow.needles import Needle, needle
from rightsflow.web import Question
from rightsflow.web.following import at
from rightsflow.web.pages import Listing, Row, rows


@dataclass(frozen=True, slots=True)
class Verifying:
    """One question about several cases, on connections of its own."""

    reader: Reader
    expected: Sequence[Expected]
    found: Left = field(default_factory=Left)
    put_away: set[str] = field(default_factory=set)

    async def left(self) -> list[Residue]:
        """Return what is left of what should be gone, or is not as it was set."""
        await self._by_record()
        wide = [one for one in self.expected if one.everywhere]
        await self._by_identity()
        for place, several in self.reader.connection.elsewhere.items():
            for one in wide:
                await self._elsewhere(place, several, one)
        return self.found.residues()

    async def _by_record(self) -> None:
        wanted = expected_of(self.expected, self.reader.system.system)
        there = await present(self.reader, frozenset(map(str, wanted)))
        shown = await self._shown(wanted, there)
        for record, cases in wanted.items():
            name = str(record)
            row = there.get(name) or shown.get(name)
            for case_number, fate in cases if row is not None else ():
                if fate is None:
                    self._is_left(case_number, record, row or {}, is_listed=name in shown)
                for column, value in (fate or {}).items() if name in there else ():
                    if not same(at(row, column), value):
                        self.found.add(case_number, f"{record.collection}.{column}", name)

    def _is_left(self, case_number: str, record: Record, row: Row, *, is_listed: bool) -> None:
        """Count a record that should be gone; one that the system only puts away is kept."""
        if is_put_away(self.reader.requests(record.collection).retained_if, row):
            self.put_away.add(str(record))
            return
        place = f"{record.collection} (still listed)" if is_listed else record.collection
        self.found.add(case_number, place, str(record))

    async def _shown(
        self, wanted: Mapping[Record, Sequence[tuple[str, Fate]]], there: Mapping[str, Row]
    ) -> dict[str, Row]:
        """Return what should be gone, and is so by its key, but stands in the list above it."""
        gone = {
            str(record): None
            for record, cases in wanted.items()
            if str(record) not in there and any(fate is None for _, fate in cases)
        }
        kept = frozenset(name for one in self.expected for name in one.kept)
        above = self._parents_of(
            {name.partition(":")[0] for name in gone}, {*kept, *map(str, wanted)}
        )
        known = {**there, **await present(self.reader, above - there.keys() - gone.keys())}
        rows = {name: known.get(name) or self._by_its_name(name) for name in above}
        return await listed(self.reader, gone, rows, known)

    def _parents_of(self, names: Collection[str], records: Collection[str]) -> set[str]:
        links = [self.reader.collection(name).parent for name in names]
        over = {link.collection for link in links if link is not None}
        return {record for record in records if record.partition(":")[0] in over}

    def _by_its_name(self, record: str) -> Row:
        """Return what the name of a record tells of it."""
        name, _, key = record.partition(":")
        return parts_of(self.reader.key_columns(name), key) or {}

    async def _by_identity(self) -> None:
        """Look for the people as if for the first time."""
        gone = {one.case_number: self._gone(one) for one in self.expected}
        kept = {one.case_number: one.kept for one in self.expected if one.everywhere}
        subjects = [
            Subject(one.case_number, one.identifiers)
            for one in self.expected
            if one.everywhere or gone[one.case_number]
        ]
        async with aclosing(located(self.reader, subjects)) as everybody:
            async for one in everybody:
                match, case = one.match, one.case_number
                wide = case in kept and match.record not in kept[case]
                left = wide or match.record in gone[case]
                excused = match.record in self.put_away or self._is_counted(case, match.record)
                if match.certainty is Certainty.exact and left and not excused:
                    self.found.add(case, match.record.partition(":")[0], match.record)

    def _gone(self, one: Expected) -> frozenset[str]:
        """Return the records of one case that should be gone."""
        fates = expected_of([one], self.reader.system.system)
        return frozenset(
            str(record) for record, cases in fates.items() if any(f is None for _, f in cases)
        )

    def _is_counted(self, case_number: str, record: str) -> bool:
        return any(
            record in names for (case, _), names in self.found.names.items() if case == case_number
        )

    async def _elsewhere(self, place: str, several: Several, one: Expected) -> None:
        """Look through a log, a bin or the like for texts that name the person."""
        needles = [found for found in map(needle, one.identifiers) if found is not None]
        for number, question in enumerate(self._questions(several, one)):
            listing = Listing(
                question,
                several.records_at,
                _whole,
                several.paging,
                lambda answer: says_absent(several, answer),
            )
            with self.reader.telling(f"connection.elsewhere.{place}"):
                async with aclosing(rows(self.reader.client, listing)) as found:
                    async for row in found:
                        if _names(row, needles):
                            self.found.add(one.case_number, place, _whole(row))
            if VALUE not in several.places and number == 0:
                return

    def _questions(self, several: Several, one: Expected) -> list[Question]:
        made = []
        for identifier in one.identifiers:
            for value in spellings(identifier.kind, identifier.value):
                try:
                    made.append(filled(several, {VALUE: value}, self.reader.connection.headers))
                except Unaskable:
                    continue
        return made


def _whole(row: Row) -> str:
    """Name a row that needs no key: it is only counted."""
    return str(hash(repr(sorted(row.items(), key=lambda pair: pair[0]))))


def _names(row: Row, needles: Sequence[Needle]) -> bool:
    return any(one.is_in(text) for text in texts_in(dict(row)) for one in needles)
