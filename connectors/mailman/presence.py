"""Which records are there now: asked by the names that were noted before."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from urllib.parse import quote

from connectors.mailman.desk import Kept, read_desks
from connectors.mailman.records import address_record, is_id
from connectors.mailman.rest import Rest, Row
from rightsflow.web import in_order

PATHS = {"user": "users", "membership": "members"}
"""Where records lie that Mailman itself gives an id."""

DESK = frozenset({"pending", "held", "ban"})
"""Collections whose records lie on the desks of moderators."""


@dataclass(frozen=True, slots=True)
class Site:
    """One Mailman: its lists by id, the key of its bans, how much is asked at the same time."""

    rest: Rest
    lists: Mapping[str, str]
    key: bytes = field(repr=False)
    at_once: int

    async def desks(
        self, wants: Callable[[Kept], bool], lists: Mapping[str, str] | None = None
    ) -> list[Kept]:
        """Return what is wanted from the desks of some lists, or all, and of the site."""
        of = self.lists if lists is None else lists
        return await read_desks(self.rest, of, self.key, at_once=self.at_once, wants=wants)


async def present(site: Site, records: Collection[str]) -> dict[str, Row]:
    """Return those of the records that are there, as Mailman tells them.

    Only the desks of lists that a record names are read; addresses are looked for below the
    users named, and among all addresses if one is not found there.
    """

    async def ask(record: str) -> tuple[str, Row | None]:
        kind, _, name = record.partition(":")
        return record, await site.rest.get(f"{PATHS[kind]}/{name}") if is_id(name) else None

    with_id = sorted(one for one in records if one.partition(":")[0] in PATHS)
    async with aclosing(in_order(ask, with_id, at_once=site.at_once)) as rows:
        found = {record: row async for record, row in rows if row is not None}
    wanted = {one for one in records if one.startswith("address:")}
    async for row in _addresses(site.rest, found, wanted):
        found[address_record(row)] = row
    if any(one.partition(":")[0] in DESK for one in records):
        named = {one.partition(":")[2].partition("/")[0] for one in records}
        theirs = {name: title for name, title in site.lists.items() if name in named}
        desk = await site.desks(lambda kept: kept.record in records, theirs)
        found |= {kept.record: kept.row for kept in desk}
    return found


async def _addresses(
    rest: Rest, users: Mapping[str, Row], wanted: Collection[str]
) -> AsyncIterator[Row]:
    missing = set(wanted)
    below = [f"users/{row['user_id']}/addresses" for one, row in users.items() if "user_id" in row]
    for path in (*below, "addresses"):
        if not missing:
            return
        async for row in rest.entries(path, "email"):
            if (record := address_record(row)) in missing:
                missing.discard(record)
                yield row


def path_of(record: str, row: Row) -> str | None:
    """Return where a record can be changed; None if it has no URL, as an address with a slash.

    Addresses and bans alone stand in the URL themselves: Mailman gives them no id.
    """
    collection, _, key = record.partition(":")
    at = f"lists/{row['list_id']}/" if row.get("list_id") else ""
    email = str(row.get("email", ""))
    if collection in PATHS:
        return f"{PATHS[collection]}/{key}"
    if collection == "held":
        return f"{at}held/{row['request_id']}"
    if collection == "pending":
        return f"{at}requests/{quote(str(row['token']), safe='')}"
    if "/" in email:
        return None
    return f"{at}bans/{quoted(email)}" if collection == "ban" else f"addresses/{quoted(email)}"


def quoted(email: str) -> str:
    """Return an address as a URL takes it."""
    return quote(email, safe="")
