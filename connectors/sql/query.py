"""The queries: one for each identity column, one for each collection of a batch."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar
from unicodedata import normalize

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType, TypeEngine

from connectors.sql.match import NARROW, as_text
from connectors.sql.values import key_value
from rightsflow.datamap.columns import leads_to_one, lineage, shown_columns
from rightsflow.datamap.model import Identity, SystemMap
from rightsflow.deeds import Value
from rightsflow.plainly import plain

T = TypeVar("T")

Tables = Mapping[str, FromClause]
"""The tables by collection."""

Query: TypeAlias = Select[Any]

CHUNK = 500
"""Values in one IN list: every database takes as many."""

KEYS = "keys"
"""The parameter of a gathering query: the keys of the wanted root records."""

_AS_READ: TypeEngine[Any] = NullType()

_ROOT, _OWN, _FIRST = 0, 1, 2
"""Places in a gathered row: the root's key, the row's own key, the first shown column."""


def chunks(values: list[T]) -> Iterator[list[T]]:
    """Return the values in pieces for one IN list each."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def keys_of(column: ColumnElement[Any], texts: Iterable[str]) -> list[object]:
    """Return the keys for a column; what is no key of its type is left out."""
    try:
        kind = column.type.python_type
    except NotImplementedError:
        kind = str
    found = []
    for text in texts:
        try:
            found.append(key_value(text, kind))
        except (ValueError, ArithmeticError):
            continue  # no such record: the caller counts what came
    return found


def raw(column: ColumnElement[object]) -> ColumnElement[object]:
    """Select a column as the driver reads it: SQLAlchemy's conversions refuse odd values."""
    return type_coerce(column, _AS_READ)


def locating(
    system: SystemMap, tables: Tables, name: str, identity: Identity, wanted: list[str]
) -> Query:
    """Return the query for key, identity column and name columns of possible matches."""
    table, collection = tables[name].c, system.collections[name]
    found = as_text(table[identity.column])
    shown = [table[collection.key], found, *(table[column] for column in collection.name)]
    return select(*map(raw, shown)).where(NARROW[identity.kind](found, wanted))


@dataclass(frozen=True, slots=True)
class Gathering:
    """The query for one collection below the wanted records of its root.

    `may_repeat`: a row may come once for each of several roots. `filtered_by` is the column
    to which the keys are compared.
    """

    collection: str
    root: str
    statement: Query
    columns: tuple[str, ...]
    filtered_by: ColumnElement[object]
    may_repeat: bool

    def keys(self, texts: Sequence[str]) -> list[object]:
        """Return the keys for the database; what is no key of its type is left out."""
        return keys_of(self.filtered_by, texts)

    def root_key(self, row: Sequence[object]) -> object:
        """Return the key of the root record that the row belongs to."""
        return row[_ROOT]

    def own_key(self, row: Sequence[object]) -> object:
        """Return the row's own key."""
        return row[_OWN]

    def values(self, row: Sequence[object]) -> dict[str, Value]:
        """Return the values of the shown columns."""
        shown = row[_FIRST : _FIRST + len(self.columns)]
        return {column: plain(value) for column, value in zip(self.columns, shown, strict=True)}

    def is_linked(self, row: Sequence[object]) -> bool:
        """Tell whether the texts that link the row to its root are the same for us, too.

        A collation may call them equal although an accent, and so the person, differs.
        """
        pairs = row[_FIRST + len(self.columns) :]
        return all(map(_alike, pairs[::2], pairs[1::2]))


def _alike(one: object, other: object) -> bool:
    return _bare(one) == _bare(other)


def _bare(value: object) -> str:
    return normalize("NFC", str(value)).strip().casefold()


def gathering(system: SystemMap, tables: Tables, name: str) -> Gathering:
    """Return the query for one collection; it joins upwards as far as the root's key stands.

    A number that names the root stands in the row itself. A text is compared with the root's
    own, because only the database knows its collation.
    """
    way = lineage(system, name)
    collection = system.collections[name]
    own, root = tables[name].c, tables[way[0]]
    root_key: ColumnElement[object] = root.c[system.collections[way[0]].key]
    links = _links(system, tables, way)
    if links and (stand_in := _stand_in(root_key, links[0])) is not None:
        root_key, way, links = stand_in, way[1:], links[1:]
    columns = shown_columns(collection)
    texts = [side for link in links for pair in link if _is_text(pair) for side in pair]
    shown = [root_key, own[collection.key], *(own[column] for column in columns), *texts]
    source = tables[way[0]]
    for below, link in zip(way[1:], links, strict=True):
        source = source.join(tables[below], and_(*(low == high for low, high in link)))
    keys = bindparam(KEYS, expanding=True, type_=root_key.type)
    statement = select(*map(raw, shown)).select_from(source).where(root_key.in_(keys))
    for step in lineage(system, name):
        parent = system.collections[step].parent
        fixed = parent.where if parent else {}
        statement = statement.where(*(tables[step].c[c] == value for c, value in fixed.items()))
    return Gathering(
        collection=name,
        root=lineage(system, name)[0],
        statement=statement.order_by(own[collection.key]),
        columns=tuple(columns),
        filtered_by=root_key,
        may_repeat=not leads_to_one(system, name),
    )


_Link = list[tuple[ColumnElement[object], ColumnElement[object]]]
"""Pairs of own column and parent's column."""


def _links(system: SystemMap, tables: Tables, way: list[str]) -> list[_Link]:
    found: list[_Link] = []
    for above, below in pairwise(way):
        parent = system.collections[below].parent
        pairs = parent.on.items() if parent else ()
        found.append([(tables[below].c[low], tables[above].c[high]) for low, high in pairs])
    return found


def _stand_in(root_key: ColumnElement[object], link: _Link) -> ColumnElement[object] | None:
    """Return the column that repeats the root's key one step below, if it is the whole link."""
    if len(link) == 1 and link[0][1] is root_key and not _is_text(link[0]):
        return link[0][0]
    return None


def _is_text(pair: tuple[ColumnElement[object], ColumnElement[object]]) -> bool:
    return any(isinstance(side.type, String) for side in pair)
