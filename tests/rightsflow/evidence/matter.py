"""A case with something in every part: two rights, a decision, holds, letters, a message."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rightsflow.copy.vault import Vault
from rightsflow.evidence.pack import Archive
from rightsflow.law.hold import HoldKind
from rightsflow.law.identity import Authentication
from rightsflow.law.right import Outcome, Right
from rightsflow.law.subject import IdentifierKind
from rightsflow.register import case_requests, cases, holds, messages, outbox, results
from rightsflow.register.cases import Case
from rightsflow.register.database import Database
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.keyring import Keyring
from rightsflow.register.messages import Seen, Settled, message_scope
from rightsflow.register.requester import Requester, StoredIdentifier
from rightsflow.register.results import Done, Found
from rightsflow.register.sealed import lock
from rightsflow.register.tables import letter as letter_table
from rightsflow.register.types import Step
from tests.rightsflow.copy.company import controller, crm_map, shop_map
from tests.rightsflow.register.rows import DUE, letter, new_case

RECEIVED = datetime(2026, 3, 4, 22, 30, tzinfo=UTC)
RAW = "Subject: Moje dane\n\nProszę o kopię i o usunięcie.\n".encode()
SUBJECT, TEXT = "Zażółć: sprawa", "Odmowa\n======\n\nDzień dobry,\n\n• pierwszy punkt\n• drugi\n"
EVIDENCE = hashlib.sha256(b"what the approver saw").hexdigest()
DECIDED = {
    "decision": "refuse_partly",
    "ground": "legal_claims",
    "hold": "candidates",
    "state": "stands",
    "rules": "decisions-1",
    "evidence_reason": EVIDENCE,
}
REQUESTER = Requester(
    address="zofia.lecka@example.org",
    name="Zofia Łęcka",
    identifiers=(StoredIdentifier(kind=IdentifierKind.phone, value="+48600000000"),),
    authentication=Authentication.passed,
)
HOUR = timedelta(hours=1)


async def archive_of(register: Database, keyring: Keyring, vault: Vault) -> Archive:
    """Return what the evidence is taken from."""
    systems = {one.system: one for one in (crm_map(), shop_map())}
    return Archive(controller(), systems, register, keyring, vault)


async def make_case(at: Archive) -> Case:
    """Let a case go its way, and return it."""
    async with at.register.write() as connection:
        stored = (
            await messages.add(connection, "imap:rodo", "1", [Seen("17", RECEIVED, len(RAW))])
        )[0]
    scope = message_scope(stored.id)
    await at.keyring.make([scope], RECEIVED)
    key = await at.keyring.key(scope)
    at.vault.put(key, scope, "raw", RAW)
    async with at.register.write() as connection:
        new = new_case(RECEIVED, DUE, scope)
        (case,) = await cases.reserve(connection, [new], RECEIVED)
        person = lock(key, "case.requester", case.number, REQUESTER.model_dump(mode="json"))
        await cases.introduce(connection, [(case, person)])
        settled = Settled(stored.id, kind="request", digest="keyed", case_id=case.id)
        await messages.settle(connection, [settled])
        await note(connection, [Entry(case.id, "opened", {"rights": "access,erasure"})], RECEIVED)
        spans = lock(key, "request.evidence", case.number, [["proszę o kopię", "rule"]])
        asked = [
            (case, Right.access, RECEIVED, DUE, spans),
            (case, Right.erasure, RECEIVED, date(2026, 6, 5), None),
        ]
        access, erasure = await case_requests.add_requests(connection, asked)
        await _in_systems(connection, case, access.id, key)
        await _by_people(connection, case)
        await _told(connection, case, key)
        await case_requests.settle_requests(connection, [access.id], Outcome.granted)
        await case_requests.settle_requests(connection, [erasure.id], Outcome.partly_granted)
        await cases.answered(connection, case.id, RECEIVED + 5 * HOUR)
    return case


async def _in_systems(connection: Any, case: Case, request_id: int, key: bytes) -> None:  # noqa: ANN401 - the connection of whoever opened it
    at = RECEIVED + HOUR
    found = [
        Found(case.id, request_id, "crm", 2, 1, b"sealed"),
        Found(case.id, request_id, "shop", 0, 0, None),
    ]
    await results.record_found(connection, found, at)
    verdict = {"verdict": "confirmed", "rule": "sender_authentic_and_on_file"}
    await note(connection, [Entry(case.id, "identity_judged", verdict)], at)
    body = lock(key, "plan.body", case.number, {})
    await results.add_plans(connection, {case.id: (b"{}", body)}, at)
    counts, by = {"contacts": 1, "notes": 4}, "sql (rightsflow 0.1.0)"
    done = Done(case.id, request_id, "crm", Step.gather, counts, connector=by)
    await results.record_done(connection, [done], at)


async def _by_people(connection: Any, case: Case) -> None:  # noqa: ANN401 - as above
    at = RECEIVED + 2 * HOUR
    waits = Hold(case.id, HoldKind.candidates, DUE, reasons=("further_records",))
    down = Hold(case.id, HoldKind.system_unreachable, DUE, "shop")
    await holds.open_holds(connection, [waits, down], at)
    await holds.release(connection, [case.id], HoldKind.candidates, "", by="officer", at=at + HOUR)
    await note(connection, [Entry(case.id, "decided", DECIDED, "officer")], at + HOUR)


async def _told(connection: Any, case: Case, key: bytes) -> None:  # noqa: ANN401 - as above
    at = RECEIVED + 4 * HOUR
    body = {
        "recipient": REQUESTER.address,
        "subject": SUBJECT,
        "text": TEXT,
        "html": "",
        "in_reply_to": None,
        "references": [],
        "enclosures": [["copy/data.zip", f"{case.number}-data.zip", "application/zip"]],
    }
    digest = hashlib.sha256(f"{SUBJECT}\n{TEXT}".encode()).hexdigest()
    sealed = lock(key, "letter.body", case.number, body)
    whole = replace(letter(case.id), digest=digest, sealed_body=sealed)
    changed = replace(letter(case.id, 2), digest="0" * 64, sealed_body=sealed)
    await outbox.queue(connection, [whole, changed], at)
    sent = {"state": "sent", "sent_at": at, "server_reply": "250 2.0.0 queued as 4711"}
    await connection.execute(letter_table.update().values(sent))
    await note(connection, [Entry(case.id, "letter_sent", {"letter": "acknowledgement"})], at)
