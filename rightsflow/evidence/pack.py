"""The evidence of one case as a JSON document; the PDF is drawn from nothing else.

Fields: what an authority asks of a controller who must show that a request was handled
(Articles 5(2) and 24 GDPR). A part that is a table is a row in `reading.PARTS`; a part of another
kind is one more entry of the document in `_document`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from rightsflow.copy.vault import Vault
from rightsflow.datamap.model import SystemMap
from rightsflow.evidence.opening import Opener, key_or_none, message_hash
from rightsflow.evidence.reading import Json, read_case, read_journal, read_parts, read_sealed
from rightsflow.law.right import ARTICLE, Right
from rightsflow.register import cases, id_scans
from rightsflow.register.cases import Case
from rightsflow.register.database import Database
from rightsflow.register.journal import Entry, note
from rightsflow.register.keyring import Keyring
from rightsflow.register.tables import case as case_table
from rightsflow.register.tables import letter, request
from rightsflow.settings import Controller

FORMAT = "rightsflow-evidence-1"

DECIDED = "decided"
"""The event of an entry that notes a decision by a person."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Where the evidence is taken from: who is responsible, data map, register, keys, vault."""

    controller: Controller
    systems: Mapping[str, SystemMap]
    register: Database
    keyring: Keyring
    vault: Vault


async def draw_up(at: Archive, number: str, language: str, now: datetime) -> Json | None:
    """Return the evidence of a case, or None if there is no such case.

    That it was drawn up is noted in the journal first, so that the evidence shows it.
    """
    async with at.register.write() as connection:
        case = await cases.by_number(connection, number)
        if case is None:
            return None
        await note(connection, [Entry(case.id, "exported", actor="operator")], now)
    return await _document(at, case, language, now)


def encoded(pack: Json) -> bytes:
    """Return the document as the bytes of its file."""
    return (json.dumps(pack, indent=2, ensure_ascii=False) + "\n").encode()


async def _document(at: Archive, case: Case, language: str, now: datetime) -> Json:
    async with at.register.read() as connection:
        # Held while the parts are read, so that they are of one moment.
        await cases.lock(connection, [case.id])
        row = await read_case(connection, case.id)
        parts = await read_parts(connection, case.id)
        journal = await read_journal(connection, case.id)
        person = await read_sealed(connection, case_table, "sealed_requester", case.id)
        spans = await read_sealed(connection, request, "sealed_evidence", case.id)
        bodies = await read_sealed(connection, letter, "sealed_body", case.id)
        hashes = await id_scans.hashes_of(connection, case.id)
    opener = Opener(case.number, await key_or_none(at.keyring, case.key_scope))
    for one in parts["requests"]:
        one["article"] = ARTICLE[Right(one["right"])]
        one["recognised"] = opener.recognised(spans.get(one["id"]))
    for one in parts["letters"]:
        one |= opener.letter(bodies.get(one["id"]), one["digest"])  # noqa: PLW2901 - in place
    for one in parts["messages"]:
        del one["digest"]
        as_it_came = hashes.get(one["id"])
        one["sha256"] = as_it_came or await message_hash(at.keyring, at.vault, one["id"])
    decisions = [entry for entry in journal["entries"] if entry["event"] == DECIDED]
    return {
        "format": FORMAT,
        "made_at": now.astimezone(UTC).isoformat(),
        "language": language,
        "controller": at.controller.model_dump(mode="json"),
        "data_map": {name: _titles(system, language) for name, system in at.systems.items()},
        "case": row,
        "requester": opener.requester(person),
        **parts,
        "decisions": decisions,
        "journal": journal,
    }


def _titles(system: SystemMap, language: str) -> Json:
    def said(texts: Mapping[str, str]) -> str:
        return texts.get(language) or texts["en"]

    collections = {name: said(one.title) for name, one in system.collections.items()}
    return {"title": said(system.title), "collections": collections}
