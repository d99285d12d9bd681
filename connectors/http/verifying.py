"""Asking again after a deed: by the records noted before, by identity, and elsewhere."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from connectors.http.filling import Unaskable, filled
from connectors.http.locating import located, spellings
from connectors.http.presence import present
from connectors.http.reader import Reader, says_absent
from connectors.http.requests import VALUE, Several
from connectors.http.rows import is_put_away, same, texts_in
from rightsflow.connector import Subject
from rightsflow.deeds import Expected, Residue
from rightsflow.fates import expected_of
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

    async def left(self) -> list[Residue]:
        """Return what is left of what should be gone, or is not as it was set."""
        await self._by_record()
        wide = [one for one in self.expected if one.everywhere]
        await self._by_identity(wide)
        for place, several in self.reader.connection.elsewhere.items():
            for one in wide:
                await self._elsewhere(place, several, one)
        return self.found.residues()

    async def _by_record(self) -> None:
        wanted = expected_of(self.expected, self.reader.system.system)
        there = await present(self.reader, frozenset(map(str, wanted)))
        for record, cases in wanted.items():
            if (row := there.get(str(record))) is None:
                continue
            for case_number, fate in cases:
                if fate is None:
                    self.found.add(case_number, self._place(record.collection, row), str(record))
                for name, value in (fate or {}).items():
                    if not same(at(row, name), value):
                        self.found.add(case_number, f"{record.collection}.{name}", str(record))

    def _place(self, name: str, row: Row) -> str:
        of = self.reader.requests(name)
        return f"{name} ({of.retained_as})" if is_put_away(of.retained_if, row) else name

    async def _by_identity(self, wide: Sequence[Expected]) -> None:
        """Look for the person as if for the first time."""
        kept = {one.case_number: one.kept for one in wide}
        subjects = [Subject(one.case_number, one.identifiers) for one in wide]
        async with aclosing(located(self.reader, subjects)) as everybody:
            async for one in everybody:
                match = one.match
                exact = match.certainty is Certainty.exact
                if exact and match.record not in kept[one.case_number]:
                    place = match.record.partition(":")[0]
                    if not self._is_counted(one.case_number, match.record):
                        self.found.add(one.case_number, place, match.record)

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
