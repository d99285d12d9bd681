"""A system in memory that can be saved and restored: contacts, and notes below them.

It keeps the contract of `rightsflow.deeds`. When a connector of this project has learnt to erase,
these tests belong onto it, too.
"""

from collections.abc import AsyncGenerator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rightsflow.canonical import canonical_email, canonical_phone
from rightsflow.connector import Connector, Finding, Health, Incomplete, Located, Subject, Wanted
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Expected, Listed, Order, Receipt, Residue
from rightsflow.law.subject import Identifier, IdentifierKind

_TEXT = {"en": "x"}
_FIELD = {"title": _TEXT, "category": "contact"}
SHELF = SystemMap.model_validate(
    {
        "system": "shelf",
        "title": _TEXT,
        "connector": "shelf",
        "answers_for": "shelf@example.com",
        "purposes": {
            "care": {"title": _TEXT, "ground": "contract", "retention": {"criteria": _TEXT}},
            "news": {
                "title": _TEXT, "ground": "consent", "marketing": True,
                "retention": {"criteria": _TEXT},
            },
        },
        "collections": {
            "contacts": {
                "title": _TEXT,
                "person": True,
                "identity": [
                    {"column": "email", "kind": "email"}, {"column": "phone", "kind": "phone"},
                ],
                "purpose": "care",
                "fields": {"email": _FIELD, "phone": _FIELD, "wants_news": _FIELD},
                "stop": {"news": {"set": {"wants_news": False}}},
            },
            "notes": {
                "title": _TEXT,
                "parent": {"collection": "contacts", "on": {"contact": "id"}},
                "purpose": "care",
                "fields": {"text": _FIELD},
            },
        },
    }
)  # fmt: skip


@dataclass
class Shelf(Connector):
    """The system; `records` by name, each with its columns."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    deeds: int = 0
    system = SHELF

    def contact(self, number: int, email: str | None, *, phone: str = "", news: bool = True) -> str:
        """Store a contact."""
        values = {"email": email, "phone": phone, "wants_news": news}
        self.records[f"contacts:{number}"] = values
        return f"contacts:{number}"

    def note(self, number: int, contact: int) -> str:
        """Store a note of a contact."""
        self.records[f"notes:{number}"] = {"contact": contact, "text": "a note"}
        return f"notes:{number}"

    def saved(self) -> dict[str, dict[str, Any]]:
        """Return a backup."""
        return deepcopy(self.records)

    def restore(self, backup: dict[str, dict[str, Any]]) -> None:
        """Put a backup back."""
        self.records = deepcopy(backup)

    async def check(self) -> Health:
        """Answer."""
        return Health("answers")

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Find nobody: after an erasure nothing is known to look for."""
        assert not subjects
        return
        yield

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Yield contacts with their notes, the notes first: no order is promised."""
        missing = set()
        for one in wanted:
            for root in one.records:
                number = int(root.partition(":")[2])
                for name, values in self.records.items():
                    if values.get("contact") == number:
                        yield Finding(one.case_number, "notes", name, {"text": values["text"]})
                if root in self.records:
                    yield Finding(one.case_number, "contacts", root, self.records[root])
                else:
                    missing.add(one.case_number)
        if missing:
            message = "Contacts are gone."
            raise Incomplete(message, frozenset(missing))

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Delete records, or blank columns."""
        return [self._done(order, now) for order in orders]

    async def object(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Set columns."""
        return [self._done(order, now) for order in orders]

    def _done(self, order: Order, now: datetime) -> Receipt:
        self.deeds += 1
        removed = changed = gone = 0
        for change in order.changes:
            for name in change.records:
                if name not in self.records:
                    gone += 1
                elif change.values is None:
                    del self.records[name]
                    removed += 1
                else:
                    self.records[name] |= change.values
                    changed += 1
        return Receipt(order.case_number, now, removed=removed, changed=changed, gone=gone)

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Tell what is there, or not as it was set."""
        return [
            Residue(one.case_number, change.collection, len(left))
            for one in expected
            for order in one.orders
            for change in order.changes
            if (left := [name for name in change.records if self._is_left(name, change.values)])
        ]

    def _is_left(self, name: str, values: Any) -> bool:  # noqa: ANN401 - values of a change
        there = self.records.get(name)
        if there is None:
            return False
        return values is None or any(there[column] != value for column, value in values.items())

    async def identities(self) -> AsyncGenerator[Listed]:
        """Yield the addresses and phones of contacts."""
        for name, values in self.records.items():
            email, phone = values.get("email"), values.get("phone")
            if email and (address := canonical_email(email)):
                yield Listed(name, Identifier(IdentifierKind.email, address))
            if phone and (number := canonical_phone(phone)):
                yield Listed(name, Identifier(IdentifierKind.phone, number))

    async def close(self) -> None:
        """Let go of nothing."""
