"""The person's contact data as one vCard, from the columns that the data map says are such."""

from collections.abc import Sequence
from datetime import datetime

from rightsflow.copy.findings import Found
from rightsflow.copy.portable_choice import Exported
from rightsflow.copy.vcard import write_card

_MOST = 200
"""So many different values of a property are written; the data files have all of them."""


def contact_card(exported: Sequence[Exported], made_at: datetime) -> bytes | None:
    """Return the card, each value once; None if no column of a vCard holds anything."""
    plain: dict[str, dict[str, None]] = {}
    structured: dict[str, list[dict[str, str]]] = {}
    for one in exported:
        names = one.standard("vcard")
        if not any(one.one.filled[column] for column in names):
            continue
        for found in one.found():
            _take(found, names, plain, structured)
    if not plain and not structured:
        return None
    return write_card({name: list(values) for name, values in plain.items()}, structured, made_at)


def _take(
    found: Found,
    names: dict[str, str],
    plain: dict[str, dict[str, None]],
    structured: dict[str, list[dict[str, str]]],
) -> None:
    parts: dict[str, dict[str, str]] = {}
    for column, name in names.items():
        value = found.values.get(column)
        if value is None or not str(value).strip():
            continue
        outer, _, inner = name.partition(".")
        if inner:
            parts.setdefault(outer, {})[inner] = str(value)
        elif len(values := plain.setdefault(name, {})) < _MOST:
            values[str(value)] = None
    for outer, components in parts.items():
        if components not in (known := structured.setdefault(outer, [])) and len(known) < _MOST:
            known.append(components)
