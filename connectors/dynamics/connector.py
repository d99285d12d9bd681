"""A Dynamics 365: is it well, whom does it know, what does it hold of them; and changing that."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime

from connectors.dynamics.checking import health
from connectors.dynamics.deeds import REFUSED, Work
from connectors.dynamics.finding import listed, located
from connectors.dynamics.gathering import Gathering
from connectors.dynamics.history import AUDIT
from connectors.dynamics.layout import Layout
from connectors.dynamics.service import Service
from connectors.dynamics.settings import DynamicsConnection
from connectors.dynamics.verifying import Verifying
from rightsflow.carrying import CarriesOut, refuse_reader
from rightsflow.connector import Finding, Health, Incomplete, Located, Subject, Wanted
from rightsflow.datamap.columns import table_of
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import (
    Capability,
    Expected,
    Listed,
    Order,
    Receipt,
    Residue,
    capabilities_of,
)
from rightsflow.errors import Misconfigured
from rightsflow.fates import of_all, receipt
from rightsflow.web import WebConnector


class DynamicsConnector(CarriesOut, WebConnector):
    """One environment of Dataverse, asked in the name of an application user."""

    def __init__(self, system: SystemMap, connection: DynamicsConnection) -> None:
        """Make ready to ask; raises `Misconfigured` if the secret is missing."""
        super().__init__(connection, connection.credential())
        self.system = system
        self._connection = connection
        self._service = Service(self.client, connection.page_size)
        self._layout: Layout | None = None
        self._reading = asyncio.Lock()

    async def check(self) -> Health:
        """Ask who we are, what we may, how the tables are made; see `Connector.check`."""
        try:
            layout = await self._known()
            return await health(self._service, layout, write=self._connection.write)
        except Misconfigured as error:
            return Health("asked, and refused", (str(error),))

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Find records by identity columns: one question for as many people as fit into it."""
        if not subjects:
            return
        layout = await self._known()
        async with aclosing(located(self._service, layout, subjects)) as people:
            async for one in people:
                yield one

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Yield the wanted records and all below them, collection by collection.

        Raises `TryAgain` if Dataverse cannot be asked now, `Incomplete` at the end if a wanted
        record is gone.
        """
        missing = {(one.case_number, record) for one in wanted for record in one.records}
        if not missing:
            return
        gathering = Gathering(self._service, await self._known())
        async with aclosing(gathering.findings(wanted, missing)) as findings:
            async for finding in findings:
                yield finding
        if missing:
            message = f"System {self.system.system} no longer has {len(missing)} wanted records."
            raise Incomplete(message, frozenset(case for case, _ in missing))

    async def identities(self) -> AsyncGenerator[Listed]:
        """Yield every address and phone of the identity columns, page by page; see `Lists`."""
        async with aclosing(listed(self._service, await self._known())) as everybody:
            async for one in everybody:
                yield one

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Return what may be done: nothing, unless the settings allow to write."""
        return capabilities_of(self) if self._connection.write else frozenset()

    async def carry_out(
        self, capability: Capability, orders: Sequence[Order], now: datetime
    ) -> list[Receipt]:
        """Delete or set records, related ones before the contact; errors as `erase`."""
        refuse_reader(self._connection.write, self.system.system)
        wanted = of_all(orders, self.system.system)
        if not wanted:
            return [Receipt(order.case_number, now) for order in orders]
        at_once = self._connection.at_once
        work = Work(self._service, await self._known(), capability, wanted, at_once)
        await work.done()
        left = {str(record): why for record, why in work.left.items()}
        # What was erased before, and has left a history, is not gone.
        there = {*map(str, work.there), *left}
        done = (wanted, there, now, left, {REFUSED})
        return [receipt(order, capability, *done) for order in orders]

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Ask anew what is left: by record, by identity, in all texts, in history and bin.

        On connections of its own. Raises `TryAgain` if Dataverse cannot be asked now.
        """
        if not expected:
            return []
        fresh = DynamicsConnector(self.system, self._connection)
        fresh.limiter = self.limiter
        async with fresh:
            return await Verifying(fresh._service, await fresh._known(), expected).left()

    async def _known(self) -> Layout:
        """Return the tables as they are; asked once, for the map cannot know them."""
        async with self._reading:
            if self._layout is None:
                system = self.system
                mapped = (table_of(system, name) for name in system.collections)
                ignored = (one for one in system.ignore if one not in system.not_searched)
                names = [*mapped, *ignored, AUDIT]
                self._layout = Layout(system, await self._service.tables(names))
            return self._layout
