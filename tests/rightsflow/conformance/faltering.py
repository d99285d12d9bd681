"""Systems in memory that are not up to a bad day: a server in trouble, a worker that dies."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import datetime

from rightsflow.conformance import Trouble
from rightsflow.connector import Finding, Located, Subject, Wanted
from rightsflow.deeds import Expected, Order, Receipt, Residue
from rightsflow.errors import NeedsPerson, TryAgain
from tests.rightsflow.conformance.memory import NO_ANSWER, SECRET, Memory
from tests.rightsflow.conformance.remembering import Changing


class First(Memory):
    """Takes the first record with an address for the only one."""

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Stop at the first."""
        told = set()
        async for one in super().locate(subjects):
            if one.case_number not in told:
                yield one
            told.add(one.case_number)


class Neighbourly(Memory):
    """Gives whoever stands next to whom is wanted as well."""

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Add the neighbour."""
        async for finding in super().gather(wanted):
            yield finding
            key = (int(finding.record.partition(":")[2]) + 1) % len(self.people)
            yield replace(finding, record=f"people:{key}", values={})


class Waiting(Memory):
    """Waits for whoever takes the question and never answers."""

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Wait."""
        if self.trouble is Trouble.slow:
            await asyncio.Event().wait()
        async for one in super().locate(subjects):
            yield one


class Shorter(Memory):
    """Takes what came for all there is."""

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Answer with the half that came."""
        half = self.trouble in NO_ANSWER - {Trouble.dead}
        self.trouble = Trouble.none if half else self.trouble
        async for one in super().locate(subjects[: len(subjects) // 2] if half else subjects):
            yield one


class Deaf(Memory):
    """Does not hear for how long it is to stay away."""

    def ask(self, subjects: Sequence[Subject]) -> None:
        """Leave the wait out."""
        try:
            super().ask(subjects)
        except TryAgain:
            raise TryAgain from None


class Unsure(Changing):
    """Gives a receipt for a deed whose answer never came."""

    def ask(self, subjects: Sequence[Subject]) -> None:
        """Think nothing of it."""
        if self.trouble is not Trouble.broken:
            super().ask(subjects)


class Credulous(Changing):
    """Verifies by what it was told when it changed something."""

    def receipt(self, order: Order, now: datetime, word: str) -> Receipt:
        """Remember whom it concerned."""
        self.log.append(f"believed {order.case_number}")
        return super().receipt(order, now, word)

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Leave them out."""
        found = await super().verify(expected)
        return [one for one in found if f"believed {one.case_number}" not in self.log]


class Locked(Changing):
    """Locks what it changes, and forgets to unlock it when it is told to stop."""

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Work for a while, behind a lock."""
        if "locked" in self.log:
            raise NeedsPerson
        self.log.append("locked")
        await asyncio.sleep(0.05)
        receipts = await super().erase(orders, now=now)
        self.log.remove("locked")
        return receipts


class Half(Changing):
    """Leaves what it had not come to when it was told to stop, and counts it as gone later."""

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Note the order before it is carried out."""
        begun = f"begun {orders[0].case_number}" if orders else ""
        if begun in self.log:
            return [Receipt(orders[0].case_number, now, gone=1)]
        self.log.append(begun)
        await asyncio.sleep(0.05)
        return await super().erase(orders, now=now)


class Sweeping(Changing):
    """Erases whoever has the address of the record that is named."""

    def remove(self, key: int) -> None:
        """Look for the address."""
        address = self.people[key].email
        for each, person in enumerate(self.people):
            if person.email == address:
                super().remove(each)


class Unforgiving(Changing):
    """Takes for left over what is kept."""

    def by_identity(self, one: Expected) -> list[str]:
        """Excuse nobody."""
        addresses = [identifier.value for identifier in one.identifiers]
        held = [p for p in self.people if any(self.same(p.email, each) for each in addresses)]
        return ["people.email"] * len(held)


class Chatty(Changing):
    """Writes into the log whom it was asked about, for whoever looks for a fault."""

    def ask(self, subjects: Sequence[Subject]) -> None:
        """Say it, at the lowest level."""
        for subject in subjects:
            logging.getLogger(__name__).debug("asked about %s", subject.identifiers[0].value)
        super().ask(subjects)


class Careless(Changing):
    """Writes its password into the log."""

    def ask(self, subjects: Sequence[Subject]) -> None:
        """Say it, at the lowest level."""
        logging.getLogger(__name__).debug("logging in with %s", SECRET)
        super().ask(subjects)


class Revealing(Changing):
    """Shows what it is made of."""

    def __repr__(self) -> str:
        """Tell the password."""
        return f"Revealing(token={self.token.get_secret_value()})"


class Holding(Changing):
    """Keeps its password as a plain text."""

    def __init__(self, *args: object) -> None:
        """Unwrap it."""
        super().__init__(*args)  # type: ignore[arg-type]
        self.password = self.token.get_secret_value()


class Quoting(Changing):
    """Leaves the error of its client, which quotes the question, behind its own."""

    def ask(self, subjects: Sequence[Subject]) -> None:
        """Hide it from a log, and from nothing else."""
        try:
            super().ask(subjects)
        except TryAgain:
            try:
                asked = [one.identifiers[0].value for one in subjects]
                problem = f"GET /people?email={asked}"
                raise OSError(problem)  # noqa: TRY301 - stands for a client's own error
            except OSError:
                raise TryAgain from None
