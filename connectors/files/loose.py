"""Documents that no record of the index refers to: found by what stands in them.

A record is `COLLECTION:DIGEST`, of the path: a file's name is often a person's. What is found
is a candidate, whatever stands in it: only a reader knows whose document it is.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import PurePath
from time import monotonic

from connectors.files.contents import Contents, names
from connectors.files.erasing import Referred
from connectors.files.place import Held, Place
from connectors.sql.connector import SqlConnector
from rightsflow.connector import Document, Finding, Health, Located, Subject, Wanted
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Order, Value
from rightsflow.errors import NeedsPerson, TryAgain
from rightsflow.law.subject import Certainty, Identifier, Match
from rightsflow.needles import needle
from rightsflow.texts import TextReader

_BATCH = 32


@dataclass(frozen=True, slots=True)
class Loose:
    """The collection `name` of a system: whatever lies in the folder and has no record.

    Without a name there is no such collection, and nothing is found.
    """

    name: str | None
    system: SystemMap
    folder: Place
    index: SqlConnector
    reader: TextReader

    async def located(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Yield the documents that name somebody, all people in one reading."""
        sought = [
            (subject.case_number, identifier, found)
            for subject in subjects
            for identifier in dict.fromkeys(subject.identifiers)
            if (found := needle(identifier)) is not None
        ]
        if not sought or self.name is None:
            return
        contents = Contents(self.folder, self.reader)
        async with aclosing(self._read(contents)) as documents:
            async for path, text in documents:
                told: set[str] = set()
                for case_number, identifier, found in sought:
                    if case_number not in told and names((found,), *self._texts(path), text):
                        told.add(case_number)
                        yield Located(case_number, self._match(path, identifier))

    def _texts(self, path: PurePath) -> tuple[str, str]:
        # Without its suffix, too: `ann@example.com.pdf` looks like a longer address.
        name = self.folder.relative(path)
        return name, name.removesuffix(path.suffix)

    def _match(self, path: PurePath, identifier: Identifier) -> Match:
        return Match(
            system=self.system.system,
            record=self.record(path),
            identifier=identifier,
            certainty=Certainty.candidate,
            verified=False,
            is_person=False,
        )

    async def _read(self, contents: Contents) -> AsyncGenerator[tuple[PurePath, str]]:
        async with aclosing(self.files()) as files:
            async for path, _ in files:
                yield path, await asyncio.to_thread(_text, contents, path, self.system.system)

    async def counted(self, health: Health, longest_s: float) -> Health:
        """Read documents for so many seconds, and add how many of them cannot be searched."""
        if self.name is None:
            return health
        contents, end, until = Contents(self.folder, self.reader), monotonic() + longest_s, ""
        async with aclosing(self._read(contents)) as documents:
            async for _ in documents:
                if monotonic() > end:
                    until = " so far"
                    break
        return replace(health, detail=f"{health.detail}, {contents.told}{until}")

    async def findings(self, wanted: Sequence[Wanted], lost: set[str]) -> AsyncGenerator[Finding]:
        """Yield the wanted documents; add the cases of those that are gone to `lost`."""
        missing = {(record, one.case_number) for one in wanted for record in one.records}
        if not missing:
            return
        async with aclosing(self.files()) as files:
            async for path, held in files:
                record = self.record(path)
                document = self.folder.document(self.folder.relative(path))
                for case_number in sorted(case for of, case in missing if of == record):
                    if document is not None:
                        missing.discard((record, case_number))
                        yield self._finding(case_number, path, held, document)
        lost |= {case_number for _, case_number in missing}

    def _finding(self, case_number: str, path: PurePath, held: Held, document: Document) -> Finding:
        told: dict[str, Value] = {
            "path": self.folder.relative(path),
            "size_bytes": held.size,
            "modified_at": held.changed_at.isoformat(timespec="seconds"),
        }
        collection, record = str(self.name), self.record(path)
        values = {name: told[name] for name in self.system.collections[collection].fields}
        return Finding(case_number, collection, record, values, document)

    async def referred(self, records: frozenset[str]) -> list[Referred]:
        """Return where the documents of records lie; those that are gone are left out."""
        if not any(one.startswith(f"{self.name}:") for one in records):
            return []
        async with aclosing(self.files()) as files:
            return [
                Referred(record, self.folder.relative(path))
                async for path, _ in files
                if (record := self.record(path)) in records
            ]

    async def paths(self, records: frozenset[str]) -> set[PurePath]:
        """Return the files that records mean."""
        found = await self.referred(records)
        paths = [await asyncio.to_thread(self.folder.find, one.path) for one in found]
        return {path for path in paths if path is not None}

    async def files(self) -> AsyncGenerator[tuple[PurePath, Held]]:
        """Yield every file that no record refers to; raises `TryAgain` if it cannot be looked."""
        known = {path async for path in self._known()}
        files = self.folder.files()
        while some := await asyncio.to_thread(_some, files, self.system.system):
            for path, held in some:
                if _digest(str(path)) not in known:
                    yield path, held

    async def _known(self) -> AsyncGenerator[bytes]:
        for name, collection in self.index.system.collections.items():
            if collection.document is not None:
                async with aclosing(self.index.documents(name)) as rows:
                    async for _, stored in rows:
                        if (path := await asyncio.to_thread(self.folder.named, stored)) is not None:
                            yield _digest(str(path))

    def parted(self, wanted: Iterable[Wanted]) -> tuple[list[Wanted], list[Wanted]]:
        """Return what is wanted of the index, and what of the folder."""
        of_index, of_folder = [], []
        for one in wanted:
            loose = tuple(each for each in one.records if each.partition(":")[0] == self.name)
            rest = tuple(each for each in one.records if each.partition(":")[0] != self.name)
            of_index.append(Wanted(one.case_number, rest))
            of_folder.append(Wanted(one.case_number, loose))
        return of_index, of_folder

    def split(self, orders: Iterable[Order]) -> tuple[list[Order], list[frozenset[str]]]:
        """Return the orders for the index, and by order the loose documents to be deleted.

        Raises `NeedsPerson` for what no document can be given.
        """
        of_index: list[Order] = []
        of_folder: list[frozenset[str]] = []
        for order in orders:
            loose = [one for one in order.changes if one.collection == self.name]
            if any(one.values is not None for one in loose):
                message = f"A document of {self.name} is deleted and never changed."
                raise NeedsPerson(message)
            of_index.append(
                Order(
                    order.case_number,
                    tuple(one for one in order.changes if one.collection != self.name),
                )
            )
            of_folder.append(frozenset(record for one in loose for record in one.records))
        return of_index, of_folder

    def record(self, path: PurePath) -> str:
        """Return the name of a document's record."""
        return f"{self.name}:{_digest(self.folder.relative(path)).hex()}"


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogateescape")).digest()[:16]


def _some(files: Iterator[tuple[PurePath, Held]], system: str) -> list[tuple[PurePath, Held]]:
    try:
        return list(islice(files, _BATCH))
    except OSError:
        message = f"The folder of {system} cannot be read."
        raise TryAgain(message) from None


def _text(contents: Contents, path: PurePath, system: str) -> str:
    try:
        return contents.text(path)
    except FileNotFoundError:
        return ""
    except OSError:
        message = f"A document of {system} cannot be read. Let this user read all of root."
        raise TryAgain(message) from None
