"""A REST system by its data map: is it well, whom does it know, what does it hold of them."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime

from connectors.http.checking import Checking
from connectors.http.deeds import Work
from connectors.http.gathering import findings
from connectors.http.locating import located
from connectors.http.reader import Reader
from connectors.http.receipts import ordered
from connectors.http.rows import texts_in
from connectors.http.settings import HttpConnection
from connectors.http.verifying import Verifying
from rightsflow.carrying import CarriesOut, refuse_reader
from rightsflow.connector import Finding, Health, Located, Subject, Wanted
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
from rightsflow.fates import receipt
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.likeness import LIKENESS
from rightsflow.web import WebConnector
from rightsflow.web.following import at

_BY_DELETING = frozenset({Capability.erase, Capability.object, Capability.verify})
_SWEPT = frozenset({IdentifierKind.email, IdentifierKind.phone})


class HttpConnector(CarriesOut, WebConnector):
    """One REST system, asked and changed by the requests that its map declares."""

    def __init__(self, system: SystemMap, connection: HttpConnection) -> None:
        """Make ready to ask; raises `Misconfigured` if a secret is missing."""
        super().__init__(connection, connection.auth.credential())
        self.system = system
        self._connection = connection
        self._reader = Reader(self.client, system, connection)

    async def check(self) -> Health:
        """Try every way of finding, and look at one page of what can be listed."""
        return await Checking(self._reader).health()

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Find the records that carry an identifier; see `Connector.locate`."""
        async with aclosing(located(self._reader, subjects)) as everybody:
            async for one in everybody:
                yield one

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Yield the wanted records and all below them; see `Connector.gather`."""
        async with aclosing(findings(self._reader, wanted)) as found:
            async for one in found:
                yield one

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Return what may be done: nothing, unless the settings allow to write."""
        if not self._connection.write:
            return frozenset()
        all_ = self._connection.requests.values()
        if any(one.update for one in all_):
            return capabilities_of(self)
        deletes = any(one.delete for one in all_)
        return capabilities_of(self) & _BY_DELETING if deletes else frozenset()

    async def carry_out(
        self, capability: Capability, orders: Sequence[Order], now: datetime
    ) -> list[Receipt]:
        """Delete or set records by the requests that the map declares; errors as `erase`."""
        refuse_reader(self._connection.write, self.system.system)
        work = Work(self._reader, ordered(self._reader, capability, orders))
        await work.done()
        done = (work.wanted, work.there, now, work.left, work.retained)
        return [receipt(order, capability, *done) for order in orders]

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Ask anew what is left, on connections of its own; see `Verifies`."""
        if not expected:
            return []
        fresh = HttpConnector(self.system, self._connection)
        fresh.limiter = self.limiter
        async with fresh:
            return await Verifying(fresh._reader, expected).left()


class ListingConnector(HttpConnector):
    """A REST system that can name everybody in it: each collection of people has `everybody`."""

    async def identities(self) -> AsyncGenerator[Listed]:
        """Yield every address and phone of the identity columns, page by page; see `Lists`."""
        reader = self._reader
        for name, of in reader.connection.requests.items():
            if of.everybody is None:
                continue
            columns = [one for one in reader.collection(name).identity if one.kind in _SWEPT]
            async with aclosing(reader.several(name, of.everybody, {})) as everybody:
                async for row in everybody:
                    for one in columns:
                        for text in texts_in(at(row, one.column)):
                            if value := LIKENESS[one.kind].canonical(text, one.region):
                                identifier = Identifier(one.kind, value)
                                yield Listed(reader.record(name, row), identifier)
