"""A folder of documents, each referred to by a column of a database."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath

from connectors.files.checking import counted
from connectors.files.contents import Contents, beginning
from connectors.files.erasing import Referred, deleted, referred, retained, without
from connectors.files.lacking import incomplete
from connectors.files.loose import Loose
from connectors.files.opening import place_of
from connectors.files.settings import FilesConnection
from connectors.files.shape import without_loose
from connectors.files.verifying import left, sought
from connectors.sql.connector import SqlConnector
from rightsflow.connector import (
    Connector,
    Finding,
    Health,
    Incomplete,
    Located,
    Subject,
    Wanted,
)
from rightsflow.datamap.columns import as_path
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability, Expected, Listed, Order, Receipt, Residue
from rightsflow.errors import TryAgain
from rightsflow.texts import TextReader


class FilesConnector(Connector):
    """The index answers who is who; the folder adds the documents."""

    def __init__(self, system: SystemMap, settings: FilesConnection) -> None:
        """Take map and settings; nothing is asked yet."""
        self.system = system
        inner = without_loose(system, settings.loose)
        self.index = SqlConnector(inner, settings.index)
        self.folder = place_of(settings, system.system)
        self._patience_s = settings.patience_s
        self._reader = TextReader()
        self._loose = Loose(settings.loose, system, self.folder, self.index, self._reader)

    async def check(self) -> Health:
        """Ask the index, look at the folder, and count the documents that are not there.

        Raises `TryAgain` if the index does not answer at all.
        """
        health = await self.index.check()
        deletes = bool(self.capabilities)
        problems = await asyncio.to_thread(self.folder.problems, deletes=deletes)
        if health.problems or problems:
            return replace(health, problems=(*health.problems, *problems))
        health = await counted(health, self.index, self.folder)
        return await self._loose.counted(health, self._patience_s)

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Find records about the subjects in the index, then loose documents that name them.

        The latter only where the data map says so, and as candidates alone.
        """
        async with aclosing(self.index.locate(subjects)) as found:
            async for one in found:
                yield one
        async with aclosing(self._loose.located(subjects)) as found:
            async for one in found:
                yield one

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Yield the wanted records with their documents.

        A record without a path has no document. One whose document is not there is yielded
        with its values; at the end `Incomplete` names the cases concerned. Raises `TryAgain`
        if index or folder cannot be asked now.
        """
        await self._is_there()
        of_index, of_folder = self._loose.parted(wanted)
        missing: list[Finding] = []
        gone: Incomplete | None = None
        try:
            async with aclosing(self.index.gather(of_index)) as findings:
                async for finding in findings:
                    whole = await self._with_document(finding)
                    if whole is None:
                        missing.append(finding)
                    yield whole or finding
        except Incomplete as error:
            gone = error
        lost: set[str] = set()
        async with aclosing(self._loose.findings(of_folder, lost)) as findings:
            async for finding in findings:
                yield finding
        if gone or missing or lost:
            raise incomplete(self.system.system, gone, missing, frozenset(lost))

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
        return await self.index.rectify(self._loose.split(orders)[0], now=now)

    async def restrict(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Set the mark in the index (Article 18)."""
        return await self.index.restrict(self._loose.split(orders)[0], now=now)

    async def release(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Take the mark in the index off again (Article 18(3))."""
        return await self.index.release(self._loose.split(orders)[0], now=now)

    async def object(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Write the end of a purpose into the index, or delete, as `erase` (Article 21)."""
        return await self._with_documents(Capability.object, orders, now)

    async def _with_documents(
        self, capability: Capability, orders: Sequence[Order], now: datetime
    ) -> list[Receipt]:
        of_index, of_folder = self._loose.split(orders)
        documents: list[Referred] = []
        loose: list[Referred] = []
        shared: frozenset[str] = frozenset()
        if self.capabilities:
            await self._is_there()
            documents, shared = await referred(self.index, self.index.system, of_index)
            loose = await self._loose.referred(frozenset().union(*of_folder))

        async def delete_documents() -> None:
            await asyncio.to_thread(deleted, self.folder, documents)

        theirs = without(of_index, shared)
        receipts = await self.index.carry_out(capability, theirs, now, delete_documents)
        await asyncio.to_thread(deleted, self.folder, loose)
        gone = {one.record for one in loose}
        return [
            replace(
                receipt,
                removed=receipt.removed + len(mine & gone),
                gone=receipt.gone + len(mine - gone),
                retained=retained(order, shared),
            )
            for order, mine, receipt in zip(orders, of_folder, receipts, strict=True)
        ]

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Ask the index anew, then look through the whole folder; see the README for how.

        Raises `TryAgain` if one of them cannot be asked now.
        """
        await self._is_there()
        residues = await self.index.verify(
            [replace(one, orders=tuple(self._loose.split(one.orders)[0])) for one in expected]
        )
        kept = await self._kept(expected)
        read = (
            Contents(self.folder, self._reader).text if self._loose.name else beginning(self.folder)
        )
        wanted = await asyncio.to_thread(sought, self.system, self.folder.notes, expected, kept)
        try:
            residues += await asyncio.to_thread(left, self.folder, wanted, read)
        except OSError:
            message = f"The folder of {self.system.system} cannot be read."
            raise TryAgain(message) from None
        open_cases = {one.case_number for one in residues}
        for one in wanted:
            if one.case_number not in open_cases:
                for record in one.notes:
                    await asyncio.to_thread(self.folder.notes.forget, record)
        return residues

    async def _kept(self, expected: Sequence[Expected]) -> dict[str, frozenset[PurePath]]:
        """Return by case the documents of the records that may still be about the person."""
        kept: dict[str, set[PurePath]] = defaultdict(set)
        collections = {record.partition(":")[0] for one in expected for record in one.kept}
        for one in expected:
            kept[one.case_number] |= await self._loose.paths(one.kept)
        for name in collections & self.index.system.collections.keys():
            if self.index.system.collections[name].document is None:
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
        """Let go of connections, and end the process that reads documents."""
        await self.index.close()
        await self._reader.close()
        await asyncio.to_thread(self.folder.close)
