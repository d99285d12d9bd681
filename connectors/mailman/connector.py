"""A Mailman: is it well, whom does it know, what does it hold of them; and changing that."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from connectors.mailman.deeds import HANGING, Work, ordered
from connectors.mailman.desk import Kept, list_names, read_desks
from connectors.mailman.gathering import Gathering
from connectors.mailman.listing import listed
from connectors.mailman.people import address_row, persons, user_of
from connectors.mailman.presence import Site
from connectors.mailman.records import address_record, ban_key
from connectors.mailman.rest import Rest, Row
from connectors.mailman.settings import MailmanConnection
from connectors.mailman.verifying import Verifying
from rightsflow.canonical import canonical_email, fold
from rightsflow.carrying import CarriesOut, refuse_reader
from rightsflow.connector import Finding, Health, Incomplete, Located, Subject, Wanted
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
from rightsflow.fates import receipt
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind, Match
from rightsflow.web import WebConnector, basic, in_order

LOG_FORMAT = "system/configuration/logging.gunicorn"
TELLING = ("%(r)s", "%(U)s", "%(q)s")
"""Parts of a log format that write the URL asked for (gunicorn, `access_log_format`)."""


@dataclass(frozen=True, slots=True)
class Known:
    """A record that carries the address asked for."""

    collection: str
    record: str
    name: str = field(default="", repr=False)
    proven: bool = False


class MailmanConnector(CarriesOut, WebConnector):
    """One Mailman, asked about persons by their e-mail addresses and by nothing else."""

    def __init__(self, system: SystemMap, connection: MailmanConnection) -> None:
        """Make ready to ask; raises `Misconfigured` if the password is missing."""
        self.system = system
        self._connection = connection
        self._at_once = connection.at_once
        self._password = connection.password.read()
        super().__init__(connection, basic(connection.username, self._password))
        self._rest = Rest(self.client, connection.page_size)

    async def check(self) -> Health:
        """Ask for version, lists and one desk; see `Connector.check`."""
        try:
            version = await self._version()
            lists = await list_names(self._rest)
            await self._desks(lists, [], [])
        except Misconfigured as error:
            return Health("asked, and refused", (str(error),))
        detail = f"{version}, {len(lists)} lists{await self._log_note()}"
        return Health(detail, () if lists else (_NO_LISTS,))

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Find the users, lone addresses and waiting things that carry exactly an address."""
        asked: dict[str, list[tuple[str, Identifier]]] = defaultdict(list)
        for subject in subjects:
            for identifier in dict.fromkeys(subject.identifiers):
                if identifier.kind is IdentifierKind.email and canonical_email(identifier.value):
                    asked[identifier.value].append((subject.case_number, identifier))
        if not asked:
            return
        await self._version()
        desk = await self._desks(await list_names(self._rest), asked, [])

        async def known(email: str) -> tuple[str, list[Known]]:
            return email, await self._known(email, desk)

        async with aclosing(in_order(known, asked, at_once=self._at_once)) as answers:
            async for email, found in answers:
                for case_number, identifier in asked[email]:
                    for one in found:
                        yield Located(case_number, self._match(one, identifier))

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Yield the wanted records and all below them, case by case.

        Raises `TryAgain` if Mailman cannot be asked now, `Incomplete` at the end if a wanted
        record is gone.
        """
        records = {record for one in wanted for record in one.records}
        if not records:
            return
        await self._version()
        lists = await list_names(self._rest)
        people = await persons(self._rest, records, at_once=self._at_once)
        emails = [email for person in people.values() for email in person.emails]
        desk = await self._desks(lists, emails, records)
        gathering = Gathering(self._rest, self.system, lists, people, desk)
        gone: set[str] = set()
        async with aclosing(in_order(gathering.findings, wanted, at_once=self._at_once)) as cases:
            async for one in cases:
                for finding in one.findings:
                    yield finding
                gone |= one.gone
        if gone:
            message = f"System {self.system.system} no longer has records of {len(gone)} cases."
            raise Incomplete(message, frozenset(gone))

    @property
    def gathers_wider(self) -> bool:
        """Say yes: to a user belong addresses and memberships, which Mailman itself links."""
        return True

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Return what may be done: nothing, unless the settings allow to write."""
        return capabilities_of(self) if self._connection.write else frozenset()

    async def carry_out(
        self, capability: Capability, orders: Sequence[Order], now: datetime
    ) -> list[Receipt]:
        """Delete or set where it may write; repeating finishes what was begun.

        A user or address on which something hangs that no order names is retained. Raises
        `NeedsPerson` before anything is done if Mailman does not let a field be set.
        """
        refuse_reader(self._connection.write, self.system.system)
        wanted = ordered(self.system.system, capability, orders)
        if not wanted:
            return [Receipt(order.case_number, now) for order in orders]
        work = Work(await self._site(), wanted)
        await work.done()
        done = (work.wanted, work.there, now, work.left, {HANGING})
        return [receipt(order, capability, *done) for order in orders]

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Ask anew what is left: by record, by address, and in the settings of all lists.

        On connections of its own. Raises `TryAgain` if Mailman cannot be asked now.
        """
        if not expected:
            return []
        fresh = MailmanConnector(self.system, self._connection)
        fresh.limiter = self.limiter
        async with fresh:
            return await fresh._left(expected)

    async def _left(self, expected: Sequence[Expected]) -> list[Residue]:
        return await Verifying(await self._site(), expected).left()

    async def identities(self) -> AsyncGenerator[Listed]:
        """Yield every address that Mailman has, page by page; see `Lists`."""
        async with aclosing(listed(await self._site())) as everybody:
            async for one in everybody:
                yield one

    async def _site(self) -> Site:
        await self._version()
        lists = await list_names(self._rest)
        return Site(self._rest, lists, self._ban_key, self._at_once)

    async def _version(self) -> str:
        """Make sure that a Mailman answers, before its silence is taken for an answer."""
        version = str((await self._rest.need("system")).get("mailman_version", ""))
        if not version.startswith("GNU Mailman 3."):
            raise Misconfigured(_NO_MAILMAN)
        return version

    async def _desks(
        self, lists: dict[str, str], emails: Collection[str], records: Collection[str]
    ) -> list[Kept]:
        wanted_emails, wanted_records = frozenset(emails), frozenset(records)

        def wants(kept: Kept) -> bool:
            return kept.address in wanted_emails or kept.record in wanted_records

        return await read_desks(
            self._rest, lists, self._ban_key, at_once=self._at_once, wants=wants
        )

    async def _known(self, email: str, desk: list[Kept]) -> list[Known]:
        row = await address_row(self._rest, email)
        if row is None:
            return [Known(k.collection, k.record, _name(k.row)) for k in desk if k.address == email]
        proven = bool(row.get("verified_on"))
        user = await user_of(self._rest, row)
        if user is None:
            return [Known("address", address_record(row), _name(row), proven)]
        return [Known("user", f"user:{user['user_id']}", _name(user) or _name(row), proven)]

    def _match(self, known: Known, identifier: Identifier) -> Match:
        collection = self.system.collections[known.collection]
        return Match(
            system=self.system.system,
            record=known.record,
            identifier=identifier,
            certainty=Certainty.exact,
            verified=known.proven and all(identity.verified for identity in collection.identity),
            is_person=collection.person,
            name=known.name,
        )

    async def _log_note(self) -> str:
        row = await self._rest.get(LOG_FORMAT)
        telling = row is not None and any(part in str(row.get("format")) for part in TELLING)
        return _LOG_NOTE if telling else ""

    @cached_property
    def _ban_key(self) -> bytes:
        return ban_key(self._password.get_secret_value())


def _name(row: Row) -> str:
    return fold(str(row.get("display_name") or ""))


_NO_MAILMAN = (
    "What answers at base_url is no GNU Mailman 3. Give the address of Mailman core's REST "
    "interface, not of Postorius or HyperKitty."
)
_NO_LISTS = (
    "This Mailman has no mailing list. Make sure that base_url names the right server, or "
    "take the system out of the data map."
)
_LOG_NOTE = "; its own log keeps every address asked for (README, section What Mailman keeps back)"
