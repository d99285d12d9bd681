"""An answer that is not made as the map says: told by names of fields, and never by a value."""

import re
from typing import Any

from rightsflow.errors import TryAgain
from rightsflow.web.exchange import Answer

MOST_NAMES = 12
"""Names of fields that an error tells."""

_FIELD = re.compile(r"(?:@[A-Za-z]{1,32}\.)?[A-Za-z_$][A-Za-z0-9_$-]{0,63}")


class StrangeFormat(TryAgain):
    """The system answers, but not in its own format. It is asked again later."""


def strange(answer: Answer, place: str, wanted: str, field: str) -> StrangeFormat:
    """Return the error that something is not where it should be, and what is there instead.

    `wanted`: what should stand there; `field`: the field of the map that names the place.
    """
    where = f"at {place}" if place else "as the whole answer"
    return StrangeFormat(
        f"no {wanted} {where}; {_instead(answer.value, place)}. Correct {field} if it is always "
        "so; the system is asked again later."
    )


def is_field_name(name: object) -> bool:
    """Tell whether a name is one of a field: some systems put addresses and numbers there."""
    return isinstance(name, str) and _FIELD.fullmatch(name) is not None


def made_of(value: Any) -> str:  # noqa: ANN401 - JSON has no narrower type
    """Return what a value is, by the names of its fields alone."""
    if isinstance(value, dict):
        names = [name for name in value if is_field_name(name)]
        shown = ", ".join(names[:MOST_NAMES])
        more = len(value) - len(names[:MOST_NAMES])
        if not shown:
            return f"an object with {more} names" if more else "an object without any field"
        return f"an object with {shown}" + (f" and {more} more" if more else "")
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if value is None:
        return "nothing that is JSON"
    return "a single value"


def _instead(value: Any, place: str) -> str:  # noqa: ANN401 - JSON has no narrower type
    """Return what the answer is, as deep as the place leads into it."""
    reached: list[str] = []
    for name in place.split("."):
        if not (isinstance(value, dict) and isinstance(value.get(name), dict)):
            break
        value = value[name]
        reached.append(name)
    return f"what stands at {'.'.join(reached)} is {made_of(value)}" if reached else (
        f"the answer is {made_of(value)}"
    )  # fmt: skip
