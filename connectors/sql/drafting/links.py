"""Which table hangs below which: by foreign keys, by names alone, and by a kind and a number.

The last are the parents that no foreign key can name: `item_type` says of what kind the record is
that `item_id` counts.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, String, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.sql.database import Database
from connectors.sql.drafting.facts import TableFacts, bare_names, table_like
from connectors.sql.drafting.words import singular, snake
from connectors.sql.query import keys_of
from connectors.sql.sample import ROWS
from connectors.sql.values import key_text

MOST_KINDS = 20
"""A column with more different values than this names no kind of record."""


@dataclass(frozen=True, slots=True)
class Link:
    """A way up from a table; `where` fixes the kind of record; `why` says how it was guessed."""

    table: str
    column: str
    parent: str
    to: str
    why: str
    where: tuple[str, str | int] | None = None
    sure: bool = False


def declared(facts: Mapping[str, TableFacts]) -> Iterator[Link]:
    """Yield the foreign keys of one column."""
    for table in facts.values():
        for one in table.keys:
            if len(one.columns) == 1 and one.referred in facts and one.referred != table.name:
                yield Link(
                    table.name, one.columns[0], one.referred, one.to[0], "a foreign key", sure=True
                )


def named(facts: Mapping[str, TableFacts]) -> Iterator[Link]:
    """Yield the columns that are named after another table or its key, where no key says more."""
    by_name = _by_name(facts)
    for table in facts.values():
        has_key = {name for one in table.keys for name in one.columns}
        for column in table.kinds:
            parent = by_name.get(snake(column), "")
            if column in has_key or table.key == (column,) or parent in {"", table.name}:
                continue
            to = facts[parent].key[0]
            if _comparable(table, column, facts[parent], to):
                yield Link(table.name, column, parent, to, f"by its name alone, as if of {parent}")


def _by_name(facts: Mapping[str, TableFacts]) -> dict[str, str]:
    """Return by the name a referring column would have the table it would refer to."""
    bare = bare_names(list(facts))
    found: dict[str, str] = {}
    for name, table in facts.items():
        if len(table.key) != 1:
            continue
        one = singular(bare[name])
        names = [f"{one}_id", f"{one}id", f"id_{one}", one]
        if snake(table.key[0]) != "id":
            names.insert(0, snake(table.key[0]))
        for each in names:
            found.setdefault(each, name)
    return found


def _comparable(low: TableFacts, column: str, high: TableFacts, to: str) -> bool:
    return any(
        isinstance(low.kinds[column], kind) and isinstance(high.kinds[to], kind)
        for kind in (Integer, String)
    )


def pairs(table: TableFacts) -> Iterator[tuple[str, str]]:
    """Yield columns of a kind and of a number that belong together: `item_type`, `item_id`."""
    names = {snake(name): name for name in table.kinds}
    for plain, column in names.items():
        stem = plain.removesuffix("_type").removesuffix("_type_id")
        for other in (f"{stem}_id", "object_id", "item_id"):
            if stem != plain and other in names and names[other] != column:
                yield column, names[other]
                break


async def of_kinds(
    database: Database,
    connection: AsyncConnection,
    facts: Mapping[str, TableFacts],
    parents: Sequence[str],
    schema: str | None,
) -> list[Link]:
    """Look up which parents the numbers of each kind are found in; the values stay here."""
    links: list[Link] = []
    for table in facts.values():
        for kind, number in pairs(table):
            seen = await _numbers(database, connection, table, kind, number, schema)
            for value, numbers in seen.items() if len(seen) <= MOST_KINDS else ():
                counts = {
                    name: await _there(database, connection, facts[name], numbers, schema)
                    for name in parents
                    if len(facts[name].key) == 1 and name != table.name
                }
                if counts:
                    links += _best(table, facts, kind, number, value, counts, len(numbers))
    return links


def _best(
    table: TableFacts,
    facts: Mapping[str, TableFacts],
    kind: str,
    number: str,
    value: str | int,
    counts: Mapping[str, int],
    of: int,
) -> Iterator[Link]:
    """Yield a link to the parent that the kind is called after, or that has all the numbers."""
    bare = bare_names(list(facts))
    called = [one for one in counts if singular(bare[one]) == singular(str(value).split(".")[-1])]
    whole = [one for one in counts if counts[one] == of]
    best = (called or sorted(whole))[:1]
    for parent in best:
        rest = [one for one in whole if one != parent and not called]
        as_well = f"; as many in {', '.join(rest)}: look at it" if rest else ""
        why = f"{counts[parent]} of {of} sampled numbers are in {parent}{as_well}"
        yield Link(table.name, number, parent, facts[parent].key[0], why, (kind, value))


async def _numbers(
    database: Database,
    connection: AsyncConnection,
    table: TableFacts,
    kind: str,
    number: str,
    schema: str | None,
) -> dict[str | int, list[str]]:
    """Return some numbers by kind."""
    of = table_like(table.name, table.kinds, schema).c
    filled = of[kind].is_not(None) & of[number].is_not(None)
    some = select(of[kind].label("kind"), of[number].label("number")).where(filled).limit(ROWS)
    found: dict[str | int, list[str]] = defaultdict(list)
    for value, key in await database.done(connection, some):
        text = key_text(key)
        if text not in found[value]:
            found[value].append(text)
    return found


async def _there(
    database: Database,
    connection: AsyncConnection,
    parent: TableFacts,
    numbers: Sequence[str],
    schema: str | None,
) -> int:
    """Return how many of the numbers are keys of a table."""
    key = table_like(parent.name, parent.kinds, schema).c[parent.key[0]]
    query = select(func.count()).where(key.in_(keys_of(key, numbers)))
    return int((await database.done(connection, query))[0][0])
