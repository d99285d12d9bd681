"""Everything the register holds about one case, for a person to read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Table, select

from rightsflow.register import case_requests, cases, holds, written
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case
from rightsflow.register.database import Database
from rightsflow.register.journal import Entry, broken, note
from rightsflow.register.keyring import Keyring
from rightsflow.register.sealed import unlock
from rightsflow.register.tables import finding, id_scan, journal, letter, receipt

_Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case with its requests, findings, holds, letters and journal; nothing personal."""

    case: Case
    requests: list[Request]
    findings: _Rows
    receipts: _Rows
    holds: _Rows
    letters: _Rows
    identity_documents: _Rows
    journal: _Rows
    journal_whole: bool

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "number": self.case.number,
            "stage": self.case.stage,
            "channel": self.case.channel,
            "language": self.case.language,
            "received_at": self.case.received_at.isoformat(),
            "due_on": self.case.due_on.isoformat(),
            **{name.replace(" ", "_"): _plain(rows) for name, rows in self.sections().items()},
            "journal_whole": self.journal_whole,
        }

    def sections(self) -> dict[str, _Rows]:
        """Return titled tables, each a list of rows; moments and dates are given as such."""
        return {
            "case": [
                {
                    "number": self.case.number,
                    "stage": str(self.case.stage),
                    "received at": self.case.received_at,
                    "due on": self.case.due_on,
                }
            ],
            "requests": [
                {
                    "right": str(request.right),
                    "due on": request.due_on,
                    "outcome": request.outcome or "open",
                }
                for request in self.requests
            ],
            "systems asked": self.findings,
            "receipts": self.receipts,
            "waits for a person": self.holds,
            "letters": self.letters,
            "identity documents": self.identity_documents,
            "journal": self.journal,
        }


async def dossier(register: Database, number: str) -> Dossier | None:
    """Return the dossier of a case, or None if there is no such case."""
    async with register.read() as connection:
        case = await cases.by_number(connection, number)
        if case is None:
            return None

        async def rows(table: Table, *names: str) -> _Rows:
            query = select(*(table.c[name] for name in names)).where(table.c.case_id == case.id)
            found = await connection.execute(query.order_by(*table.primary_key.columns))
            return [dict(zip(names, row, strict=True)) for row in found]

        return Dossier(
            case=case,
            requests=(await case_requests.requests_of(connection, [case.id]))[case.id],
            findings=await rows(finding, "system", "exact", "candidates", "asked_at"),
            receipts=await rows(receipt, "step", "system", "connector", "counts", "done_at"),
            holds=[
                {"kind": kind, "system": system, "why": ", ".join(reasons),
                 "answer by": answer_by}
                for _, kind, system, reasons, answer_by in (
                    await holds.open_of(connection, [case.id])
                ).get(case.id, [])
            ],
            letters=await rows(letter, "letter", "state", "queued_at", "sent_at", "server_reply"),
            identity_documents=await rows(
                id_scan, "content_type", "size_bytes", "state", "until_at", "deleted_at"
            ),
            journal=await rows(journal, "seq", "at", "actor", "event", "detail"),
            journal_whole=await broken(connection, case.id) is None,
        )  # fmt: skip


async def reveal_in(register: Database, keyring: Keyring, found: Dossier) -> dict[str, Any]:
    """Return what is personal in a case; that somebody looked is noted in its journal.

    `requester`, `passphrase` where a copy was made, and `letters` to the requester: name, when
    sent, recipient, subject, text. Raises `Damaged` where the key is gone.
    """
    case = found.case
    key = await keyring.key(case.key_scope)
    async with register.write() as connection:
        await note(connection, [Entry(case.id, "revealed", actor="operator")], datetime.now(UTC))
        sealed = (await cases.sealed_of(connection, [case.id]))[case.id]
        posted = await written.bodies_to_requester(connection, case.id)
    revealed = {"requester": unlock(key, "case.requester", case.number, sealed.sealed_requester)}
    if sealed.sealed_secret:
        revealed["passphrase"] = unlock(key, "case.secret", case.number, sealed.sealed_secret)
    letters = [(one, unlock(key, "letter.body", case.number, one.sealed_body)) for one in posted]
    revealed["letters"] = [
        {
            "letter": one.letter,
            "sent_at": _shown(one.sent_at),
            **{name: body[name] for name in ("recipient", "subject", "text")},
        }
        for one, body in letters
    ]
    return revealed


def _plain(rows: _Rows) -> _Rows:
    return [{name: _shown(value) for name, value in row.items()} for row in rows]


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value
