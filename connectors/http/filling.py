"""Values put into a declared request: always as a whole, encoded by the client."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from connectors.http.requests import Request, Scalar, name_in
from rightsflow.web import Question


class Unaskable(ValueError):  # noqa: N818 - it is no error that nobody is found
    """A value that no question can hold: nobody can be found by it."""

    def __init__(self) -> None:
        super().__init__("a value cannot be asked for")


def filled(request: Request, values: Mapping[str, Any], headers: Mapping[str, str]) -> Question:
    """Return the question; raises `Unaskable` if a value cannot stand where it is wanted."""
    query = [
        (name, _text(_put(one, values)))
        for name, several in request.query.items()
        for one in (several if isinstance(several, list) else [several])
    ]
    form = [(name, _text(_put(one, values))) for name, one in request.form.items()]
    return Question(
        path_of(request.path, values),
        request.method,
        query=tuple(query),
        json=None if request.body is None else _put(request.body, values),
        form=tuple(form),
        headers=headers,
    )


def path_of(path: str, values: Mapping[str, Any]) -> str:
    """Return a path with its segments filled; a value never becomes two, or none."""
    return "/".join(_segment(one, values) for one in path.split("/"))


def _segment(segment: str, values: Mapping[str, Any]) -> str:
    text = _text(_put(segment, values))
    if text in {"", ".", ".."}:
        raise Unaskable
    return quote(text, safe="")


def _put(template: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(template, dict):
        return {name: _put(one, values) for name, one in template.items()}
    if isinstance(template, list):
        return [_put(one, values) for one in template]
    name = name_in(template)
    if name is not None:
        return _storable(values[name])
    return template[1:] if isinstance(template, str) and template.startswith("$$") else template


def _storable(value: Any) -> Any:  # noqa: ANN401 - JSON
    for one in value if isinstance(value, list) else [value]:
        if one is None or (isinstance(one, str) and not is_askable(one)):
            raise Unaskable
    return value


def is_askable(text: str) -> bool:
    """Tell whether a question can hold a text at all; what it cannot hold no system has."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by dotted places as JSON objects within each other."""
    made: dict[str, Any] = {}
    for place, value in values.items():
        *above, last = place.split(".")
        at = made
        for name in above:
            at = at.setdefault(name, {})
        at[last] = value
    return made
