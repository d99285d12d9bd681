"""A folder of documents, each referred to by a column of a database."""

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from connectors.files.erasing import Referred, deleted, referred, retained, without
from connectors.files.folder import Folder
from connectors.files.notes import Notes
from connectors.files.settings import FilesConnection
from connectors.files.verifying import left, sought
from connectors.sql.connector import SqlConnector
from connectors.sql.plan import as_path
from rightsflow.connector import (
    Connector,
    Finding,
    Health,
    Incomplete,
    Located,
    Subject,
    Wanted,
)
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability, Expected, Listed, Order, Receipt, Residue
from rightsflow.errors import TryAgain


class FilesConnector(Connector):
    """The index answers who is who; the folder adds the documents."""

    def __init__(self, system: SystemMap, settings: FilesConnection) -> None:
        """Take map and settings; nothing is asked yet."""
        self.system = system
        self.index = SqlConnector(system, settings.index)
        self.folder = Folder(settings.root, system.system)
        self.notes = Notes(settings.root)

    async def check(self) -> Health:
        """Ask the index, look at the folder, and count the documents that are not there.

        Raises `TryAgain` if the index does not answer at all.
        """
        health = await self.index.check()
        if not self.folder.is_readable():
            problem = "The folder of documents cannot be read. Correct root, or its permissions."
            return replace(health, problems=(*health.problems, problem))
        if self.capabilities and not os.access(self.folder.root, os.W_OK):
            problem = "No document can be deleted. Let this user write the folder of documents."
            health = replace(health, problems=(*health.problems, problem))
        if health.problems:
            return health
        return await self._counted(health)

    async def _counted(self, health: Health) -> Health:
        problems = []
        for name, collection in self.system.collections.items():
            if collection.document is None:
                continue
            there, missing = await self._documents(name)
            health = replace(health, detail=f"{health.detail}, {there} documents in {name}")
            if missing:
                problem = f"{missing} documents that {name} refers to are not below root."
                problems.append(f"{problem} Restore them, or correct the references.")
        return replace(health, problems=tuple(problems))

    async def _documents(self, collection: str) -> tuple[int, int]:
        """Return how many documents of a collection are there, and how many are not."""
        counts = {True: 0, False: 0}
        async with aclosing(self.index.documents(collection)) as rows:
            async for _, path in rows:
                counts[await asyncio.to_thread(self.folder.find, path) is not None] += 1
        return counts[True], counts[False]

    def locate(self, subjects: Sequence[Subject]) -> AsyncIterator[Located]:
        """Find records about the subjects in the index."""
        return self.index.locate(subjects)

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Yield the wanted records with their documents.

        A record without a path has no document. One whose document is not there is yielded
        with its values; at the end `Incomplete` names the cases concerned. Raises `TryAgain`
        if index or folder cannot be asked now.
        """
        await self._is_there()
        missing: list[Finding] = []
        gone: Incomplete | None = None
        try:
            async with aclosing(self.index.gather(wanted)) as findings:
                async for finding in findings:
                    whole = await self._with_document(finding)
                    if whole is None:
                        missing.append(finding)
                    yield whole or finding
        except Incomplete as error:
            gone = error
        if gone or missing:
            raise _incomplete(self.system.system, gone, missing)

    async def _with_document(self, finding: Finding) -> Finding | None:
        """Return the finding with the document it refers to, if any; None if that is missing."""
        columns = self.system.collections[finding.collection].document_path
        path = as_path(map(finding.values.get, columns)) if columns else ""
        if not path:
            return finding
        document = await asyncio.to_thread(self.folder.document, path)
        return None if document is None else replace(finding, document=document)

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Return what may be done: what the index allows."""
        return self.index.capabilities

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Delete records and their documents: repeating finishes what ended between (Article 17).

        The documents go when the index has agreed, and before it forgets them. A document that a
        record outside the orders refers to as well is left, and so is its record: `retained`, as
        `shared_document`. Raises `TryAgain` if index or folder cannot be asked now, `NeedsPerson`
        if one of them refuses.
        """
        return await self._with_documents(Capability.erase, orders, now)

    async def rectify(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Set columns of the index (Article 16); a document is not changed."""
        return await self.index.rectify(orders, now=now)

    async def restrict(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Set the mark in the index (Article 18)."""
        return await self.index.restrict(orders, now=now)

    async def release(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Take the mark in the index off again (Article 18(3))."""
        return await self.index.release(orders, now=now)

    async def object(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Write the end of a purpose into the index, or delete, as `erase` (Article 21)."""
        return await self._with_documents(Capability.object, orders, now)

    async def _with_documents(
        self, capability: Capability, orders: Sequence[Order], now: datetime
    ) -> list[Receipt]:
        documents: list[Referred] = []
        shared: frozenset[str] = frozenset()
        if self.capabilities:
            await self._is_there()
            documents, shared = await referred(self.index, self.system, orders)

        async def delete_documents() -> None:
            await asyncio.to_thread(deleted, self.folder, self.notes, documents)

        theirs = without(orders, shared)
        receipts = await self.index.carry_out(capability, theirs, now, delete_documents)
        return [
            replace(receipt, retained=retained(order, shared))
            for order, receipt in zip(orders, receipts, strict=True)
        ]

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Ask the index anew, then look through the whole folder; see the README for how.

        Raises `TryAgain` if one of them cannot be asked now.
        """
        await self._is_there()
        residues = await self.index.verify(expected)
        kept = await self._kept(expected)
        wanted = await asyncio.to_thread(sought, self.system, self.notes, expected, kept)
        try:
            residues += await asyncio.to_thread(left, self.folder, wanted)
        except OSError:
            message = f"The folder of {self.system.system} cannot be read."
            raise TryAgain(message) from None
        open_cases = {one.case_number for one in residues}
        for one in wanted:
            if one.case_number not in open_cases:
                for record in one.notes:
                    await asyncio.to_thread(self.notes.forget, record)
        return residues

    async def _kept(self, expected: Sequence[Expected]) -> dict[str, frozenset[Path]]:
        """Return by case the documents of the records that may still be about the person."""
        kept: dict[str, set[Path]] = defaultdict(set)
        collections = {record.partition(":")[0] for one in expected for record in one.kept}
        for name in collections & self.system.collections.keys():
            if self.system.collections[name].document is None:
                continue
            async with aclosing(self.index.documents(name)) as rows:
                async for record, stored in rows:
                    for one in expected:
                        if record in one.kept and (path := self.folder.find(stored)):
                            kept[one.case_number].add(path)
        return {case_number: frozenset(paths) for case_number, paths in kept.items()}

    async def _is_there(self) -> None:
        if not await asyncio.to_thread(self.folder.is_readable):
            message = f"The folder of system {self.system.system} is not there."
            raise TryAgain(message)

    def identities(self) -> AsyncIterator[Listed]:
        """Yield every address and phone of the index."""
        return self.index.identities()

    async def close(self) -> None:
        """Let go of connections."""
        await self.index.close()


def _incomplete(system: str, gone: Incomplete | None, missing: list[Finding]) -> Incomplete:
    """Return one error for records that are gone and documents that are missing."""
    cases = frozenset(finding.case_number for finding in missing)
    messages = []
    if gone:
        cases |= gone.case_numbers
        messages.append(str(gone))
    if missing:
        places = ", ".join(sorted({_place(finding) for finding in missing}))
        messages.append(f"System {system} lacks the document of {places}.")
    return Incomplete(" ".join(messages), cases)


def _place(finding: Finding) -> str:
    """Return collection and key; a key that is no number may itself be personal."""
    key = finding.record.partition(":")[2]
    return finding.record if key.isdecimal() else f"a record of {finding.collection}"
