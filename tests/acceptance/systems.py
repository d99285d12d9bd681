"""The three systems of the tests: a CRM, a folder of CVs, a Mailman; and who is in them."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.acceptance import yamls
from tests.acceptance.people import Person
from tests.servers.databases import Place, place
from tests.servers.mailman import MailmanServer

MAPS = Path(__file__).with_name("maps")
MAILING = Path(__file__).parents[1] / "connectors" / "mailman" / "mailing.yaml"
MAILMAN_VARIABLE = "RIGHTSFLOW_TEST_MAILMAN_PASSWORD"

_TABLES = """
CREATE TABLE contacts (
    id serial PRIMARY KEY, first_name text, last_name text, email text, phone text,
    street text, added_on date);
CREATE TABLE notes (
    id serial PRIMARY KEY, contact_id integer REFERENCES contacts, written_at timestamp,
    text text);
CREATE TABLE placements (
    id serial PRIMARY KEY, contact_id integer REFERENCES contacts, employer text,
    started_on date, hourly_rate numeric(8, 2));
CREATE TABLE shifts (
    id serial PRIMARY KEY, placement_id integer REFERENCES placements, worked_on date, site text);
CREATE TABLE documents (
    id serial PRIMARY KEY, email text, original_name text, stored_as text, received_on date)
"""
_DAY = date(2026, 3, 2)
_MOMENT = datetime(2026, 3, 2, 9, 15)  # noqa: DTZ001 - the column holds no zone


@dataclass(frozen=True)
class Systems:
    """Where the systems are, and how their data maps say so."""

    crm: Place
    folder: Path
    mailman: MailmanServer

    @property
    def maps(self) -> dict[str, dict[str, Any]]:
        """Return the data maps by file name, with the connections of this test run."""
        documents = {"root": str(self.folder), "index": self.crm.connection, "patience_s": 1}
        lists = {
            "base_url": self.mailman.url,
            "username": self.mailman.username,
            "password": {"env": MAILMAN_VARIABLE},
            "patience_s": 1,
        }
        return {
            "crm": _map(MAPS / "crm.yaml", self.crm.connection),
            "documents": _map(MAPS / "documents.yaml", documents),
            "mailing": _map(MAILING, lists),
        }


def _map(file: Path, connection: dict[str, Any]) -> dict[str, Any]:
    loaded: dict[str, Any] = yamls.read(file)
    return loaded | {"connection": connection}


@contextmanager
def database(folder: Path) -> Iterator[Place]:
    """Make a PostgreSQL database of its own, and drop it."""
    with asyncio.Runner() as runner:
        made = place("postgresql", folder)
        found = runner.run(made.__aenter__())
        try:
            yield found
        finally:
            runner.run(found.admin.dispose())
            runner.run(made.__aexit__(None, None, None))


@contextmanager
def systems(folder: Path, mailman: MailmanServer, people: Sequence[Person]) -> Iterator[Systems]:
    """Fill the three systems with people."""
    with database(folder) as crm:
        asyncio.run(filled_crm(crm, people))
        for person in people:
            _lay_down(folder, person)
            _subscribe(mailman, person)
        yield Systems(crm, folder, mailman)


def _lay_down(folder: Path, person: Person) -> None:
    if person.has_cv and not person.lost_cv:
        file = folder / person.cv_path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(person.cv)


def _subscribe(mailman: MailmanServer, person: Person) -> None:
    for name in person.lists:
        mailman.subscribe(person.email, person.name, to=name)
    if person.writes_to:
        sender = person.email
        mailman.hold(sender, person.waiting_subject, person.waiting_text, at=person.writes_to)


async def filled_crm(crm: Place, people: Sequence[Person]) -> None:
    """Make the tables of the CRM and put people into them."""
    await crm.run(*_TABLES.split(";"))
    await crm.grant("contacts", "notes", "placements", "shifts", "documents")
    async with crm.admin.begin() as connection:

        async def add(table: str, **values: object) -> int:
            names = ", ".join(values)
            marks = ", ".join(f":{name}" for name in values)
            statement = f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id"  # noqa: S608
            return int((await connection.execute(text(statement), values)).scalar_one())

        for person in people:
            contact = await add(
                "contacts", first_name=person.first_name, last_name=person.last_name,
                email=person.email, phone=person.phone, street=person.street, added_on=_DAY,
            )  # fmt: skip
            for note in person.notes:
                await add("notes", contact_id=contact, written_at=_MOMENT, text=note)
            placement = await add(
                "placements", contact_id=contact, employer=person.employer, started_on=_DAY,
                hourly_rate=31,
            )  # fmt: skip
            for site in person.sites:
                await add("shifts", placement_id=placement, worked_on=_DAY, site=site)
            if person.has_cv:
                await add(
                    "documents", email=person.email, original_name=person.cv_title,
                    stored_as=person.cv_path, received_on=_DAY,
                )  # fmt: skip
    await crm.admin.dispose()
