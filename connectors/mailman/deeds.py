"""Carrying out orders: what hangs on a record first, and counted by asking before and after.

Mailman has no transactions over REST. So what was there before and is not there afterwards was
removed, whatever Mailman answered in between; and repeating finishes what ended half way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.mailman.desk import held_mark
from connectors.mailman.people import memberships
from connectors.mailman.presence import Site, path_of, present
from connectors.mailman.records import address_record, canonical, id_in
from connectors.mailman.rest import Row
from connectors.mailman.setting import Setting, setting
from rightsflow.deeds import Capability, Order
from rightsflow.errors import NeedsPerson
from rightsflow.fates import Fate, Record, of_all

HANGING = "others_hang_on_it"
"""Why a user or an address is retained: a membership or an address hangs on it, unnamed."""

NO_URL = "address_with_slash"
"""Why a lone address or a ban is out of reach: Mailman has no URL for it."""

FIXED = "cannot_be_blanked"
"""Why a record is not blanked: Mailman lets nobody set one of the fields."""

STILL_THERE = "still_there"
"""Mailman took the deletion, and has the record all the same."""

CHILDREN_FIRST = ("held", "pending", "ban", "membership", "user", "address")


@dataclass(slots=True)
class Work:
    """One batch: what becomes of each record, what was there, and why something was left."""

    site: Site
    wanted: Mapping[Record, Fate]
    there: frozenset[str] = frozenset()
    left: dict[str, str] = field(default_factory=dict)

    async def done(self) -> None:
        """Do it all, one change after another: Mailman's database may allow one writer only."""
        rows = await present(self.site, frozenset(map(str, self.wanted)))
        self.there = frozenset(rows)
        for record, fate in self.wanted.items():
            if fate is not None and (row := rows.get(str(record))) is not None:
                await self._set(record, row, setting(record.collection, fate))
        going = [one for one, fate in self.wanted.items() if fate is None and str(one) in rows]
        for record in sorted(going, key=lambda one: CHILDREN_FIRST.index(one.collection)):
            await self._delete(record, rows[str(record)])
        after = await present(self.site, frozenset(map(str, going)))
        for name in map(str, going):
            if name in after:
                self.left.setdefault(name, STILL_THERE)
            else:
                self.left.pop(name, None)

    async def _set(self, record: Record, row: Row, of: Setting | None) -> None:
        path = path_of(str(record), row)
        if of is None or path is None:
            self.left[str(record)] = FIXED if of is None else NO_URL
            return
        for where, values in ((path, of.own), (f"{path}/preferences", of.preferences)):
            if values and not await self.site.rest.change("PATCH", where, **values):
                self.there -= {str(record)}

    async def _delete(self, record: Record, row: Row) -> None:
        if record.collection == "address" and self._went_along(row):
            return
        if record.collection in {"user", "address"} and await self._is_needed(record, row):
            self.left[str(record)] = HANGING
        elif (path := path_of(str(record), row)) is None:
            self.left[str(record)] = NO_URL
        elif record.collection in {"held", "pending"}:
            await self._discard(record, path, row)
        elif record.collection == "membership":
            # Otherwise the list may ask the person, or the moderator, whether to let go.
            sure = {"pre_confirmed": "True", "pre_approved": "True"}
            await self.site.rest.change("DELETE", path, **sure)
        else:
            await self.site.rest.change("DELETE", path)

    async def _discard(self, record: Record, path: str, row: Row) -> None:
        if record.collection == "held":
            # The number may have gone to another message since it was read.
            now = await self.site.rest.get(path)
            if now is None or held_mark(now) != held_mark(row):
                return
        await self.site.rest.change("POST", path, action="discard")

    async def _is_needed(self, record: Record, row: Row) -> bool:
        """Tell whether something hangs on a user or address that no order names."""
        emails = {canonical(row.get("email"))}
        if record.collection == "user":
            below = self.site.rest.entries(f"users/{record.key}/addresses", "email")
            addresses = [one async for one in below]
            emails = {canonical(one["email"]) for one in addresses}
            if not all(self._goes(address_record(one)) for one in addresses):
                return True
        return any([True async for _ in memberships(self.site.rest, emails)])

    def _went_along(self, address: Row) -> bool:
        """Tell whether an address went with its user, so that it need not stand in a URL."""
        user = f"user:{id_in(address['user'])}" if "user" in address else ""
        return user in self.there and user not in self.left and self._goes(user)

    def _goes(self, name: str) -> bool:
        collection, _, key = name.partition(":")
        return self.wanted.get(Record(collection, key), {}) is None


def ordered(system: str, capability: Capability, orders: Sequence[Order]) -> dict[Record, Fate]:
    """Return what becomes of each record.

    Raises `NeedsPerson` if an order names no record of Mailman's, if two cases want different
    values, or if Mailman cannot set one; blanking what cannot be set is told by the receipt.
    """
    wanted = of_all(orders, system)
    for record, fate in wanted.items():
        if record.collection not in CHILDREN_FIRST:
            message = f"An order for {system} names {record.collection}, which no Mailman has."
            raise NeedsPerson(message)
        told = capability is Capability.erase or fate is None
        if not told and setting(record.collection, fate or {}) is None:
            names = ", ".join(sorted(fate or ()))
            message = (
                f"System {system}: Mailman does not let {names} of {record.collection} be "
                "set so. Make the change by hand."
            )
            raise NeedsPerson(message)
    return wanted
