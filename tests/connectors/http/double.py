"""A small REST system of our own: a double, with the habits of many vendors as switches."""

import base64
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote

from rightsflow.conformance import Person
from tests.rightsflow.web.serving import Asked, Reply

KEY = "sesame"
MISSING = Reply(404, {"error": "not found"})

Row = dict[str, Any]


@dataclass
class Double:
    """People with notes below them, a file each, a log of changes and a bin.

    `archives`: a deletion only puts away. `exact`: the search takes capitals for other letters.
    `deaf`: the search does not know its parameter. `keeps`: a deletion answers 204 and does
    nothing; `deaf_to`: those of one table alone. `busy`: so many questions are answered by 429
    first. `most`: the largest page.
    """

    auth: str = "bearer"
    archives: bool = False
    exact: bool = False
    deaf: bool = False
    keeps: bool = False
    deaf_to: str = "-"
    cascades: bool = True
    busy: int = 0
    forbids: str = "-"
    most: int = 100
    people: dict[int, Row] = field(default_factory=dict)
    notes: dict[int, Row] = field(default_factory=dict)
    below: dict[int, list[int]] = field(default_factory=dict)
    files: dict[int, bytes] = field(default_factory=dict)
    log: list[Row] = field(default_factory=list)
    url: str = ""
    number: int = 0
    issued: set[str] = field(default_factory=set)

    def plant(self, people: Sequence[Person]) -> None:
        """Store people, with all that is theirs."""
        for one in people:
            key = self._next()
            first, _, last = one.name.rpartition(" ")
            self.people[key] = {
                "id": key, "email": one.email, "name": {"first": first, "last": last},
                "phones": [{"number": "600 111 222"}], "status": "active", "cv": None,
            }  # fmt: skip
            if one.document:
                self.files[key] = one.document
                self.people[key]["cv"] = f"{self.url}/files/{key}"
            self.below[key] = []
            for text in one.notes:
                note = self._next()
                self.notes[note] = {"id": note, "person_id": key, "text": text}
                self.below[key].append(note)

    def remove(self, mark: str) -> None:
        """Remove a person as somebody else would."""
        for key in [key for key, row in self.people.items() if row["name"]["last"] == mark]:
            self._drop(key)

    def __call__(self, asked: Asked) -> Reply:
        """Answer one request."""
        if asked.path == "/token":
            return self._token(asked)
        if self.busy:
            self.busy -= 1
            return Reply(429, {"error": "slow down"}, {"Retry-After": "0"})
        if not self._knows(asked):
            return Reply(401, {"error": "who are you?"})
        parts = [unquote(one) for one in asked.path.strip("/").split("/")]
        if self.forbids in parts:
            return Reply(403, {"error": "scope"})
        return self._answer(asked, parts)

    def _answer(self, asked: Asked, parts: list[str]) -> Reply:  # noqa: PLR0911 - a table of routes
        match parts:
            case ["people"]:
                return self._page(asked, self._search(asked.query.get("search")))
            case ["people", "search"]:
                wanted = json.loads(asked.body)["filter"]["email"]["in"]
                rows = [row for one in wanted for row in self._search(one)]
                unique = {row["id"]: row for row in rows}
                return self._page(asked, list(unique.values()))
            case ["people", key]:
                return self._one(asked, self.people, key)
            case ["people", key, "notes"] if int(key) in self.people:
                return self._page(asked, [self.notes[one] for one in self.below[int(key)]])
            case ["notes", key]:
                return self._one(asked, self.notes, key)
            case ["files", key] if int(key) in self.files:
                return Reply(body=self.files[int(key)])
            case ["log"]:
                return self._page(asked, [
                    row for row in self.log if asked.query["about"].lower() in row["text"].lower()
                ])  # fmt: skip
            case _:
                return MISSING

    def _one(self, asked: Asked, table: dict[int, Row], key: str) -> Reply:
        row = table.get(int(key)) if key.isdecimal() else None
        if row is None:
            return MISSING
        if asked.method == "PATCH":
            row.update(json.loads(asked.body))
        if asked.method == "DELETE":
            if table is self.people and self.archives:
                row["status"] = "archived"
            elif not self.keeps and self.deaf_to not in asked.path:
                self._drop(int(key))
            return Reply(204, "")
        return Reply(body={"data": row})

    def _drop(self, key: int) -> None:
        if key in self.people:
            for note in self.below.pop(key):
                del self.notes[note]
            del self.people[key]
            self.files.pop(key, None)
        elif (note_row := self.notes.pop(key, None)) is not None:
            self.below[note_row["person_id"]].remove(key)

    def _search(self, text: str | None) -> list[Row]:
        if text is None or self.deaf:
            return list(self.people.values())
        if self.exact:
            return [row for row in self.people.values() if row["email"] == text]
        small = _small(text)
        return [row for row in self.people.values() if small in _small(row["email"])]

    def _page(self, asked: Asked, rows: list[Row]) -> Reply:
        """Give a page in the style that is asked for."""
        query = asked.query | (json.loads(asked.body) if asked.body else {})
        size = min(int(query.get("limit", self.most)), self.most)
        if "page" in query:
            start = (int(query["page"]) - 1) * size
        else:
            start = int(query.get("offset") or query.get("after") or query.get("start") or 0)
        told: Row = {"data": rows[start : start + size], "total": len(rows)}
        headers = {}
        if start + size < len(rows):
            rest = "".join(f"&{k}={v}" for k, v in asked.query.items() if k != "start")
            url = f"{asked.path}?start={start + size}{rest}"
            headers = {"Link": f'<{url}>; rel="next"'} if "linked" in query else {}
            told |= {"next": {"after": str(start + size), "url": url}}
        return Reply(body=told, headers=headers)

    def _knows(self, asked: Asked) -> bool:
        shown = asked.headers.get("authorization", "")
        basic = base64.b64encode(f"asker:{KEY}".encode()).decode()
        return {
            "bearer": shown == f"Bearer {KEY}",
            "basic": shown == f"Basic {basic}",
            "header": asked.headers.get("x-api-key") == KEY,
            "query": asked.query.get("api_key") == KEY,
            "oauth": shown.removeprefix("Bearer ") in self.issued,
        }[self.auth]

    def _token(self, asked: Asked) -> Reply:
        if dict(parse_qsl(asked.body.decode())).get("client_secret") != KEY:
            return Reply(401, {"error": "invalid_client"})
        # As with a real one, a token holds until it expires, whoever is given another meanwhile.
        token = secrets.token_hex(8)
        self.issued.add(token)
        return Reply(body={"access_token": token, "expires_in": 3600})

    def _next(self) -> int:
        self.number += 1
        return self.number


def _small(text: str) -> str:
    return normalize("NFC", text).casefold()
