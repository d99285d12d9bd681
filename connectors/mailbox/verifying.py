"""Asking again after a deed: by place, and by identity in all folders, Trash as well."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from connectors.mailbox.archive import Archive
from connectors.mailbox.changing import Wanted, ordered
from connectors.mailbox.records import Place, by_place
from connectors.mailbox.searching import Searching
from rightsflow.deeds import Expected, Residue

COPY = "a copy in another folder"
"""Where a message lies that was deleted elsewhere: a folder's name may be a person's."""


@dataclass(slots=True)
class Verifying:
    """One question about several cases."""

    archive: Archive
    searching: Searching
    collection: str
    keyword: str | None
    expected: Sequence[Expected]
    _left: dict[tuple[str, str], set[Place]] = field(default_factory=lambda: defaultdict(set))

    async def left(self) -> list[Residue]:
        """Return what is left of what should be gone, or is not as it was set."""
        for one in self.expected:
            wanted = ordered(one.orders, "mailbox", self.keyword)
            await self._by_place(one, wanted)
            await self._by_identity(one, wanted)
        return [Residue(*where, len(places)) for where, places in sorted(self._left.items())]

    async def _by_place(self, one: Expected, wanted: Mapping[Place, Wanted]) -> None:
        async with aclosing(self.archive.at(wanted)) as there:
            async for folder, uids in there:
                async with aclosing(self.archive.messages(folder, uids)) as batches:
                    async for batch in batches:
                        for message in batch:
                            place = await self.archive.place(folder, message.uid)
                            fate = wanted[place][1]
                            is_marked = self.keyword in message.flags
                            if fate is None or bool(fate["mark"]) is not is_marked:
                                self._left[one.case_number, self.collection].add(place)

    async def _by_identity(self, one: Expected, wanted: Mapping[Place, Wanted]) -> None:
        """Look for the person: for everything, or for copies of what was deleted alone."""
        marks = {mark for names, fate in wanted.values() if fate is None for mark in names}
        if not (one.everywhere or marks):
            return
        kept = by_place(one.kept).keys()
        for folder in await self.archive.folders(everywhere=True):
            async with aclosing(self.searching.hits(folder, one.identifiers)) as hits:
                async for hit in hits:
                    place = await self.archive.place(folder, hit.message.uid)
                    if place in kept or place in wanted:
                        continue
                    if hit.message.mark(hit.identifier) in marks:
                        self._left[one.case_number, COPY].add(place)
                    elif one.everywhere:
                        self._left[one.case_number, self.collection].add(place)
