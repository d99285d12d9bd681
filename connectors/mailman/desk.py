"""What lies on moderators' desks: subscriptions under way, held messages, bans."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from connectors.mailman.records import canonical, keyed_mark, mark
from connectors.mailman.rest import Rest, Row
from connectors.mailman.values import as_bytes
from rightsflow.connector import Incomplete
from rightsflow.web import in_order

HELD_AT_ONCE = 10
"""Held messages come with their whole text, so fewer of them are asked for at once."""

CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Tray:
    """Where one kind of thing lies; `key` tells two of them apart, `address` whose it is."""

    collection: str
    path: str
    key: str
    address: str = "email"
    at_most: int = 0


LIST_TRAYS = (
    Tray("pending", "requests?request_type=subscription", "token"),
    Tray("pending", "requests?request_type=unsubscription", "token"),
    Tray("held", "held", "request_id", "sender", HELD_AT_ONCE),
    Tray("ban", "bans", "email"),
)
"""What each list has; a regular expression among the bans names nobody."""

SITE_TRAY = Tray("ban", "bans", "email")
"""Bans from every list."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that waits or is forbidden; `address` is canonical."""

    collection: str
    record: str
    address: str = field(repr=False)
    row: Row = field(repr=False)


async def list_names(rest: Rest) -> dict[str, str]:
    """Return the names of all mailing lists by their ids."""
    lists = rest.entries("lists", "list_id")
    return {row["list_id"]: str(row.get("display_name", "")) async for row in lists}


def trays_of(lists: Iterable[str]) -> list[tuple[str, Tray]]:
    """Return every tray with the id of its list; empty for the site."""
    return [("", SITE_TRAY), *((name, tray) for name in lists for tray in LIST_TRAYS)]


async def read_desks(
    rest: Rest, lists: Mapping[str, str], key: bytes, *, at_once: int, wants: Callable[[Kept], bool]
) -> list[Kept]:
    """Return what is wanted from the desks of all lists and of the site."""

    async def read(place: tuple[str, Tray]) -> list[Kept]:
        return [kept async for kept in tray(rest, lists, key, place) if wants(kept)]

    async with aclosing(in_order(read, trays_of(lists), at_once=at_once)) as found:
        return [kept async for some in found for kept in some]


async def tray(
    rest: Rest, lists: Mapping[str, str], key: bytes, place: tuple[str, Tray]
) -> AsyncIterator[Kept]:
    """Yield what lies in one tray; of the bans, those of an address."""
    list_id, of = place
    path = f"lists/{list_id}/{of.path}" if list_id else of.path
    async for row in rest.entries(path, of.key, at_most=of.at_most):
        address = str(row.get(of.address, ""))
        if of.collection == "ban" and address.startswith("^"):
            continue
        kept = {name: value for name, value in row.items() if name != "msg"}
        kept |= {"list_id": list_id, "list_name": lists.get(list_id, "")}
        record = f"{of.collection}:{list_id}/{_key_of(of.collection, row, key)}"
        yield Kept(of.collection, record, canonical(address), kept)


def _key_of(collection: str, row: Row, key: bytes) -> str:
    if collection == "pending":
        return mark(row["token"])
    if collection == "held":
        return held_mark(row)
    return keyed_mark(key, canonical(row["email"]))


def held_mark(row: Row) -> str:
    """Return what tells a held message from another that got its number later."""
    return mark(row["request_id"], row.get("hold_date"), row.get("message_id"))


async def held_message(rest: Rest, kept: Kept, case_number: str) -> AsyncIterator[bytes]:
    """Yield the held message, fetched anew; raises `Incomplete` if it has been dealt with."""
    row = await rest.get(f"lists/{kept.row['list_id']}/held/{kept.row['request_id']}")
    if row is None or held_mark(row) != held_mark(kept.row):
        message = "A held message was let through or thrown away while the copy was made."
        raise Incomplete(message, frozenset({case_number}))
    content = as_bytes(str(row.get("msg", "")))
    for start in range(0, len(content), CHUNK_BYTES):
        yield content[start : start + CHUNK_BYTES]
