"""A mailbox: who corresponded with us, what was written, and taking it out again."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime

from connectors.mailbox.archive import Archive
from connectors.mailbox.changing import Outcome, Wanted, deleted, marked, ordered, receipt
from connectors.mailbox.checking import health_of
from connectors.mailbox.gathering import Gathering
from connectors.mailbox.records import Place, Record
from connectors.mailbox.searching import Hit, Searching
from connectors.mailbox.settings import MailboxConnection
from connectors.mailbox.shape import MARK, keyword_of
from connectors.mailbox.verifying import Verifying
from rightsflow import connector
from rightsflow.canonical import fold
from rightsflow.carrying import refuse_reader
from rightsflow.connector import Connector, Finding, Health, Incomplete, Located, Subject
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability, Expected, Order, Receipt, Residue, capabilities_of
from rightsflow.law.subject import Match
from rightsflow.texts import TextReader


class MailboxConnector(Connector):
    """One mailbox, asked over one connection at a time."""

    def __init__(self, system: SystemMap, settings: MailboxConnection) -> None:
        """Make ready to ask; raises `Misconfigured` if a secret is missing."""
        self.system = system
        self._settings = settings
        (self._collection,) = system.collections
        self._keyword = keyword_of(system)
        self._archive = Archive(settings)
        self._reader = TextReader()
        self._searching = Searching(self._archive, self._reader, settings.search_text)

    async def close(self) -> None:
        """Log out, and end the process that reads texts."""
        await self._archive.close()
        await self._reader.close()

    async def check(self) -> Health:
        """Log in, and look at folders and rights; see `Connector.check`."""
        writes = self._settings.write
        keyword = self._keyword if writes else None
        return await health_of(self._archive, deletes=writes, keyword=keyword)

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Find the messages that the subjects wrote or got, or that (perhaps) name them."""
        if not any(one.identifiers for one in subjects):
            return
        for folder in await self._archive.folders():
            for subject in subjects:
                async with aclosing(self._searching.hits(folder, subject.identifiers)) as hits:
                    async for hit in hits:
                        yield Located(subject.case_number, await self._match(hit))

    async def _match(self, hit: Hit) -> Match:
        place = await self._archive.place(hit.folder, hit.message.uid)
        names = [
            one.name for one in hit.message.correspondents if one.address == hit.identifier.value
        ]
        return Match(
            system=self.system.system,
            record=Record(place, hit.message.mark(hit.identifier)).named(self._collection),
            identifier=hit.identifier,
            certainty=hit.certainty,
            verified=False,  # whoever sends a letter writes any address into it
            is_person=False,
            name=fold(next(filter(None, names), "")),
        )

    async def gather(self, wanted: Sequence[connector.Wanted]) -> AsyncGenerator[Finding]:
        """Yield a finding for each wanted record, case by case; see `Connector.gather`."""
        gathering = Gathering(self._archive, self._reader, self.system)
        gone: set[str] = set()
        for one in wanted:
            given: set[str] = set()
            async with aclosing(gathering.findings(one, given)) as findings:
                async for finding in findings:
                    yield finding
            if not given.issuperset(one.records):
                gone.add(one.case_number)
        if gone:
            message = f"System {self.system.system} no longer has messages of {len(gone)} cases."
            raise Incomplete(message, frozenset(gone))

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Return what may be done: nothing without `write`, no marks without a keyword."""
        if not self._settings.write:
            return frozenset()
        marks = {Capability.restrict, Capability.release}
        return capabilities_of(self) - (set() if self._keyword else marks)

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Delete messages between the person and us (Article 17).

        What others took part in is retained (`other_correspondents`), unless the data map says
        otherwise. Raises `NeedsPerson` if the server cannot delete some messages and no others.
        """
        return await self._carry_out(Capability.erase, orders, now)

    async def restrict(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Set the keyword of the data map (Article 18).

        Raises `NeedsPerson` if the server keeps no keywords.
        """
        return await self._carry_out(Capability.restrict, orders, now)

    async def release(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Take the keyword off again (Article 18(3))."""
        return await self._carry_out(Capability.release, orders, now)

    async def _carry_out(
        self, capability: Capability, orders: Sequence[Order], now: datetime
    ) -> list[Receipt]:
        refuse_reader(self._settings.write, self.system.system)
        wanted = ordered(orders, self.system.system, self._keyword)
        outcome = Outcome()
        await self._done(wanted, outcome)
        return [receipt(order, capability, wanted, outcome, now) for order in orders]

    async def _done(self, wanted: Mapping[Place, Wanted], outcome: Outcome) -> None:
        going = {place: names for place, (names, fate) in wanted.items() if fate is None}
        staying = {
            place: fate[MARK] is not None for place, (_, fate) in wanted.items() if fate is not None
        }
        if going:
            await deleted(self._archive, going, outcome)
        if staying and self._keyword:
            await marked(self._archive, self._keyword, staying, outcome)

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Ask anew, on a connection of its own: by place, and by identity in all folders.

        Raises `TryAgain` if the mailbox cannot be asked now.
        """
        if not expected:
            return []
        async with MailboxConnector(self.system, self._settings) as fresh:
            return await fresh._left(expected)

    async def _left(self, expected: Sequence[Expected]) -> list[Residue]:
        return await Verifying(
            self._archive, self._searching, self._collection, self._keyword, expected
        ).left()
