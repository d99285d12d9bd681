"""From what a database says to a draft of its map."""

from collections.abc import Iterable, Iterator, Mapping

from connectors.sql.drafting import words
from connectors.sql.drafting.columns import fields_of, found_by, ignored_of
from connectors.sql.drafting.draft import Draft, DraftCollection, Found
from connectors.sql.drafting.facts import TableFacts
from connectors.sql.drafting.links import Link, declared, named
from connectors.sql.sample import ROWS

Facts = Mapping[str, TableFacts]

_NO_KEY = "TODO: has no key of one column; map a view that has one, or say why it is left out"


def roots_in(facts: Facts) -> dict[str, tuple[Found, ...]]:
    """Return the tables in which people are found."""
    return {name: found for name, table in facts.items() if (found := found_by(table))}


def drafted(facts: Facts, of_kinds: Iterable[Link]) -> Draft:
    """Return the draft; `of_kinds` are the parents that go by a kind and a number."""
    roots = roots_in(facts)
    keyed = {name for name, table in facts.items() if len(table.key) == 1}
    # What a key declares goes before what a name or a number suggests.
    links = [*declared(facts), *of_kinds, *named(facts)]
    parents = _parents({*roots} & keyed, keyed, links)
    collections = [_root(facts[name], roots[name]) for name in roots if name in keyed]
    for name, its in parents.items():
        collections += [_below(facts[name], one, its, links) for one in its]
    mapped = {one.table for one in collections}
    ways = {one.table for one in links if one.parent in mapped}
    left = {
        name: _NO_KEY if name in {*roots, *ways} - keyed else _why_left_out(table)
        for name, table in facts.items()
        if name not in mapped
    }
    return Draft(tuple(collections), left)


def _parents(roots: set[str], keyed: set[str], links: Iterable[Link]) -> dict[str, list[Link]]:
    """Return for each table that a chain of links leads up from the links to take.

    One, or one for each kind of record; the nearest person first.
    """
    reached = set(roots)
    taken: dict[str, list[Link]] = {}
    while True:
        next_: dict[str, list[Link]] = {}
        for one in links:
            if one.parent in reached and one.table in keyed - reached:
                so_far = next_.setdefault(one.table, [])
                first = not so_far
                if first or (one.where and so_far[0].where and _is_new(one, so_far)):
                    so_far.append(one)
        if not next_:
            return taken
        taken |= next_
        reached |= next_.keys()


def _is_new(one: Link, others: Iterable[Link]) -> bool:
    return all(one.where != other.where for other in others)


def _root(table: TableFacts, found: tuple[Found, ...]) -> DraftCollection:
    return DraftCollection(
        name=words.snake(table.name),
        table=table.name,
        key=table.key[0],
        found=found,
        fields=fields_of(table, set()),
        ignored=ignored_of(table),
    )


def _below(
    table: TableFacts, link: Link, beside: list[Link], links: Iterable[Link]
) -> DraftCollection:
    kind = link.where[0] if link.where else ""
    name = words.snake(table.name)
    several = len(beside) > 1
    return DraftCollection(
        name=f"{name}_{words.snake(link.parent)}" if several else name,
        table=table.name,
        key=table.key[0],
        parent=link,
        above=words.snake(link.parent),
        fields=fields_of(table, {link.column, kind, table.key[0]}),
        ignored=ignored_of(table),
        notes=tuple(_notes(table, link, links)),
    )


def _notes(table: TableFacts, link: Link, links: Iterable[Link]) -> Iterator[str]:
    if words.like(words.AUDITS, table.name):
        yield "an audit or history table: it keeps what was corrected and erased elsewhere"
    elif words.like(words.LOGS, table.name):
        yield "a log"
    others = {
        f"{one.column} ({one.parent})"
        for one in links
        if one.table == table.name and one.column != link.column
    }
    if others:
        yield f"it also refers to others by {', '.join(sorted(others))}"


def _why_left_out(table: TableFacts) -> str:
    if table.addressed:
        seen = ", ".join(
            f"{name} ({table.shapes[name].inside} of {table.shapes[name].filled})"
            for name in table.addressed
        )
        kind = "a log, it seems; " if words.like(words.LOGS, table.name) else ""
        return (
            f"TODO: {kind}sampled values of {seen} name e-mail addresses, and nothing leads here "
            "from a person; say how to reach it, or why it is left out"
        )
    if words.like(words.AUDITS, table.name) or words.like(words.LOGS, table.name):
        return "a log or history, it seems; no column leads to a person, no address seen in it"
    return f"no column leads to a person, no address in the first {ROWS} rows"
