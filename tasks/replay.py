"""After a restored backup: what was erased is erased again, where it surely is the same person.

A restored system has people in it again who were erased since the backup was made. The ledger knows
their records by name alone, and a name may have been given anew: a database that was set back
counts on from where it was, and the next person gets the number. So a record is touched again only
if an address on it belongs to the person of the order; records below it go with it. Everything
else is told to a person and left alone (`docs/decisions/0019-replay-only-whom-you-recognise.md`).
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from rightsflow.canonical import canonical_email
from rightsflow.connector import Connector, Finding, Incomplete, Wanted
from rightsflow.datamap.model import Collection
from rightsflow.deeds import Capability, Expected, Order, Value, Verifies
from rightsflow.errors import Misconfigured
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.suppression import forbids
from rightsflow.register import cases, erasures, suppression
from rightsflow.register.database import Database
from rightsflow.register.erasures import REPLAYED, Erased, digests_of
from rightsflow.register.journal import Entry, note
from rightsflow.register.keyring import Keyring
from tasks.guard import carried_out, gathered, verified

_AT_ONCE = 20
"""Orders of one batch; each may name many records."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one order: records that were `back`, `done` again, `left` for a person.

    In a trial `done` is what would be.
    """

    case_number: str
    capability: Capability
    back: int
    done: int
    left: int


@dataclass(frozen=True, slots=True)
class Replay:
    """A system that was restored, and the register that knows what was erased in it."""

    register: Database
    keyring: Keyring = field(repr=False)
    connector: Connector
    today_on: date
    now: datetime
    by: str = "operator"

    async def run(self, since_at: datetime, *, trial: bool) -> AsyncIterator[Replayed]:
        """Yield what became of each order since then; harmless to repeat.

        Raises `Misconfigured` if the system cannot be asked by a program, and what the connector
        raises: then what was not yielded is still to do.
        """
        if not isinstance(self.connector, Verifies):
            problem = (
                f"System {self.connector.system.system} cannot be asked by a program whether "
                "somebody is back. Whoever answers for it has to look."
            )
            raise Misconfigured(problem)
        after = 0
        while page := await self._page(since_at, after):
            after = page[-1].id
            for batch in _each_case_once(page):
                for outcome in await self._batch(batch, trial=trial):
                    yield outcome

    async def _page(self, since_at: datetime, after: int) -> list[Erased]:
        system = self.connector.system.system
        async with self.register.read() as connection:
            return await erasures.since(
                connection, self.keyring, system, since_at, after=after, limit=_AT_ONCE
            )

    async def _batch(self, batch: Sequence[Erased], *, trial: bool) -> list[Replayed]:
        back = await _left_of(self.connector, batch)
        here = [one for one in batch if back.get(one.case_number)]
        again = {one.case_number: await self._recognised(one) for one in here}
        sure = [one for one in here if again[one.case_number].changes]
        if trial:
            done = {one.case_number: _records(again[one.case_number]) for one in sure}
            left = {key: max(0, count - done.get(key, 0)) for key, count in back.items()}
        else:
            done = await self._carried_out(sure, again)
            left = await _left_of(self.connector, here) if here else {}
            await self._noted(batch, here, done, left)
        return [
            Replayed(
                one.case_number, one.capability, back[one.case_number],
                done.get(one.case_number, 0), left.get(one.case_number, 0),
            )
            for one in here
        ]  # fmt: skip

    async def _recognised(self, one: Erased) -> Order:
        """Return the part of an order whose records surely are the person's, as they stand now."""
        wanted = {record for change in one.order.changes for record in change.records}
        sure: set[str] = set()
        for person in _persons(one, self.connector.system.collections):
            # One at a time: a finding does not tell below which of several people it hangs.
            below, known = {person}, False
            findings = gathered(self.connector, [Wanted(one.case_number, (person,))])
            with suppress(Incomplete):  # what is gone needs no second erasure
                async with aclosing(findings) as found:
                    async for finding in found:
                        if finding.record == person:
                            known = await self._is_person(one, finding)
                        if finding.record in wanted:
                            below.add(finding.record)
            sure |= below & wanted if known else set()
        changes = [
            replace(change, records=tuple(record for record in change.records if record in sure))
            for change in one.order.changes
        ]
        return replace(one.order, changes=tuple(change for change in changes if change.records))

    async def _is_person(self, one: Erased, finding: Finding) -> bool:
        """Say whether an address on a record is the person's, and nobody let them in again."""
        collection = self.connector.system.collections[finding.collection]
        addresses = [
            address
            for address in _addresses(collection, finding.values)
            if not one.digests or one.digests & digests_of(self.keyring, [address])
        ]
        async with self.register.read() as connection:
            listed = await suppression.find(connection, self.keyring, addresses, self.today_on)
        of = REPLAYED[one.capability]
        return any(forbids(entries, of, one.scope) for entries in listed.values())

    async def _carried_out(
        self, sure: Sequence[Erased], again: Mapping[str, Order]
    ) -> dict[str, int]:
        """Carry orders out and return how many records each took; the journal is told before."""
        done: dict[str, int] = {}
        for capability in REPLAYED:
            some = [one for one in sure if one.capability is capability]
            if not some:
                continue
            if not hasattr(self.connector, capability):
                problem = f"System {self.connector.system.system} cannot {capability} by itself."
                raise Misconfigured(problem)
            await self._journal([(one, "replay_begun", {}) for one in some])
            orders = [again[one.case_number] for one in some]
            receipts = await carried_out(self.connector, capability, orders, self.now)
            done |= {
                one.case_number: one.removed + one.anonymised + one.changed for one in receipts
            }
        return done

    async def _noted(
        self,
        batch: Sequence[Erased],
        here: Sequence[Erased],
        done: Mapping[str, int],
        left: Mapping[str, int],
    ) -> None:
        counts = [
            (one, "replayed", {"records": done.get(one.case_number, 0), "left": rest})
            for one in here
            for rest in [left.get(one.case_number, 0)]
        ]
        await self._journal(counts)
        gone = [one.id for one in batch if not left.get(one.case_number)]
        if gone:
            async with self.register.write() as connection:
                await erasures.replayed(connection, gone, self.now)

    async def _journal(self, told: Sequence[tuple[Erased, str, Mapping[str, int]]]) -> None:
        """Note in the cases that are still there what happens to their orders."""
        system, by = self.connector.system.system, self.connector.origin
        async with self.register.write() as connection:
            entries = []
            for one, event, counts in told:
                case = await cases.by_number(connection, one.case_number)
                if case is not None:
                    what = {"system": system, "connector": by, "kind": one.capability}
                    entries.append(Entry(case.id, event, {**what, **counts}, self.by))
            await note(connection, entries, self.now)


def _each_case_once(page: Sequence[Erased]) -> Iterator[list[Erased]]:
    """Yield portions in which a case comes once: residues and receipts are told by case."""
    batch: list[Erased] = []
    for one in page:
        if any(other.case_number == one.case_number for other in batch):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


async def _left_of(connector: Connector, batch: Sequence[Erased]) -> dict[str, int]:
    """Return how many records of each order are there, or not as they were set, by case."""
    expected = [Expected(one.case_number, (), (one.order,)) for one in batch]
    left: dict[str, int] = {}
    for residue in await verified(connector, expected):
        left[residue.case_number] = left.get(residue.case_number, 0) + residue.records
    return left


def _persons(one: Erased, collections: Mapping[str, Collection]) -> list[str]:
    """Return the records that stand for the person of an order."""
    named = [
        record
        for change in one.order.changes
        if (of := collections.get(change.collection)) is not None and of.identity
        for record in change.records
    ]
    return list(dict.fromkeys((*one.persons, *named)))


def _addresses(collection: Collection, values: Mapping[str, Value]) -> list[Identifier]:
    """Return the addresses on a record; a telephone is passed on, and proves nobody."""
    columns = [one.column for one in collection.identity if one.kind is IdentifierKind.email]
    texts = [str(values[column]) for column in columns if values.get(column)]
    found = [canonical_email(text) for text in texts]
    return [Identifier(IdentifierKind.email, value) for value in found if value]


def _records(order: Order) -> int:
    return sum(len(change.records) for change in order.changes)
