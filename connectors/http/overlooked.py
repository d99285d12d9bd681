"""What a map overlooks: columns that answers hold, and fields that an erasure cannot empty.

Names of columns alone are told. A name that may itself be a value, such as an address that some
systems use as one, is only counted.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from connectors.http.reader import Reader
from rightsflow.datamap.columns import accounted_columns, blanked
from rightsflow.web import is_field_name
from rightsflow.web.pages import Row

MOST_TOLD = 20
"""Columns of one collection that are named; the rest is counted."""


def unmapped(reader: Reader, name: str, seen: Sequence[Row]) -> Iterator[str]:
    """Yield a sentence if records hold columns that the map neither gives nor ignores."""
    accounted = _accounted(reader, name)
    there = dict.fromkeys(column for row in seen for column in _columns(row))
    strange = [one for one in there if not _is_covered(one, accounted)]
    told = [one for one in strange if all(map(is_field_name, one))]
    if not strange:
        return
    names = [".".join(one) for one in told[:MOST_TOLD]]
    if more := len(strange) - len(names):
        names.append(f"{more} more")
    yield (
        f"{reader.system.system}.yaml collections.{name}: answers hold {', '.join(names)}, and the "
        "map does not mention them. Add each to fields, or to ignore with a reason."
    )


def unblanked(reader: Reader) -> Iterator[str]:
    """Yield a sentence for each collection with fields that an erasure empties and no update sets.

    Without `write` nothing is emptied by program, and a person is asked.
    """
    for name, of in reader.connection.requests.items() if reader.connection.write else ():
        settable = of.update.fields if of.update else {}
        fixed = [one for one in blanked(reader.system, name) if one not in settable]
        if fixed:
            yield (
                f"{reader.system.system}.yaml collections.{name}.erase: an erasure empties "
                f"{', '.join(fixed)}, and no request sets them. Add them to "
                f"connection.requests.{name}.update.fields; what the system cannot empty stays, "
                "and the receipt says no_request."
            )


def _accounted(reader: Reader, name: str) -> frozenset[str]:
    of, collection = reader.requests(name), reader.collection(name)
    files = [of.document.url, of.document.title] if of.document else []
    links = [
        column
        for child in reader.system.collections.values()
        if child.parent and child.parent.collection == name
        for column in child.parent.on.values()
    ]
    shown = [collection.source_column or ""]
    if collection.discloses:
        shown += [collection.discloses.recipient, collection.discloses.disclosed_on]
    asked = [place for one in (of.update, of.delete) if one for place in one.places]
    used = [*reader.key_columns(name), *of.retained_if, *files, *links, *shown, *asked]
    return frozenset({*accounted_columns(collection), *filter(None, used)})


def _is_covered(column: tuple[str, ...], accounted: Iterable[str]) -> bool:
    """Tell whether a column is mentioned, or a whole of which it is a part."""
    ends = range(1, len(column) + 1)
    return not {".".join(column[:end]) for end in ends}.isdisjoint(accounted)


def _columns(value: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - JSON
    """Yield the way to everything in a record that has no fields of its own."""
    if isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for one in value:
            yield from _columns(one, above)
    elif isinstance(value, dict) and value:
        for name, one in value.items():
            yield from _columns(one, (*above, str(name)))
    elif above:
        yield above
