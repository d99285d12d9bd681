"""An office with a system for each place of the matrix, made from the rows of the law.

What a program reaches is an SQLite database of its own; what only a colleague reaches is asked of
one by mail. People are named by the cell that they try out.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import update

from connectors.sql.connector import SqlConnector
from rightsflow.connector import Connector
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.matrix import SINCE_ON
from rightsflow.law.places import PLACES, Place, Reached
from rightsflow.law.refusal import TextKind
from rightsflow.law.right import AskedRight
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register import cases
from rightsflow.register.plans import actions_in
from rightsflow.register.tables import work_item
from rightsflow.register.types import Audience
from tasks.person import person_within
from tasks.planning import plan_of
from tests.acceptance import yamls
from tests.tasks.deciding_kit import open_office
from tests.tasks.deeds_kit import AbleOffice
from tests.tasks.letters_seen import Seen
from tests.tasks.matrix_maps import TABLE, map_of
from tests.tasks.matrix_seen import Ended, Tried, comparable
from tests.tasks.written import (
    ACCESS,
    CONSENT,
    ERASURE,
    MARKETING,
    RECTIFICATION,
    RESTRICTION,
    letter,
)

PROGRAMS = tuple(place for place in PLACES if place.reached is Reached.program)
NAME, NOTE = "Ala Nowak", "a note of a talk"
CORRECTED = "Ala Kowalska"

WORDS: Mapping[AskedRight, str] = {
    AskedRight.access: ACCESS,
    AskedRight.rectification: RECTIFICATION,
    AskedRight.erasure: ERASURE,
    AskedRight.restriction: RESTRICTION,
    AskedRight.portability: (
        "under Article 20 of the GDPR please send me my data in a machine-readable format."
    ),
    AskedRight.objection: (
        "I object to the processing of my data, on grounds relating to my situation (Article 21)."
    ),
    AskedRight.marketing_objection: MARKETING,
    AskedRight.automated_decision: (
        "under Article 22 of the GDPR I do not want to be subject to a decision based solely on "
        "automated processing."
    ),
    AskedRight.consent_withdrawal: CONSENT,
}
"""How somebody asks for each right."""

NOTED = frozenset(
    {
        "asked", "identity_judged", "surveyed", "planned", "stopped", "hold_opened", "decided",
        "done", "verified", "gathered", "copy_made", "export_made", "task_asked", "task_answered",
        "left_over", "step_failed", "notice_queued", "notice_by_person",
    }
)  # fmt: skip
"""Entries of the journal that a cell tells of; letters and their mails have tests of their own."""


@dataclass(slots=True)
class MatrixOffice(AbleOffice):
    """An office with one system for each of some places; `answered` are the tasks that were."""

    answered: set[int] = field(default_factory=set)

    def file(self, place: Place) -> Path:
        """Return the database of a place."""
        return self.desk.folder.parent / "data" / f"{place.system}.sqlite"

    def put(self, place: Place, *addresses: str) -> None:
        """Store a record of each of these people."""
        since = SINCE_ON.isoformat()
        with closing(sqlite3.connect(self.file(place))) as there, there:
            there.executemany(
                "INSERT INTO records (name, email, note, since_on) VALUES (?, ?, ?, ?)",
                [(NAME, address, NOTE, since) for address in addresses],
            )

    def stored(self, place: Place) -> list[tuple[Any, ...]]:
        """Return every record of a place, with its marks."""
        with closing(sqlite3.connect(self.file(place))) as there:
            return there.execute("SELECT * FROM records ORDER BY id").fetchall()

    def replaced(self, kind: type[SqlConnector], *places: Place) -> None:
        """Let some places be asked by another connector, anew as well."""
        at = self.desk
        systems = {place.system for place in places}

        def made(system: str) -> Connector:
            if system not in systems:
                return at.fresh(system)
            honest = at.connectors[system]
            assert isinstance(honest, SqlConnector)
            return kind(honest.system, honest.settings)

        others = {system: made(system) for system in systems}
        self.desk = replace(at, connectors={**at.connectors, **others}, fresh=made)

    async def numbers(self) -> dict[str, str]:
        """Return the number of each person's case, by address."""
        told = await self.letters()
        async with self.desk.register.read() as connection:
            ids = {one.case_id for one in told if one.case_id}
            known = await cases.by_ids(connection, sorted(ids))
        firsts = [one for one in told if one.kind == "acknowledgement" and one.case_id]
        return {one.recipient: known[one.case_id].number for one in firsts if one.case_id}

    async def try_out(
        self, cells: Sequence[Tried], answer: Callable[[Seen], str | None] | None = None
    ) -> dict[str, str]:
        """Let everybody ask at once, decide for all of them, and return their case numbers.

        `answer` says what a colleague answers to a task.
        """
        await self.hear(*[letter(one.address, WORDS[one.right]) for one in cells])
        numbers = await self.numbers()
        await self.answer(answer)
        for one in cells:
            number = numbers[one.address]
            if HoldKind.plan_approval in await self.holds(number):
                if one.right is AskedRight.rectification:
                    await self.write({TextKind.correction: _correction(one)}, number=number)
                    await self.answer(answer)
                await self.decide(Decision.approve, HoldKind.plan_approval, number=number)
                await self.answer(answer)
        return numbers

    async def answer(self, by: Callable[[Seen], str | None] | None) -> None:
        """Let colleagues answer the tasks that they have got, each once."""
        asked = await self.letters(StaffMail.manual_task)
        for one in [one for one in asked if one.id not in self.answered]:
            if by and (words := by(one)):
                self.answered.add(one.id)
                await self.hear(letter(one.recipient, words, answers=one))

    async def back(self, numbers: Mapping[str, str]) -> None:
        """Let an hour pass in which systems came back, and decide what waits by then."""
        self.clock.move(timedelta(hours=1))
        await self.retried()
        for number in numbers.values():
            if HoldKind.plan_approval in await self.holds(number):
                await self.decide(Decision.approve, HoldKind.plan_approval, number=number)

    async def retried(self) -> None:
        """Let everything that was put off be due, as it is after a while, and work on."""
        async with self.desk.register.write() as connection:
            await connection.execute(update(work_item).values(next_try_at=self.clock()))
        await self.work()

    async def ended(self, one: Tried, number: str) -> Ended:
        """Return how a case went, as far as its cell is concerned."""
        case = await self.case(number)
        [request] = await self.requests(number)
        mails = [m for m in await self.letters() if m.case_id == case.id]
        told = [m.kind for m in mails if m.audience is Audience.requester]
        async with self.desk.register.read() as connection:
            person = await person_within(connection, self.desk, case)
            body = await plan_of(connection, person)
        actions = [a for a in actions_in(body, request.id) if a.system == one.place.system]
        journal = await self._journal(case.id, one.place)
        return Ended(request.outcome, tuple(told[1:]), journal, comparable(actions))

    async def _journal(self, case_id: int, place: Place) -> tuple[str, ...]:
        told: list[str] = []
        for row in await self.events():
            detail = row.detail or {}
            ours = detail.get("system") in {None, "", place.system}
            if row.case_id == case_id and row.event in NOTED and ours:
                about = detail.get("kind") if row.event == "hold_opened" else None
                about = detail.get("deed") if row.event == "task_asked" else about
                entry = f"{row.event} {about}" if about else row.event
                if told[-1:] != [entry]:
                    told.append(entry)
        return tuple(told)


def _correction(one: Tried) -> str:
    name = "answers.text" if one.place.reached is Reached.colleague else "records.name"
    return f"{one.place.system}.{name} = {CORRECTED}"


@asynccontextmanager
async def open_matrix_office(
    folder: Path,
    places: Sequence[Place] = PROGRAMS,
    **how: Any,  # noqa: ANN401 - as `map_of`
) -> AsyncIterator[MatrixOffice]:
    """Open an office with these places and nothing in them; `how` as in `map_of`."""

    def prepare(instance: Path) -> None:
        data = instance.parent / "data"
        for file in (instance / "systems").glob("*.yaml"):
            file.unlink()
        for place in places:
            made = map_of(place, data, **how)
            file = instance / "systems" / f"{place.system}.yaml"
            yamls.write(file, made)
            with closing(sqlite3.connect(data / f"{place.system}.sqlite")) as there, there:
                there.executescript(TABLE)

    # Who looks at texts that may name others is no cell of the table.
    decisions = {"by_hand": [], "look_at_others": False}
    async with open_office(folder, kind=MatrixOffice, prepare=prepare, decisions=decisions) as made:
        assert isinstance(made, MatrixOffice)
        yield made
        for connector in made.desk.connectors.values():
            await connector.close()
