"""Which records are there now: asked by the names that were noted before."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import aclosing

from connectors.http.reader import Reader
from connectors.http.requests import PARENT
from connectors.http.rows import parts_of
from rightsflow.web import in_order
from rightsflow.web.pages import Row


async def present(reader: Reader, records: Collection[str]) -> dict[str, Row]:
    """Return those of the records that are there, as the system tells them.

    Each is asked for by its key, or found among what hangs on its parent where the map has no
    other request.
    """
    by_key: list[str] = []
    by_parent: dict[tuple[str, tuple[tuple[str, str], ...]], set[str]] = defaultdict(set)
    for record in sorted(records):
        name, _, key = record.partition(":")
        if name not in reader.connection.requests:
            continue
        if reader.requests(name).get is not None:
            by_key.append(record)
        elif (parent := _parent_in(reader, name, key)) is not None:
            by_parent[name, tuple(parent.items())].add(record)

    async def ask(record: str) -> tuple[str, Row | None]:
        name, _, key = record.partition(":")
        return record, await reader.get(name, key)

    async with aclosing(in_order(ask, by_key, at_once=reader.connection.at_once)) as rows:
        found = {record: row async for record, row in rows if row is not None}
    for (name, above), theirs in by_parent.items():
        async with aclosing(reader.below(name, dict(above))) as below:
            async for row in below:
                if (record := reader.record(name, row)) in theirs:
                    found[record] = row
    return found


def can_be_asked_for(reader: Reader, name: str) -> bool:
    """Tell whether a collection's records can be asked for by their names alone."""
    if reader.requests(name).get is not None:
        return True
    key = "/".join("x" for _ in reader.key_columns(name))
    return _parent_in(reader, name, key) is not None


def _parent_in(reader: Reader, name: str, key: str) -> Mapping[str, str] | None:
    """Return what a key tells of the record above: enough to ask for what hangs on it."""
    link, request = reader.collection(name).parent, reader.requests(name).read
    parts = parts_of(reader.key_columns(name), key)
    if link is None or request is None or parts is None:
        return None
    parent = {theirs: parts[own] for own, theirs in link.on.items() if own in parts}
    needed = {place.removeprefix(PARENT) for place in request.places} | set(link.on.values())
    return parent if needed <= parent.keys() else None
