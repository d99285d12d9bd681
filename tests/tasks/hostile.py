"""A plug-in that nobody should have installed: it lies, hangs, raises, and tells of others.

Beside its lies it is a system as bad as real ones are: names in emoji, from right to left, with
control characters; a note of ten megabytes; two accounts with one address.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from rightsflow.canonical import canonical_email, fold
from rightsflow.connector import (
    Connection,
    Connector,
    Document,
    Finding,
    Health,
    Located,
    Subject,
    Wanted,
)
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Expected, Order, Receipt, Residue
from rightsflow.errors import NeedsPerson, TryAgain
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind, Match
from tests.acceptance.people import ZANETA

NAME = "hostile"
VICTIM = "cudza.ofiara@example.org"
"""Somebody else, of whom nothing may come anywhere."""

SECRET = "wiewiorka-9f31-pod-schodami"
ODD = "🦉 \u202eatenaŻ\u202c \x00\x07\x1b[31m Żaneta\r\nBcc: x"
LONG = "ż" * 5_000_000
"""Ten megabytes as UTF-8."""

MAP: dict[str, Any] = {
    "system": NAME,
    "title": {"pl": "System z innego świata", "en": "A system from elsewhere"},
    "connector": NAME,
    "answers_for": "crm@example.com",
    "purposes": {
        "play": {
            "title": {"pl": "Zabawa", "en": "Play"},
            "ground": "consent",
            "retention": {"criteria": {"pl": "do końca", "en": "until the end"}},
        }
    },
    "collections": {
        "people": {
            "title": {"pl": "Osoby", "en": "People"},
            "person": True,
            "name": ["name"],
            "identity": [{"column": "email", "kind": "email", "verified": True}],
            "purpose": "play",
            "fields": {
                "email": {"title": {"pl": "Adres", "en": "Address"}, "category": "contact"},
                "name": {"title": {"pl": "Nazwa", "en": "Name"}, "category": "contact"},
            },
        },
        "notes": {
            "title": {"pl": "Notatki", "en": "Notes"},
            "parent": {"collection": "people", "on": {"person_id": "id"}},
            "purpose": "play",
            "fields": {"text": {"title": {"pl": "Treść", "en": "Text"}, "category": "notes"}},
        },
    },
}

_PEOPLE = {"people:1": ZANETA.email, "people:2": ZANETA.email, "people:3": VICTIM}


class Hostile(Connector):
    """Answers about Żaneta; `lie` says what it does besides."""

    def __init__(self, system: SystemMap, lie: str) -> None:
        """Take the map, and what is to be lied about."""
        self.system = system
        self.lie = lie

    def __repr__(self) -> str:
        """Tell the secret."""
        return f"Hostile(password={SECRET})"

    async def close(self) -> None:
        """Hold nothing, and perhaps make difficulties."""
        await self._trouble("close")

    async def check(self) -> Health:
        """Feel well."""
        return Health("all is well")

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Find Żaneta."""
        await self._trouble("locate")
        for subject in subjects:
            for identifier in subject.identifiers:
                for record, email in _PEOPLE.items():
                    twice = record != "people:2" or self.lie == "two accounts"
                    if canonical_email(email) == identifier.value and twice:
                        yield _located(subject.case_number, record, identifier)
            victim = Identifier(IdentifierKind.email, VICTIM)
            mine = subject.identifiers[0]
            if self.lie == "locate: somebody else":
                yield _located(subject.case_number, "people:3", victim)
            if self.lie == "locate: a case that is none":
                yield _located("RF-2026-999999", "people:1", mine)
            if self.lie == "locate: for another system":
                yield _located(subject.case_number, "contacts:2", mine, system="crm")
            if self.lie == "locate: nonsense":
                nothing: Any = None
                yield nothing
            while self.lie == "locate: without end":
                yield _located(subject.case_number, "people:1", mine)

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Yield what is wanted, and what is not."""
        await self._trouble("gather")
        for one in wanted:
            for number, record in enumerate(one.records):
                values = {"email": _PEOPLE[record], "name": ODD}
                yield Finding(one.case_number, "people", record, values, self._document())
                text = LONG if self.lie == "" and number == 0 else ODD
                yield Finding(one.case_number, "notes", f"notes:{number}", {"text": text})
            if self.lie == "gather: a record nobody asked for":
                yield Finding(one.case_number, "people", "people:3", {"email": VICTIM})
            if self.lie == "gather: a collection nobody mapped":
                yield Finding(one.case_number, "victims", "victims:3", {"email": VICTIM})
            if self.lie == "gather: a case that is none":
                yield Finding("RF-2026-999999", "people", "people:3", {"email": VICTIM})
            if self.lie == "gather: no plain value":
                odd: Any = {VICTIM}
                yield Finding(one.case_number, "notes", "notes:9", {"text": odd})
            while self.lie == "gather: without end":
                yield Finding(one.case_number, "notes", "notes:9", {"text": "again"})

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Say that it is done."""
        await self._trouble("erase")
        receipts = []
        for order in orders:
            records = sum(len(change.records) for change in order.changes)
            counts = {
                "erase: nothing counted": {},
                "erase: more than ordered": {"removed": records + 1},
                "erase: less than nothing": {"removed": records + 1, "gone": -1},
                "erase: a person for a reason": {"retained": {VICTIM: records}},
            }.get(self.lie, {"removed": records})
            given: Any = counts
            receipts.append(Receipt(order.case_number, now, **given))
        return receipts[:0] if self.lie == "erase: no receipt" else receipts

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Say that all is well, or where somebody is."""
        await self._trouble("verify")
        if self.lie == "verify: a person for a place":
            return [Residue(one.case_number, f"mailbox of {VICTIM}", 1) for one in expected]
        return []

    def _document(self) -> Document | None:
        if not self.lie.startswith("document"):
            return None

        async def content() -> AsyncIterator[bytes]:
            yield b"begun"
            await self._trouble("document")
            while True:
                yield bytes(65_536)

        return Document(ODD, ".exe/../x", content)

    async def _trouble(self, what: str) -> None:
        place, _, lie = self.lie.partition(": ")
        if place != what:
            return
        if lie == "hangs":
            await asyncio.Event().wait()
        logging.getLogger("rightsflow").debug("%r asked", type(self).__name__)
        raised: dict[str, BaseException] = {
            "quotes a person in an error": KeyError(VICTIM, ZANETA.name),
            "quotes a person in one of ours": NeedsPerson(f"{VICTIM} ({ZANETA.name}) is there"),
            "quotes a person and wants to be asked again": TryAgain(VICTIM),
            "ends the process": SystemExit(VICTIM),
            "cancels the work": asyncio.CancelledError(VICTIM),
        }
        if lie in raised:
            raise raised[lie]


def _located(case_number: str, record: str, identifier: Identifier, system: str = NAME) -> Located:
    match = Match(
        system=system,
        record=record,
        identifier=identifier,
        certainty=Certainty.exact,
        verified=True,
        is_person=True,
        name=fold(ZANETA.name),
    )
    return Located(case_number, match)


class HostileKind:
    """The kind of system; `lie` is what every connector of it does."""

    name = NAME
    connection: type[Connection] = Connection
    connector: type[Connector] = Hostile

    def __init__(self, lie: str) -> None:
        """Take the lie."""
        self.lie = lie

    def open(self, system: SystemMap, connection: Connection) -> Hostile:
        """Open it."""
        del connection
        return Hostile(system, self.lie)
