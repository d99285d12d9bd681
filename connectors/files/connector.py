"""A folder of documents, each referred to by a column of a database."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace

from connectors.files.folder import Folder
from connectors.files.settings import FilesConnection
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
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import TryAgain


class FilesConnector(Connector):
    """The index answers who is who; the folder adds the documents."""

    def __init__(self, system: SystemMap, settings: FilesConnection) -> None:
        """Take map and settings; nothing is asked yet."""
        self.system = system
        self.index = SqlConnector(system, settings.index)
        self.folder = Folder(settings.root, system.system)

    async def check(self) -> Health:
        """Ask the index, look at the folder, and count the documents that are not there.

        Raises `TryAgain` if the index does not answer at all.
        """
        health = await self.index.check()
        if not self.folder.is_readable():
            problem = "The folder of documents cannot be read. Correct root, or its permissions."
            return replace(health, problems=(*health.problems, problem))
        if health.problems:
            return health
        return await self._counted(health)

    async def _counted(self, health: Health) -> Health:
        problems = []
        for name, collection in self.system.collections.items():
            if collection.document is None:
                continue
            there, missing = await self._documents(name, collection.document)
            health = replace(health, detail=f"{health.detail}, {there} documents in {name}")
            if missing:
                problem = f"{missing} documents that {name} refers to are not below root."
                problems.append(f"{problem} Restore them, or correct the references.")
        return replace(health, problems=tuple(problems))

    async def _documents(self, collection: str, column: str) -> tuple[int, int]:
        """Return how many documents of a collection are there, and how many are not."""
        counts = {True: 0, False: 0}
        async with aclosing(self.index.column(collection, column)) as paths:
            async for path in paths:
                counts[await asyncio.to_thread(self.folder.find, str(path)) is not None] += 1
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
        if not await asyncio.to_thread(self.folder.is_readable):
            message = f"The folder of system {self.system.system} is not there."
            raise TryAgain(message)
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
        column = self.system.collections[finding.collection].document
        path = finding.values.get(column) if column else None
        if path is None or path == "":
            return finding
        document = await asyncio.to_thread(self.folder.document, str(path))
        return None if document is None else replace(finding, document=document)

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
