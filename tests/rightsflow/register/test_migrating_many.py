"""A register and a key store of the first schema, with 1 000 cases, are brought to the newest.

`make campaign` takes twenty times as many. What the first version wrote is written here by tables
with its columns alone, and by what it sealed with.
"""

import asyncio
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, func, select, table

from rightsflow import sealing
from rightsflow.register.database import Database, migrations_of
from rightsflow.register.dossier import dossier, reveal_in
from rightsflow.register.journal import Entry, note
from rightsflow.register.keyring import Keyring, read_master_key
from rightsflow.register.metadata import KEYS, REGISTER
from rightsflow.register.sealed import lock
from rightsflow.register.tables import case
from rightsflow.register.verifying import check_some, without_case
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import DUE, NOW

MANY = 20_000 if os.environ.get("HYPOTHESIS_PROFILE") == "campaign" else 1_000
_AT_ONCE = 500
PROOF = b"rightsflow"


def to_version(connection: Connection, store: str, version: str) -> None:
    """Bring a store to a version that was released, as the program of that time did."""
    command.upgrade(migrations_of(connection, store), version)


def number_of(key: int) -> str:
    """Return the number of a case."""
    return f"RF-2026-{key:06d}"


def rows_of_case(key: int, own: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of one case with everything that the first schema had for it."""
    scope, number = f"M-{key:06d}", number_of(key)
    person = {"name": f"Osoba {key}", "email": f"osoba.{key}@example.com"}
    at = NOW + timedelta(minutes=key)
    yield "case", {
        "id": key, "number": number, "channel": "mail", "language": "pl", "stage": "located",
        "received_at": at, "due_on": DUE, "opened_at": at, "rules": "1182/71-1",
        "key_scope": scope, "sealed_requester": lock(own, "case.requester", number, person),
        "journal_seq": 0, "journal_head": "",
    }  # fmt: skip
    yield "message", {
        "id": key, "mailbox": "inbox", "uidvalidity": "1", "uid": str(key), "digest": f"d{key}",
        "case_id": key, "state": "settled", "kind": "request", "attempts": 1, "received_at": at,
        "size_bytes": 900, "sender_index": f"s{key}", "why_not_answered": [],
        "sealed_reading": lock(own, "message.reading", scope, {"text": "Dzień dobry"}),
    }  # fmt: skip
    yield "request", {
        "id": key, "case_id": key, "right": "access", "received_at": at, "due_on": DUE,
        "outcome": None, "sealed_evidence": None,
    }  # fmt: skip
    ours = {"case_id": key, "request_id": key, "system": "crm"}
    yield "work_item", {**ours, "step": "gather", "state": "waiting", "tries": 0, "epoch": 0}
    yield "receipt", {**ours, "step": "locate", "counts": {"exact": 1}, "done_at": at}
    matches = lock(own, "finding.matches", number, [["contact", str(key)]])
    yield "finding", {
        **ours, "exact": 1, "candidates": 0, "asked_at": at, "sealed_matches": matches,
    }  # fmt: skip
    yield "hold", {
        "id": key, "case_id": key, "kind": "identity", "system": "", "reasons": ["doubt"],
        "answer_by_on": DUE, "version": 1, "opened_at": at,
    }  # fmt: skip
    body = {
        "recipient": person["email"], "subject": f"[{number}]", "text": f"Dzień dobry, {key}.",
        "enclosures": [],
    }  # fmt: skip
    yield "letter", {
        "case_id": key, "letter": "acknowledgement", "seq": 1, "message_id": f"<{key}@example.com>",
        "language": "pl", "with_data": False, "state": "sent", "tries": 1, "queued_at": at,
        "sent_at": at, "template_version": "1", "digest": "d", "recipient_index": f"s{key}",
        "sealed_body": lock(own, "letter.body", number, body),
    }  # fmt: skip


async def filled(home: Home) -> None:
    """Write what an instance of the first schema had after a thousand requests."""
    master = read_master_key(home.key_file())
    wrap, proof = sealing.derive(master, "wrap"), sealing.derive(master, "proof")
    register, keys = home.open(), home.open("keys")
    async with register.write() as connection:
        await connection.run_sync(to_version, "register", "0001")
        sealed = sealing.seal(proof, PROOF, "instance")
        await _insert(connection, "instance", [{"id": 1, "proof": sealed, "made_at": NOW}])
    async with keys.write() as connection:
        await connection.run_sync(to_version, "keys", "0001")
    for begin in range(1, MANY + 1, _AT_ONCE):
        some = range(begin, min(begin + _AT_ONCE, MANY + 1))
        own = {key: sealing.new_key() for key in some}
        async with keys.write() as connection:
            wrapped = [
                {"scope": f"M-{key:06d}", "made_at": NOW,
                 "wrapped": sealing.seal(wrap, own[key], f"M-{key:06d}")}
                for key in some
            ]  # fmt: skip
            await _insert(connection, "case_key", wrapped)
        rows: dict[str, list[dict[str, Any]]] = {}
        for key in some:
            for name, row in rows_of_case(key, own[key]):
                rows.setdefault(name, []).append(row)
        async with register.write() as connection:
            for name, those in rows.items():
                await _insert(connection, name, those)
            for event in ("opened", "acknowledged"):
                await note(connection, [Entry(key, event) for key in some], NOW)


async def _insert(connection: Any, name: str, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401 - a connection
    of = (REGISTER.tables if name in REGISTER.tables else KEYS.tables)[name]
    types = {one.name: one.type for one in of.columns}
    await connection.execute(
        table(name, *(column(key, types[key]) for key in rows[0])).insert(), rows
    )


async def test_a_thousand_cases_of_the_first_schema_are_there_after_the_upgrade(
    home: Home,
) -> None:
    """Four workers start at once; then every journal is whole, every key opens, cases are shown."""
    await filled(home)
    registers = [home.open() for _ in range(4)]
    stores = [home.open("keys") for _ in range(4)]
    await asyncio.gather(*(one.upgrade() for one in registers))
    await asyncio.gather(*(one.upgrade() for one in stores))
    keyring = Keyring(read_master_key(home.key_file()), stores[0])
    await keyring.prove(registers[0], NOW)

    assert await whole(registers[0]) == MANY
    assert len(await keyring.keys([f"M-{key:06d}" for key in range(1, MANY + 1)])) == MANY
    for key in (1, MANY // 2, MANY):
        found = await dossier(registers[0], number_of(key))
        assert found is not None
        assert found.journal_whole
        told = found.plain()
        assert [one["right"] for one in told["requests"]] == ["access"]
        assert told["systems_asked"][0]["exact"] == 1
        assert told["receipts"][0]["connector"] is None
        assert told["waits_for_a_person"][0]["kind"] == "identity"
        revealed = await reveal_in(registers[0], keyring, found)
        assert revealed["requester"]["name"] == f"Osoba {key}"
        assert [one["text"] for one in revealed["letters"]] == [f"Dzień dobry, {key}."]


async def whole(register: Database) -> int:
    """Return how many journals there are; all of them are whole."""
    count, after = 0, 0
    async with register.read() as connection:
        assert await without_case(connection) == []
        while some := await check_some(connection, after_id=after, limit=_AT_ONCE):
            assert [one for one in some if one.flaw or one.lines != 2] == []
            count, after = count + len(some), some[-1].case_id
        assert await connection.scalar(select(func.count()).select_from(case)) == count
    return count


def versions(store: str) -> list[str]:
    """Return every version of a store, the first one first."""
    config = Config()
    config.set_main_option("script_location", f"rightsflow:register/migrations/{store}")
    found = ScriptDirectory.from_config(config).walk_revisions()
    return [one.revision for one in found][::-1]


@pytest.mark.parametrize("version", versions("register"))
async def test_every_released_schema_leads_to_the_newest_with_what_is_in_it(
    home: Home, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few cases, written in the first schema, at each version on the way."""
    monkeypatch.setattr("tests.rightsflow.register.test_migrating_many.MANY", 3)
    await filled(home)
    register, store = home.open(), home.open("keys")
    async with register.write() as connection:
        await connection.run_sync(to_version, "register", version)
    await register.upgrade()
    await store.upgrade()
    keyring = Keyring(read_master_key(home.key_file()), store)
    await keyring.prove(register, NOW)
    assert await whole(register) == 3
    found = await dossier(register, number_of(3))
    assert found is not None
    assert (await reveal_in(register, keyring, found))["requester"]["name"] == "Osoba 3"
