"""Which records the lists above them still show, whatever is said of each one by its key.

How a system says that a record is gone stands in the map (`absent` of `get`), and may be wrong
there: a path that has changed answers 404 as well. So the list that hangs on the parent is asked,
too. Where the two disagree nobody knows, and nothing is called done.
"""

from collections import defaultdict
from collections.abc import Container, Mapping
from contextlib import aclosing
from typing import NamedTuple

from connectors.http.reader import Reader
from connectors.http.requests import PARENT
from rightsflow.web import in_order
from rightsflow.web.following import at
from rightsflow.web.pages import Row


class Above(NamedTuple):
    """A record whose list of a collection is asked; `gone`: it is not there itself any more."""

    collection: str
    row: Row
    gone: bool


async def listed(
    reader: Reader,
    records: Mapping[str, Row | None],
    parents: Mapping[str, Row],
    there: Container[str],
) -> dict[str, Row]:
    """Return those of the records that a list shows, as it shows them.

    `records`: by name what was read of each before, None if nothing was. `parents`: by name what
    is known of those that they may hang on; `there`: those of them that are still there.
    """
    wanted: dict[str, dict[str, Row | None]] = defaultdict(dict)
    for record, row in records.items():
        name = record.partition(":")[0]
        # Without a request by key the list was asked already.
        if name in reader.connection.requests and reader.requests(name).get is not None:
            wanted[name][record] = row

    async def ask(one: Above) -> dict[str, Row]:
        found: dict[str, Row] = {}
        async with aclosing(reader.below(one.collection, one.row, gone=one.gone)) as below:
            async for row in below:
                if (record := reader.record(one.collection, row)) in wanted[one.collection]:
                    found[record] = row
        return found

    asked = [
        above
        for name, rows in wanted.items()
        for above in _above(reader, name, rows, parents, there)
    ]
    shown: dict[str, Row] = {}
    async with aclosing(in_order(ask, asked, at_once=reader.connection.at_once)) as answers:
        async for found in answers:
            shown |= found
    return shown


def _above(
    reader: Reader,
    name: str,
    rows: Mapping[str, Row | None],
    parents: Mapping[str, Row],
    there: Container[str],
) -> list[Above]:
    """Return the records whose lists may show some of a collection, each once."""
    link, request = reader.collection(name).parent, reader.requests(name).read
    if link is None or request is None:
        return []
    found: dict[tuple[str, ...], Above] = {}
    for parent, row in parents.items():
        if parent.partition(":")[0] == link.collection:
            ends = tuple(str(at(row, theirs)) for theirs in link.on.values())
            found.setdefault(ends, Above(name, row, gone=parent not in there))
    needed = {place.removeprefix(PARENT) for place in request.places}
    for child in filter(None, rows.values()):
        row = {theirs: at(child, own) for own, theirs in link.on.items()}
        if needed <= row.keys() and None not in row.values():
            found.setdefault(tuple(map(str, row.values())), Above(name, row, gone=True))
    return list(found.values())
