"""A small instance, all of it files: SQLite, Maildir, two systems, a few letters waiting."""

import os
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from deployments.examples.maildir import drop_into
from rightsflow.mail.boxes.folder import make_maildir
from tests.acceptance import forked, yamls
from tests.acceptance.deeds import SCHEMA, with_deeds
from tests.acceptance.forked import COMMAND
from tests.acceptance.office import make_folder
from tests.acceptance.people import BOGUMIL, JADWIGA, KAZIMIERZ, TUYET, ZANETA, Person
from tests.acceptance.systems import MAPS

OFFICE_ADDRESS = "rodo@example.com"
STRANGER = "teodor.niebywaly@example.net"
PUZZLING = "zagadka@example.net"
ADVERTISER = "oferty@example.net"
PEOPLE = (ZANETA, TUYET, BOGUMIL, JADWIGA, KAZIMIERZ)
WITH_COPY = (ZANETA, TUYET, BOGUMIL)

_TABLES = """
CREATE TABLE contacts (id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT,
    phone TEXT, street TEXT, added_on DATE);
CREATE TABLE notes (id INTEGER PRIMARY KEY, contact_id INTEGER REFERENCES contacts,
    written_at TIMESTAMP, text TEXT);
CREATE TABLE placements (id INTEGER PRIMARY KEY, contact_id INTEGER REFERENCES contacts,
    employer TEXT, started_on DATE, hourly_rate NUMERIC);
CREATE TABLE shifts (id INTEGER PRIMARY KEY, placement_id INTEGER REFERENCES placements,
    worked_on DATE, site TEXT);
CREATE TABLE documents (id INTEGER PRIMARY KEY, email TEXT, original_name TEXT, stored_as TEXT,
    received_on DATE);
"""
_DAY, _MOMENT = "2026-03-02", "2026-03-02 09:15:00"
_ROOT = Path(__file__).parents[2]
_LIMIT_S = 240
_POLISH = "Dzień dobry,\n\nna podstawie art. 15 RODO proszę o kopię moich danych osobowych.\n"
_ENGLISH = "Hello,\n\nunder Article 15 of the GDPR please send me a copy of my personal data.\n"
_ERASURE = "Dzień dobry,\n\nna podstawie art. 17 RODO proszę o usunięcie moich danych.\n"
_OFFER = "Dzień dobry,\n\nw tym tygodniu polecamy sadzonki pomidorów i ziemię ogrodniczą.\n"


@dataclass
class SmallOffice:
    """The instance folder and the environment in which its commands run."""

    folder: Path
    environment: dict[str, str] = field(repr=False)

    def use_prefect(self, url: str | None) -> None:
        """Let the commands use a Prefect that runs, or None: each starts its own."""
        self.environment.pop("PREFECT_API_URL", None)
        if url:
            self.environment["PREFECT_API_URL"] = url

    def run(self) -> subprocess.CompletedProcess[str]:
        """Do one pass with the installed command, to its end."""
        return self.finished("run")

    def finished(
        self, *words: str, more: Mapping[str, str] = {}, module: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of the instance, or a module that wraps it, and return how it ended."""
        return forked.finished(
            [*words, "--config", str(self.folder)],
            module=module,
            env={**self.environment, **more},
            cwd=_ROOT,
            limit_s=_LIMIT_S,
        )

    def begun(self) -> subprocess.Popen[bytes]:
        """Start one pass and return without waiting."""
        return subprocess.Popen(
            [COMMAND, "run", "--config", str(self.folder)],
            env=self.environment,
            cwd=_ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def driven(
        self, point: str, struck: Path, words: Sequence[str] = ("run",)
    ) -> subprocess.CompletedProcess[str]:
        """Do one pass, or run another command, in which the blow falls at a point."""
        struck_in = {"RIGHTSFLOW_TEST_STRUCK": str(struck)}
        return self.finished(point, *words, more=struck_in, module="tests.acceptance.killed")


def open_small_office(
    folder: Path,
    prefect_url: str | None,
    outgoing: dict[str, Any] | None = None,
    *,
    written: Sequence[EmailMessage] = (),
    able: bool = False,
) -> SmallOffice:
    """Make an instance with filled systems and a mailbox in which letters wait.

    `written`: these letters alone. `able`: the systems may be changed, and every right runs.
    """
    data = folder / "data"
    data.mkdir(parents=True)
    url = f"sqlite+aiosqlite:///{data}/crm.sqlite"
    settings = {
        "address": OFFICE_ADDRESS,
        "mailbox": {"kind": "maildir", "path": "inbox"},
        "outgoing": outgoing or {"kind": "maildir", "path": "outbox"},
        "pace": {"processes": 1},
    }
    maps = {
        "crm": _map("crm", {"url": url}),
        "documents": _map("documents", {"root": str(data), "index": {"url": url}}),
    }
    if able:
        maps = with_deeds(maps)
        maps["crm"]["connection"] |= {"write": True}
        maps["documents"]["connection"]["index"] |= {"write": True}
        settings["decisions"] = {"by_hand": []}
    instance = folder / "instance"
    make_folder(instance, settings, maps)
    _fill(data, SCHEMA if able else ())
    make_maildir(instance / "outbox")
    drop_into(instance / "inbox", waiting(written or _letters(), datetime.now(UTC)))
    office = SmallOffice(instance, dict(os.environ))
    office.use_prefect(prefect_url)
    return office


def _map(name: str, connection: dict[str, Any]) -> dict[str, Any]:
    loaded: dict[str, Any] = yamls.read(MAPS / f"{name}.yaml")
    return loaded | {"connection": connection}


def _fill(data: Path, more: Sequence[str]) -> None:
    with closing(sqlite3.connect(data / "crm.sqlite")) as crm, crm:
        crm.executescript(_TABLES)
        for person in PEOPLE:
            _plant(crm, person)
            if person.has_cv:
                file = data / person.cv_path
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(person.cv)
        for statement in more:
            crm.execute(statement)


def _plant(crm: sqlite3.Connection, person: Person) -> None:
    number = person.number
    contact = (number, person.first_name, person.last_name, person.email, person.phone)
    crm.execute(
        "INSERT INTO contacts VALUES (?, ?, ?, ?, ?, ?, ?)", (*contact, person.street, _DAY)
    )
    notes = [(number, _MOMENT, text) for text in person.notes]
    crm.executemany("INSERT INTO notes (contact_id, written_at, text) VALUES (?, ?, ?)", notes)
    placement = (number, number, person.employer, _DAY)
    crm.execute("INSERT INTO placements VALUES (?, ?, ?, ?, 31)", placement)
    shifts = [(number, _DAY, site) for site in person.sites]
    crm.executemany("INSERT INTO shifts (placement_id, worked_on, site) VALUES (?, ?, ?)", shifts)
    if person.has_cv:
        document = (person.email, person.cv_title, person.cv_path, _DAY)
        crm.execute(
            "INSERT INTO documents (email, original_name, stored_as, received_on)"
            " VALUES (?, ?, ?, ?)",
            document,
        )


@dataclass(frozen=True, slots=True)
class _Letter:
    raw: bytes
    received_at: datetime


def _letters() -> list[EmailMessage]:
    """Return what waits in the mailbox."""
    return [
        letter_of(ZANETA.email, "RODO", _POLISH),
        letter_of(ADVERTISER, "Wiosenna promocja", _OFFER),
        letter_of(TUYET.email, "Access request", _ENGLISH),
        letter_of(STRANGER, "Moje dane", _POLISH),
        letter_of(JADWIGA.email, "Moje dane", _POLISH, result="none"),
        _puzzle(),
        letter_of(KAZIMIERZ.email, "Usunięcie danych", _ERASURE),
        letter_of(BOGUMIL.email, "Kopia danych", _POLISH),
    ]


def waiting(written: Sequence[EmailMessage], now: datetime) -> list[_Letter]:
    """Return letters as they came in, a minute between two of them."""
    first = now - timedelta(hours=1)
    return [
        _Letter(letter.as_bytes(policy=SMTP), first + timedelta(minutes=at))
        for at, letter in enumerate(written)
    ]


def letter_of(sender: str, subject: str, body: str, result: str = "pass") -> EmailMessage:
    """Return a letter to the office, with what our own server says of its sender."""
    letter = EmailMessage()
    letter["Authentication-Results"] = (
        f"mx.example.com; dmarc={result} header.from={sender.partition('@')[2]}"
    )
    letter["From"], letter["To"], letter["Subject"] = sender, OFFICE_ADDRESS, subject
    letter["Date"] = "Mon, 02 Nov 2026 09:30:00 +0100"
    letter["Message-ID"] = f"<{os.urandom(8).hex()}@mail.example.net>"
    letter.set_content(body)
    return letter


def _puzzle() -> EmailMessage:
    """Return a letter without a word in it: everything is in a file that nobody opens."""
    letter = letter_of(PUZZLING, "", "\n")
    letter.add_attachment(b"%PDF-1.4\n", maintype="application", subtype="pdf", filename="x.pdf")
    return letter
