"""An office as a test looks into it: its clock, and what its register holds."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rightsflow.law.hold import HoldKind
from rightsflow.letters.choose import Letter
from rightsflow.letters.recipients.contexts import RecipientLetter
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register import case_requests, cases, waiting
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case
from rightsflow.register.tables import approver as approver_table
from rightsflow.register.tables import case as case_table
from rightsflow.register.tables import decision as decision_table
from rightsflow.register.tables import journal
from rightsflow.register.waiting import OpenHold
from tasks.desk import Desk
from tests.rightsflow.register.rows import rows_of
from tests.tasks.letters_seen import Seen, faults_of, letters_of
from tests.tasks.written import BEGIN


@dataclass(slots=True)
class MovableClock:
    """A clock that stands still unless a test moves it."""

    at: datetime = BEGIN

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.at

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by

    def move_to(self, day: date, hour: int = 8) -> None:
        """Let it be an hour (UTC) of a day."""
        self.at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass(slots=True)
class SeenOffice:
    """An opened instance, its clock, and the letters whose words were checked already."""

    desk: Desk
    clock: MovableClock
    audited: set[int] = field(default_factory=set)

    async def audit(self) -> None:
        """Check the words of every letter that was queued since the last time."""
        for seen in await letters_of(self.desk):
            if seen.id not in self.audited:
                assert (seen.kind, await faults_of(self.desk, seen)) == (seen.kind, ())
                self.audited.add(seen.id)

    async def letters(self, kind: Letter | RecipientLetter | StaffMail | None = None) -> list[Seen]:
        """Return the letters of the outbox, of one kind or all."""
        return [one for one in await letters_of(self.desk) if kind in {None, one.kind}]

    async def letter(self, kind: Letter | RecipientLetter | StaffMail) -> Seen:
        """Return the only letter of a kind."""
        (one,) = await self.letters(kind)
        return one

    async def newest(self, kind: Letter | StaffMail, to: str) -> Seen:
        """Return the newest letter of a kind to an address."""
        return [one for one in await self.letters(kind) if one.recipient == to][-1]

    async def case(self, number: str = "") -> Case:
        """Return a case by its number, or the newest."""
        number = number or (await rows_of(self.desk.register, case_table))[-1].number
        async with self.desk.register.read() as connection:
            found = await cases.by_number(connection, number)
        assert found is not None
        return found

    async def requests(self, number: str = "") -> list[Request]:
        """Return what a case asks for."""
        case = await self.case(number)
        async with self.desk.register.read() as connection:
            return (await case_requests.requests_of(connection, [case.id]))[case.id]

    async def holds(self, number: str = "") -> dict[HoldKind, OpenHold]:
        """Return what waits in a case, by kind."""
        case = await self.case(number)
        async with self.desk.register.read() as connection:
            return {one.kind: one for one in await waiting.of_cases(connection, [case.id])}

    async def events(self, event: str = "") -> list[Any]:
        """Return the entries of all journals, or those of one kind."""
        rows = await rows_of(self.desk.register, journal)
        return [row for row in rows if event in {"", row.event}]

    async def decided(self) -> list[tuple[str, str, str]]:
        """Return approver, decision and state of every decision."""
        rows = await rows_of(self.desk.register, decision_table)
        return [(row.approver, row.decision, row.state) for row in rows]

    async def locked(self) -> list[str]:
        """Return the approvers who are locked."""
        rows = await rows_of(self.desk.register, approver_table)
        return [row.handle for row in rows if row.locked_at is not None]
