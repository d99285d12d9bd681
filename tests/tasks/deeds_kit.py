"""An office whose systems can be told to erase, correct, restrict and stop."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from tasks.act import act, mark
from tasks.drawing import draw_plans
from tasks.letting_go import let_go
from tasks.lift import lift
from tasks.send import send
from tasks.stop import stop
from tasks.survey import survey
from tasks.verify import verify
from tests.acceptance import yamls
from tests.tasks.deciding_kit import Office, open_office

_COLUMNS = """
ALTER TABLE contacts ADD COLUMN restricted_on DATE;
ALTER TABLE contacts ADD COLUMN no_mailings INTEGER DEFAULT 0;
ALTER TABLE documents ADD COLUMN consent_withdrawn_at TEXT;
ALTER TABLE placements ADD COLUMN invoice TEXT;
CREATE TABLE history (id INTEGER PRIMARY KEY, what TEXT);
"""
"""What the systems of the small office lack: marks, an invoice, a log that nobody mapped."""


def able(instance: Path) -> None:
    """Let the systems of a small office carry out deeds, and say in their maps how."""
    file = instance / "systems" / "crm.yaml"
    crm = yamls.read(file)
    crm["connection"]["write"] = True
    crm["not_searched"] = ["documents"]
    crm["purposes"]["mailings"] = {
        "title": {"pl": "Wysyłka ofert", "en": "Sending offers"},
        "ground": "legitimate_interest",
        "interest": {"pl": "znajdowanie pracy", "en": "finding work"},
        "retention": {"criteria": {"pl": "do sprzeciwu", "en": "until objection"}},
        "marketing": True,
    }
    contacts, placements = crm["collections"]["contacts"], crm["collections"]["placements"]
    contacts["restrict"] = {"set": {"restricted_on": "$today"}, "lift": {"restricted_on": None}}
    contacts["stop"] = {"mailings": {"set": {"no_mailings": 1}}}
    contacts["ignore"] = {
        "restricted_on": "the mark of a restriction",
        "no_mailings": "the mark of an objection",
    }
    contacts["also"] = {"placement": ["first_name", "last_name"]}
    placements["fields"]["invoice"] = {
        "title": {"pl": "Faktura", "en": "Invoice"}, "category": "contract",
    }  # fmt: skip
    placements["duties"] = [
        {
            "duty": "accounting", "since": "started_on", "if_set": "invoice",
            "fields": ["employer", "started_on", "invoice"],
        }
    ]  # fmt: skip
    yamls.write(file, crm)
    file = instance / "systems" / "documents.yaml"
    documents = yamls.read(file)
    documents["connection"]["index"]["write"] = True
    collection = documents["collections"]["documents"]
    collection["stop"] = {"recruitment": {"set": {"consent_withdrawn_at": "$now"}}}
    collection["ignore"] = {"consent_withdrawn_at": "when consent was withdrawn"}
    documents["ignore"]["history"] = "searched by the system crm"
    documents["not_searched"] = list(documents["ignore"])
    yamls.write(file, documents)


class AbleOffice(Office):
    """An office in which every right runs by itself."""

    @property
    def database(self) -> Path:
        """Return the file in which both systems keep what they know."""
        return self.desk.folder.parent / "data" / "crm.sqlite"

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - as stored
        """Return rows of the systems' database."""
        with closing(sqlite3.connect(self.database)) as crm:
            return crm.execute(query, values).fetchall()

    def write_rows(self, statement: str, *values: Any) -> None:  # noqa: ANN401 - as stored
        """Change the systems' database, as somebody else would."""
        with closing(sqlite3.connect(self.database)) as crm, crm:
            crm.execute(statement, values)

    async def further(self) -> int:
        """Let every right but access go on once; return how much was done."""
        at = self.desk
        done = sum([await stop.fn(system) for system in at.systems])
        done += sum([await survey.fn(system) for system in at.systems])
        done += await draw_plans.fn()
        await let_go(at)
        for verb in (mark, act, verify, lift):
            done += sum([await verb.fn(system) for system in at.systems])
        if done:
            await self.audit()
            await send.fn()
        return done


def prepared(instance: Path) -> None:
    """Make the small office able, its maps and its database."""
    able(instance)
    with closing(sqlite3.connect(instance.parent / "data" / "crm.sqlite")) as crm, crm:
        crm.executescript(_COLUMNS)


@asynccontextmanager
async def open_able_office(
    folder: Path,
    *,
    prepare: Callable[[Path], None] = prepared,
    more: Mapping[str, Any] | None = None,
    **sections: Any,  # noqa: ANN401 - YAML
) -> AsyncIterator[AbleOffice]:
    """Open an office that carries out every right; `more` are data maps of further systems."""
    sections["decisions"] = {"by_hand": [], **sections.get("decisions", {})}

    def furnish(instance: Path) -> None:
        prepare(instance)
        for name, data in (more or {}).items():
            yamls.write(instance / "systems" / f"{name}.yaml", data)

    async with open_office(folder, kind=AbleOffice, prepare=furnish, **sections) as office:
        assert isinstance(office, AbleOffice)
        yield office
