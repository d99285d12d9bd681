"""In which order tables are emptied of records: what refers to a table goes before it.

SQLAlchemy's own sorting gives up on every foreign key as soon as some of them form a circle. Here
the circle alone is opened: a link of the data map that no foreign key enforces is dropped, and a
foreign key that may be empty is emptied first.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

Graph = Mapping[str, set[str]]
"""By table those that refer to it."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns of a table that lead to another; `cascades`: its rows may go with those of that.

    `to`: the columns they lead to, in the same order.
    """

    table: str
    columns: tuple[str, ...]
    referred: str
    cascades: bool = False
    to: tuple[str, ...] = ()


class Circle(Exception):  # noqa: N818 - what it is, not what it is called for
    """Tables that refer to each other by columns that must not be empty."""

    def __init__(self, tables: Iterable[str]) -> None:
        self.tables = tuple(sorted(tables))
        super().__init__(", ".join(self.tables))


@dataclass(frozen=True, slots=True)
class Deletion:
    """Tables in the order of deleting, and the columns emptied before, by table."""

    tables: tuple[str, ...]
    emptied: Mapping[str, tuple[str, ...]]


def deletion_order(
    tables: Collection[str],
    keys: Iterable[ForeignKey],
    nullable: Collection[tuple[str, str]],
    links: Iterable[tuple[str, str]] = (),
) -> Deletion:
    """Return how records of the tables are deleted.

    `links` are pairs of child and parent that the data map knows of. Raises `Circle` if foreign
    keys between different tables form a circle none of which may be empty.
    """
    inner = [one for one in keys if one.table in tables and one.referred in tables]
    soft = {(low, high) for low, high in links if low in tables and high in tables}
    rings = _rings(tables, {*_pairs(inner), *soft})
    emptied: dict[str, tuple[str, ...]] = {}
    kept: list[ForeignKey] = []
    for one in inner:
        may_be_empty = tuple(name for name in one.columns if (one.table, name) in nullable)
        if may_be_empty and _is_in_one(one.table, one.referred, rings):
            before = emptied.get(one.table, ())
            emptied[one.table] = tuple(dict.fromkeys((*before, *may_be_empty)))
        elif one.table != one.referred:
            kept.append(one)
    soft = {(low, high) for low, high in soft if not _is_in_one(low, high, rings)}
    groups = _components(_graph(tables, {*_pairs(kept), *soft}))
    for group in groups:
        if len(group) > 1:
            raise Circle(group)
    return Deletion(tuple(table for (table,) in groups), emptied)


def _pairs(keys: Iterable[ForeignKey]) -> set[tuple[str, str]]:
    return {(one.table, one.referred) for one in keys}


def _rings(tables: Collection[str], pairs: set[tuple[str, str]]) -> list[set[str]]:
    selves = {low for low, high in pairs if low == high}
    groups = _components(_graph(tables, pairs))
    return [set(group) for group in groups if len(group) > 1 or selves & set(group)]


def _is_in_one(low: str, high: str, rings: Iterable[set[str]]) -> bool:
    return any(low in ring and high in ring for ring in rings)


def _graph(tables: Collection[str], pairs: Iterable[tuple[str, str]]) -> Graph:
    graph: dict[str, set[str]] = {table: set() for table in sorted(tables)}
    for low, high in pairs:
        graph[high].add(low)
    return graph


def _components(graph: Graph) -> list[list[str]]:
    """Return groups that lead to each other, each after all that it leads to (Tarjan 1972)."""
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    groups: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = lowest[node] = len(index)
        stack.append(node)
        for other in sorted(graph[node]):
            if other not in index:
                visit(other)
                lowest[node] = min(lowest[node], lowest[other])
            elif other in stack:
                lowest[node] = min(lowest[node], index[other])
        if lowest[node] == index[node]:
            at = stack.index(node)
            groups.append(stack[at:])
            del stack[at:]

    for node in graph:
        if node not in index:
            visit(node)
    return groups
