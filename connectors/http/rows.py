"""Records as a system tells them: their keys, their values, what of them is compared."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from rightsflow.datamap.model import Collection
from rightsflow.datamap.part import Plain
from rightsflow.deeds import Value
from rightsflow.web import StrangeFormat, made_of
from rightsflow.web.following import at
from rightsflow.web.pages import Row


def key_of(columns: Sequence[str], row: Row) -> str:
    """Return the key of a record as text; raises `StrangeFormat` if the row has none."""
    parts = [at(row, column) for column in columns]
    if not all(isinstance(one, str | int) and one != "" for one in parts):
        message = (
            f"a record has no key at {', '.join(columns)}; it is {made_of(dict(row))}. Correct "
            "key, or the place of the records, if it is always so; it is asked again later."
        )
        raise StrangeFormat(message)
    return "/".join(quote(str(one), safe="") for one in parts)


def parts_of(columns: Sequence[str], key: str) -> dict[str, str] | None:
    """Return the columns of a key; None if it is none of these."""
    parts = key.split("/")
    if len(parts) != len(columns):
        return None
    return {column: unquote(part) for column, part in zip(columns, parts, strict=True)}


def values_of(collection: Collection, row: Row) -> dict[str, Value]:
    """Return the fields of the data map, in its order; None where the system has nothing."""
    return {column: plain(at(row, column)) for column in collection.fields}


def plain(value: Any) -> Value:  # noqa: ANN401 - JSON has no narrower type
    """Return one value faithfully; a list of one is that one, all else becomes JSON text."""
    if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], list | dict):
        return plain(value[0])
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, str):
        # Half of a surrogate pair, which JSON can hold, is no text.
        return value.encode("utf-8", "replace").decode()
    if not value:
        return None
    return plain(json.dumps(value, ensure_ascii=False))


def texts_in(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON has no narrower type
    """Yield every text and number in a value, however deep."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from texts_in(one)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)


def is_put_away(retained_if: Mapping[str, Sequence[Plain]], row: Row) -> bool:
    """Tell whether a record says of itself that it was deleted, while it is still there."""
    return any(plain(at(row, column)) in values for column, values in retained_if.items())


def same(there: Any, wanted: Value) -> bool:  # noqa: ANN401 - JSON has no narrower type
    """Tell whether a value stands as it was set: numbers as texts too, empty is empty."""
    found = plain(there)
    if found in {None, ""} or wanted in {None, ""}:
        return found in {None, ""} and wanted in {None, ""}
    if isinstance(found, bool) or isinstance(wanted, bool):
        return str(found).lower() == str(wanted).lower()
    return str(found) == str(wanted)
