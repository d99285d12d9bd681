"""An office to which everybody of `ASKED` writes, and all that can be seen of what came of it."""

import asyncio
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from rightsflow.register.tables import case, receipt
from tests.acceptance.approving import Approver
from tests.acceptance.asked import ASKED
from tests.acceptance.deeds import AbleSystems
from tests.acceptance.holdings import Holdings, changes, holdings
from tests.acceptance.office import Office, letter_from, number_in
from tests.acceptance.opening import mailbox_of
from tests.servers.dovecot import Dovecot

COLLEAGUE = "rekrutacja@example.com"
"""Answers for the folder of CVs, which knows no mark of a restriction."""


@dataclass
class Story:
    """An office to which everybody of `ASKED` writes, and what came of it.

    `cases` and `held` are how things stood after the first pass, and in the end; `receipts` are
    case, step, system and counts of all that was done.
    """

    office: Office
    officer: Approver
    systems: AbleSystems
    dovecot: Dovecot
    held: list[Holdings] = field(default_factory=list)
    cases: list[dict[str, dict[str, Any]]] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    receipts: list[tuple[str, str, str, dict[str, int]]] = field(default_factory=list)

    def note(self) -> None:
        """Note how things stand."""
        self.held.append(holdings(self.systems))
        self.cases.append({case["number"]: case for case in self.office.cases()})

    @cached_property
    def numbers(self) -> dict[str, str]:
        """Return the numbers of all cases, as the receipts tell them."""
        written = {str(letter["To"]): number_in(letter) for letter in self.office.letters()}
        return {key: written[one.person.email] for key, one in ASKED.items()}

    def number(self, key: str) -> str:
        """Return the number of a case."""
        return self.numbers[key]

    def case(self, key: str, at: int = -1) -> dict[str, Any]:
        """Return how a case stood: 0 after the first pass, -1 in the end."""
        return self.cases[at][self.number(key)]

    def became(self, key: str, at: int = -1) -> dict[str, Any]:
        """Return what had become of a person's records: 1 after the first pass."""
        return changes(self.held[0], self.held[at], ASKED[key].person)

    def letters(self, key: str) -> list[EmailMessage]:
        """Return what lies in a person's mailbox, read by IMAP."""
        return mailbox_of(self.dovecot, ASKED[key].person)

    def answer(self, key: str) -> EmailMessage:
        """Return the one letter that came after the receipt."""
        _, answer = self.letters(key)
        return answer


def receipts_of(office: Office) -> list[tuple[str, str, str, dict[str, int]]]:
    """Return case, step, system and counts of all that was done, in order."""
    return asyncio.run(_receipts(office))


async def _receipts(office: Office) -> list[tuple[str, str, str, dict[str, int]]]:
    query = (
        select(case.c.number, receipt.c.step, receipt.c.system, receipt.c.counts)
        .join(case, case.c.id == receipt.c.case_id)
        .order_by(receipt.c.id)
    )
    engine = create_async_engine(office.register_url)
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    await engine.dispose()
    return [(row.number, row.step, row.system, row.counts) for row in rows]


def write_texts(told: Story) -> None:
    """Let the officer write what is corrected or was reviewed, and a colleague say it is done."""
    for one in ASKED.values():
        if one.written:
            told.officer.write(told.officer.asked_about(one.person), one.written)
    (task,) = told.office.letters_to(COLLEAGUE)
    subject = f"Re: {task['Subject']}"
    told.office.write(letter_from(COLLEAGUE, told.office, subject, "gotowe\n", answers=task))


def approve_all(told: Story) -> None:
    """Let the officer agree: once with the command of the mail, else in the form."""
    first, *others = (
        told.officer.asked_about(one.person) for one in ASKED.values() if one.approved
    )
    told.results.append(told.officer.decide(first, "approve"))
    told.results += told.officer.decide_in_turn(others, "approve")
