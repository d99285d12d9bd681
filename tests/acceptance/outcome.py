"""What a small office has come to: its register, its mailbox, its vault, the letters out."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pyzipper  # type: ignore[import-untyped]
from sqlalchemy import Table, select

from rightsflow.copy.vault import Vault
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register import cases
from rightsflow.register.database import Database
from rightsflow.register.dossier import Dossier, dossier, reveal_in
from rightsflow.register.tables import letter, message, work_item
from rightsflow.settings import read_settings
from tasks.wiring import open_register
from tests.rightsflow.copy.shelved import folder_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as a person sees it, with who wrote and the passphrase of the copy."""

    found: Dossier
    sender: str
    passphrase: str

    @property
    def story(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Return rights with outcomes, what waits for a person, and letters to the person."""
        rights = (f"{one.right}: {one.outcome or 'open'}" for one in self.found.requests)
        return (
            tuple(sorted(rights)),
            tuple(sorted(row["kind"] for row in self.found.holds)),
            tuple(sorted(row["letter"] for row in self.found.letters if not is_staff(row))),
        )

    @property
    def told(self) -> int:
        """Return how many mails about the case are for the controller's own people."""
        return sum(map(is_staff, self.found.letters))

    def events(self, event: str) -> int:
        """Return how often the journal notes an event."""
        return sum(row["event"] == event for row in self.found.journal)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything in the register; rows are as the tables hold them."""

    cases: dict[str, CaseFile]
    messages: list[dict[str, Any]]
    letters: list[dict[str, Any]]
    items: list[dict[str, Any]]


def is_staff(row: dict[str, Any]) -> bool:
    """Say whether a row of the letters is a mail to the controller's own people."""
    return row["letter"] in set(StaffMail)


def look(folder: Path) -> Outcome:
    """Read the register of an instance with its own key."""
    return asyncio.run(_look(folder))


async def _look(folder: Path) -> Outcome:
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, read_settings(folder), stack)
        files = []
        async with register.read() as connection:
            listed = await cases.listed(connection, open_only=False, limit=1000)
        for case, _ in listed:
            found = await dossier(register, case.number)
            assert found, "a listed case can be shown"
            personal = await reveal_in(register, keyring, found)
            sender, secret = personal["requester"]["address"], personal.get("passphrase", "")
            files.append(CaseFile(found, sender, secret))
        by_sender = {one.sender: one for one in files}
        assert len(by_sender) == len(files), "nobody who wrote once has two cases"
        return Outcome(
            by_sender,
            await _rows(register, message),
            await _rows(register, letter),
            await _rows(register, work_item),
        )


async def _rows(register: Database, table: Table) -> list[dict[str, Any]]:
    async with register.read() as connection:
        return [dict(row) for row in (await connection.execute(select(table))).mappings()]


def letters_in(outbox: Path) -> list[EmailMessage]:
    """Return the letters that were laid into a Maildir."""
    files = [file for part in ("new", "cur") for file in (outbox / part).iterdir()]
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def opened_copy(sent: EmailMessage, passphrase: str) -> dict[str, bytes]:
    """Return the files of the enclosed archive; the report beside it must open too."""
    enclosed: dict[str, bytes] = {
        part.get_content_subtype(): part.get_content() for part in sent.iter_attachments()
    }
    with pikepdf.open(BytesIO(enclosed["pdf"]), password=passphrase) as report:
        assert len(report.pages) >= 1
    with pyzipper.AESZipFile(BytesIO(enclosed["zip"])) as archive:
        archive.setpassword(passphrase.encode())
        return {name: archive.read(name) for name in archive.namelist()}


def texts_in(files: dict[str, bytes]) -> str:
    """Return what the data file of an archive says, without escapes."""
    return json.dumps(json.loads(files["data.json"]), ensure_ascii=False)


def waiting_in(mailbox: Path) -> dict[str, int]:
    """Return how many messages lie in the mailbox and in each of its subfolders."""
    places = {"inbox": mailbox, "processed": mailbox / ".Processed"}
    places["quarantine"] = mailbox / ".Quarantine"
    return {
        name: sum(len(list((place / part).glob("*"))) for part in ("new", "cur"))
        for name, place in places.items()
    }


def swept_items(folder: Path) -> dict[str, Sequence[str]]:
    """Return the items of each scope of the vault once half-written files are swept away."""
    vault = Vault(folder / "vault")
    vault.sweep(datetime.now(UTC) + _DAY)
    scopes = sorted(path.name for path in folder_of(vault).iterdir())
    return {
        scope: sorted(path.name for path in (folder_of(vault) / scope).iterdir())
        for scope in scopes
    }
