"""Findings of one case: the wanted records and everything that hangs on them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from connectors.mailman.desk import Kept, held_message
from connectors.mailman.people import Person, memberships
from connectors.mailman.records import address_record, is_id
from connectors.mailman.rest import Rest, Row
from connectors.mailman.values import text, values_of
from rightsflow.connector import Document, Finding, Wanted
from rightsflow.datamap.model import SystemMap


@dataclass(frozen=True, slots=True)
class Told:
    """The findings of one case; and the case again in `gone`, if a wanted record is gone."""

    findings: list[Finding]
    gone: set[str]


@dataclass(frozen=True, slots=True)
class Gathering:
    """What was read for a whole batch, from which the findings of each case are made."""

    rest: Rest
    system: SystemMap
    lists: Mapping[str, str]
    persons: Mapping[str, Person]
    desk: Sequence[Kept]

    async def findings(self, wanted: Wanted) -> Told:
        """Return the findings of one case, each record once."""
        found: dict[str, Finding] = {}
        for record in wanted.records:
            async for finding in self._below(wanted.case_number, record):
                found.setdefault(finding.record, finding)
        gone = set(wanted.records) - found.keys()
        return Told(list(found.values()), {wanted.case_number} if gone else set())

    async def _below(self, case: str, record: str) -> AsyncIterator[Finding]:
        kind, _, key = record.partition(":")
        if record in self.persons:
            async for finding in self._person(case, self.persons[record]):
                yield finding
        elif kind == "membership" and is_id(key):
            if (row := await self.rest.get(f"members/{key}")) is not None:
                yield await self._membership(case, row)
        else:
            for kept in self.desk:
                if kept.record == record:
                    yield self._kept(case, kept)

    async def _person(self, case: str, person: Person) -> AsyncIterator[Finding]:
        if person.user is not None:
            yield await self._user(case, person.user)
        for row in person.addresses:
            yield await self._address(case, row)
        async for row in memberships(self.rest, person.emails):
            yield await self._membership(case, row)
        for kept in self.desk:
            if kept.address in person.emails:
                yield self._kept(case, kept)

    async def _user(self, case: str, row: Row) -> Finding:
        path = f"users/{row['user_id']}"
        preferred = await self.rest.get(f"{path}/preferred_address")
        chosen = await self.rest.need(f"{path}/preferences")
        email = {"email": preferred["email"] if preferred else None}
        return self._finding(case, "user", f"user:{row['user_id']}", {**row, **chosen, **email})

    async def _address(self, case: str, row: Row) -> Finding:
        email = str(row["email"])
        chosen: Row = {}
        if "/" not in email:
            chosen = await self.rest.need(f"addresses/{quote(email, safe='')}/preferences")
        typed = {"email": row.get("original_email", email)}
        return self._finding(case, "address", address_record(row), {**row, **chosen, **typed})

    async def _membership(self, case: str, row: Row) -> Finding:
        # Preferences in effect: what the member chose, else the address, the user, the list.
        effect = await self.rest.need(f"members/{row['member_id']}/all/preferences")
        name = {"list_name": self.lists.get(row["list_id"], "")}
        record = f"membership:{row['member_id']}"
        return self._finding(case, "membership", record, {**row, **effect, **name})

    def _kept(self, case: str, kept: Kept) -> Finding:
        document = None
        if kept.collection == "held":
            title = text(str(kept.row.get("subject", ""))) or "-"
            document = Document(title, ".eml", partial(held_message, self.rest, kept, case))
        return self._finding(case, kept.collection, kept.record, kept.row, document)

    def _finding(
        self, case: str, collection: str, record: str, row: Row, document: Document | None = None
    ) -> Finding:
        values = values_of(self.system.collections[collection], row)
        return Finding(case, collection, record, values, document)
