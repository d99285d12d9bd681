"""The five deeds of a connector that carries all of them out in one way."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime

from rightsflow.deeds import Capability, Order, Receipt
from rightsflow.errors import NeedsPerson


def refuse_reader(write: bool, system: str) -> None:  # noqa: FBT001 - a setting, as it is
    """Raise `NeedsPerson` where the settings of a system do not allow to write."""
    if not write:
        message = f"System {system} is only read: its connection has no write."
        raise NeedsPerson(message)


class CarriesOut(ABC):
    """Erases, corrects, marks, releases and stops by one method: records go, or columns are set."""

    @abstractmethod
    async def carry_out(
        self, capability: Capability, orders: Sequence[Order], now: datetime
    ) -> list[Receipt]:
        """Carry out orders of one capability; one receipt an order, errors as `Erases.erase`."""

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Delete records, what hangs on one before it, and blank columns (Article 17)."""
        return await self.carry_out(Capability.erase, orders, now)

    async def rectify(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Set columns to their right values (Article 16)."""
        return await self.carry_out(Capability.rectify, orders, now)

    async def restrict(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Set the mark of a restriction (Article 18)."""
        return await self.carry_out(Capability.restrict, orders, now)

    async def release(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Take the mark off again (Article 18(3))."""
        return await self.carry_out(Capability.release, orders, now)

    async def object(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Write down that a purpose has ended, or delete (Articles 7(3), 21)."""
        return await self.carry_out(Capability.object, orders, now)
