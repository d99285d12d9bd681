"""How fields of a record are set: the request with the values where the map says."""

from collections.abc import Mapping
from dataclasses import replace

from connectors.http.filling import filled, nested
from connectors.http.requests import Request, Update
from rightsflow.deeds import Value
from rightsflow.web import Question
from rightsflow.web.following import at
from rightsflow.web.pages import Row


def setting(
    update: Update, row: Row, fate: Mapping[str, Value], headers: Mapping[str, str]
) -> Question:
    """Return the question that sets fields; raises `Unaskable` if the record cannot be named."""
    question = filled(update, columns(update, row), headers)
    values = {
        update.fields[name]: update.empty if value is None else value
        for name, value in fate.items()
    }
    if update.send == "json":
        return replace(question, json=_merged(question.json or {}, nested(values)))
    pairs = tuple((name, "" if one is None else str(one)) for name, one in values.items())
    return replace(question, form=(*question.form, *pairs))


def _merged(one: dict[str, object], more: dict[str, object]) -> dict[str, object]:
    made = dict(one)
    for name, value in more.items():
        there = made.get(name)
        both = isinstance(there, dict) and isinstance(value, dict)
        made[name] = _merged(there, value) if both else value  # type: ignore[arg-type]
    return made


def columns(request: Request, row: Row) -> dict[str, object]:
    """Return the values that a request takes from a record."""
    return {name: at(row, name) for name in request.places}
