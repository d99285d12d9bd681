"""Users and their addresses: Mailman knows one user by several addresses."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from urllib.parse import quote

from connectors.mailman.records import address_record, canonical, id_in, is_id
from connectors.mailman.rest import Rest, Row
from rightsflow.web import in_order


@dataclass(frozen=True, slots=True)
class Person:
    """A user with all addresses; or, without user, one address that belongs to none."""

    user: Row | None = field(repr=False)
    addresses: tuple[Row, ...] = field(repr=False)

    @property
    def emails(self) -> frozenset[str]:
        """Return the addresses in canonical form."""
        return frozenset(canonical(row["email"]) for row in self.addresses)


async def address_row(rest: Rest, email: str) -> Row | None:
    """Return Mailman's row of exactly this (canonical) address; None if it has none.

    The server under Mailman takes an encoded slash for a path, so that such an address has
    no URL; it is looked for among all addresses.
    """
    if "/" in email:
        async for row in rest.entries("addresses", "email"):
            if canonical(row["email"]) == email:
                return row
        return None
    found = await rest.get(f"addresses/{quote(email, safe='')}")
    return found if found is not None and canonical(found.get("email")) == email else None


async def user_of(rest: Rest, address: Row) -> Row | None:
    """Return the user to whom an address belongs; None if it belongs to nobody."""
    if "user" not in address:
        return None
    return await rest.need(f"users/{id_in(address['user'])}")


async def persons(rest: Rest, records: Collection[str], *, at_once: int) -> dict[str, Person]:
    """Return those of the records that name a user or an address and are still there."""

    async def user(record: str) -> tuple[str, Person | None]:
        return record, await _user(rest, record.removeprefix("user:"))

    users = [record for record in records if record.startswith("user:")]
    asked = in_order(user, users, at_once=at_once)
    found = {record: person async for record, person in asked if person is not None}
    loose = {record for record in records if record.startswith("address:")}
    if loose:
        async for row in rest.entries("addresses", "email"):
            if (record := address_record(row)) in loose:
                found[record] = Person(None, (row,))
    return found


async def _user(rest: Rest, key: str) -> Person | None:
    row = await rest.get(f"users/{key}") if is_id(key) else None
    if row is None:
        return None
    addresses = rest.entries(f"users/{key}/addresses", "email")
    return Person(row, tuple([address async for address in addresses]))


async def memberships(rest: Rest, emails: Collection[str]) -> AsyncIterator[Row]:
    """Yield every membership under the addresses, in any role.

    Mailman takes an asterisk in an address for a wildcard, so its answer is compared.
    """
    for email in sorted(emails):
        async for row in rest.entries("members/find", "member_id", form={"subscriber": email}):
            if canonical(row.get("email")) == email:
                yield row
