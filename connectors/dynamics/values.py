"""Values as they stand in the copy, and as Dataverse takes them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from connectors.dynamics.layout import Layout
from connectors.dynamics.odata import LOOKUPS, TEXTS, WHOLE
from connectors.dynamics.service import LABEL
from rightsflow.datamap.columns import set_columns, shown_columns
from rightsflow.datamap.facts import link_columns
from rightsflow.datamap.model import Collection
from rightsflow.deeds import Value
from rightsflow.plainly import plain
from rightsflow.web.pages import Row

LABELLED = LOOKUPS | {"Picklist", "State", "Status", "Virtual"}
"""Their numbers and ids say nothing to a person; Dataverse has words for them. Choices of several
are `Virtual`."""

NUMBERS = frozenset({"Decimal", "Double", "Money"})

_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def values_of(layout: Layout, collection: str, row: Row) -> dict[str, Value]:
    """Return what a finding shows: the columns of the map, choices and lookups by their labels.

    Columns that links or marks of the map compare stay as they are stored.
    """
    of = layout.system.collections[collection]
    as_stored = {*link_columns(layout.system, collection), *set_columns(of)}
    return {
        name: plain(
            row.get(name)
            if name in as_stored or layout.column(collection, name).kind not in LABELLED
            else row.get(f"{name}@{LABEL}", row.get(name))
        )
        for name in read_columns(of)
    }


def read_columns(of: Collection) -> list[str]:
    """Return the columns that a finding shows; the content of a file is read by itself."""
    return [name for name in shown_columns(of) if name != of.document]


def bound(value: Value, kind: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return a value as a column of this type takes it; a correction comes as text.

    Raises `ValueError` if the column takes no such value.
    """
    if value is None:
        return None
    if kind == "Boolean":
        return _truth(value)
    if kind in WHOLE:
        return int(value)
    if kind in NUMBERS:
        return float(value)
    if kind in TEXTS or kind == "DateTime":
        return str(value)
    message = f"columns of type {kind} are not set"
    raise ValueError(message)


def same(stored: object, wanted: object, kind: str) -> bool:
    """Tell whether a column holds what it was set to: moments and numbers are compared as such."""
    if stored is None or wanted is None or stored == wanted:
        return stored == wanted
    try:
        if kind == "DateTime":
            return _moment(str(stored)) == _moment(str(wanted))
        if kind in NUMBERS:
            return Decimal(str(stored)) == Decimal(str(wanted))
    except (ValueError, InvalidOperation):
        return False
    return False


def differing(layout: Layout, collection: str, row: Row, wanted: Mapping[str, Value]) -> list[str]:
    """Return the columns of a row that do not hold what they should."""
    return [
        name
        for name, value in wanted.items()
        if not _holds(row.get(name), value, layout.column(collection, name).kind)
    ]


def _holds(stored: object, value: Value, kind: str) -> bool:
    try:
        return same(stored, value if kind in LOOKUPS else bound(value, kind), kind)
    except ValueError:
        return False


def _truth(value: Value) -> bool:
    word = str(value).strip().lower()
    if word not in _WORDS:
        message = "neither true nor false"
        raise ValueError(message)
    return _WORDS[word]


def _moment(text: str) -> tuple[datetime, bool]:
    """Return a moment, and whether it says its place on earth: a mere day does not."""
    moment = datetime.fromisoformat(text)
    return moment, moment.tzinfo is not None
