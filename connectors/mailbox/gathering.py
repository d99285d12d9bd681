"""Reading the messages of cases, one after another."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass

from connectors.mailbox.archive import Archive, Folder, MessageGone
from connectors.mailbox.message import Message
from connectors.mailbox.records import by_place
from connectors.mailbox.shape import keyword_of
from connectors.mailbox.telling import told_of
from rightsflow.connector import Document, Finding, Wanted
from rightsflow.datamap.model import SystemMap
from rightsflow.mime.flaw import Flaw
from rightsflow.texts import Letter, TextReader

SMALL_BYTES, TOGETHER_BYTES = 64 * 2**10, 2**19
"""Messages up to the first size are fetched several at once, up to the second in all."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """Gives the findings of cases."""

    archive: Archive
    reader: TextReader
    system: SystemMap

    async def findings(self, wanted: Wanted, given: set[str]) -> AsyncGenerator[Finding]:
        """Yield a finding for each wanted record that is there, and add its name to `given`."""
        places = by_place(wanted.records)
        async with aclosing(self.archive.at(places)) as there:
            async for folder, uids in there:
                async with aclosing(self._letters(folder, uids)) as letters:
                    async for message, letter in letters:
                        names = places[await self.archive.place(folder, message.uid)]
                        for record in names.values():
                            given.add(record)
                            yield self._finding(wanted, record, (folder, message, letter, names))

    def _finding(
        self, wanted: Wanted, record: str, of: tuple[Folder, Message, Letter, Iterable[str]]
    ) -> Finding:
        folder, message, *_ = of
        collection = record.partition(":")[0]
        told = told_of(self.archive.settings, *of, keyword_of(self.system))
        values = {name: told[name] for name in self.system.collections[collection].fields}
        document = self._document(folder, message)
        return Finding(wanted.case_number, collection, record, values, document)

    async def _letters(
        self, folder: Folder, uids: Sequence[str]
    ) -> AsyncGenerator[tuple[Message, Letter]]:
        """Yield each message with its text; one that is gone is left out."""
        async with aclosing(self.archive.messages(folder, uids)) as batches:
            async for batch in batches:
                for some in _together(batch):
                    small = [one.uid for one in some if one.size_bytes <= SMALL_BYTES]
                    raws = await self.archive.small(folder, small)
                    for message in some:
                        raw = raws.pop(message.uid, None)
                        if raw is not None:
                            yield message, await self.reader.letter(raw)
                        elif message.size_bytes > SMALL_BYTES:
                            letter = None
                            with suppress(MessageGone):
                                letter = await self._large(folder, message)
                            if letter is not None:
                                yield message, letter

    async def _large(self, folder: Folder, message: Message) -> Letter:
        raw = await self.archive.raw(folder, message)
        if raw is None:
            return Letter(flaws=(Flaw.message_too_large,))
        return await self.reader.letter(raw)

    def _document(self, folder: Folder, message: Message) -> Document:
        return Document(
            title=f"{message.received_at:%Y-%m-%d %H.%M.%S}.eml",
            suffix=".eml",
            content=lambda: self.archive.pieces(folder, message.uid),
        )


def _together(batch: Sequence[Message]) -> Iterator[list[Message]]:
    """Yield the messages in groups that are small enough to be fetched at once."""
    some: list[Message] = []
    left = TOGETHER_BYTES
    for message in batch:
        cost = min(message.size_bytes, SMALL_BYTES)
        if some and cost > left:
            yield some
            some, left = [], TOGETHER_BYTES
        some.append(message)
        left -= cost
    if some:
        yield some
