"""What the doubles of vendors share. They were written from documentation alone."""

import json
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from tests.rightsflow.web.serving import Asked, Reply

Row = dict[str, Any]
GONE = Reply(404, {"title": "Resource Not Found", "status": 404, "message": "Not Found"})
PEOPLE = {"Anna.Nowak@Example.com": "Anna Nowak", "jan@example.org": "Jan Wrona"}


@dataclass
class Vendor:
    """People in the shape of one vendor, with their notes by person."""

    people: dict[str, Row] = field(default_factory=dict)
    notes: dict[str, Row] = field(default_factory=dict)

    def __call__(self, asked: Asked) -> Reply:
        """Answer one request."""
        parts = [unquote(one) for one in asked.path.strip("/").split("/")]
        body = json.loads(asked.body) if asked.body else {}
        reply = self.answer(asked, parts, body) or GONE
        return replace(reply, body=_as_told(reply.body))

    def answer(self, asked: Asked, parts: list[str], body: Row) -> Reply | None:
        """Answer one request; None: there is nothing."""
        raise NotImplementedError

    def removed(self, key: str) -> Reply | None:
        """Delete a person."""
        return Reply(204, "") if self.people.pop(key, None) else None


def _as_told(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return an answer without what the double alone knows: whose note it is (`of`)."""
    if isinstance(value, dict):
        return {name: _as_told(one) for name, one in value.items() if name != "of"}
    return [_as_told(one) for one in value] if isinstance(value, list) else value


def deep(row: Row, more: Row) -> Row:
    """Change a record field by field."""
    for name, value in more.items():
        both = isinstance(value, dict) and isinstance(row.get(name), dict)
        row[name] = deep(row[name], value) if both else value
    return row
