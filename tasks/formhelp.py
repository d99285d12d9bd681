"""What the pages say above a form: the fields of a flow, what goes into each, an example.

Prefect's pages show a field's own help beside it, but not everywhere, and never its example. So
both stand in the description as well, from the one place where a field is declared.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from prefect.utilities.callables import parameter_schema

_NOTHING = "There is nothing to fill in."
_HEAD = ("| field | what goes in | example |", "|---|---|---|")
_OPTIONAL = " (optional)"


def described(body: Callable[..., Any]) -> str:
    """Return the docstring of a flow with a table of its fields below."""
    schema = parameter_schema(body)
    text = (body.__doc__ or "").strip("\n")
    first, *rest = text.splitlines() or [""]
    lines = [first.strip(), *(line.removeprefix("    ") for line in rest)]
    told = "\n".join(lines).rstrip()
    if not schema.properties:
        return f"{told}\n\n{_NOTHING}"
    rows = [
        _row(name, field, schema.definitions, needed=name in schema.required)
        for name, field in schema.properties.items()
    ]
    return "\n".join([told, "", *_HEAD, *rows])


def _row(name: str, field: Mapping[str, Any], kinds: Mapping[str, Any], *, needed: bool) -> str:
    says = field.get("description", "")
    return f"| `{name}`{'' if needed else _OPTIONAL} | {says} | {_example(field, kinds)} |"


def _example(field: Mapping[str, Any], kinds: Mapping[str, Any]) -> str:
    """Return an example as it is typed: a declared one, or the first word of a closed list."""
    if examples := field.get("examples"):
        return f"`{_typed(examples[0])}`"
    if words := field.get("enum"):
        return f"`{_typed(words[0])}`"
    for part in (field, *field.get("allOf", ())):
        if named := part.get("$ref"):
            return _example(kinds[str(named).rpartition("/")[2]], kinds)
    return ""


def _typed(example: object) -> str:
    return example if isinstance(example, str) else json.dumps(example)
