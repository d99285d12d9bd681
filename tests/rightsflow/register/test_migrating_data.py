"""A register that an earlier version has filled is upgraded with everything that is in it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, column, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.errors import Misconfigured
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome, Right
from rightsflow.register import (
    board,
    case_requests,
    cases,
    changes,
    journal,
    outbox,
    waiting,
    written,
)
from rightsflow.register.case_requests import Request
from rightsflow.register.database import Database
from rightsflow.register.journal import Entry
from rightsflow.register.keyring import STAFF, Keyring, read_master_key
from rightsflow.register.metadata import REGISTER
from rightsflow.register.sealed import lock, unlock
from rightsflow.register.types import Audience, LetterState
from rightsflow.register.verifying import Checked, check_one
from rightsflow.register.waiting import OpenHold
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import DUE, NOW, letter, queued

LATER = NOW + timedelta(days=1)
SCOPES = {1: "M-000007", 2: "M-000009"}
BODY = {"recipient": "anna.nowicka@example.com", "text": "Dzień dobry, dziękujemy."}


def to_first_version(connection: Connection) -> None:
    """Make the tables of the first version, and no others."""
    config = Config()
    folder = str(files("rightsflow.register") / "migrations" / "register")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = "rightsflow_register_version"
    command.upgrade(config, "0001")


async def insert(connection: AsyncConnection, name: str, *rows: Mapping[str, Any]) -> None:
    """Insert rows as the first version did: with these columns, which are all that there were."""
    types = {one.name: one.type for one in REGISTER.tables[name].columns}
    old = table(name, *(column(key, types[key]) for key in rows[0]))
    await connection.execute(old.insert(), list(rows))


async def stored(database: Database, columns: Mapping[str, Sequence[str]]) -> dict[str, list[Any]]:
    """Return these columns of every row, by table."""
    found = {}
    async with database.read() as connection:
        for name, keys in columns.items():
            types = {one.name: one.type for one in REGISTER.tables[name].columns}
            old = table(name, *(column(key, types[key]) for key in keys))
            query = select(*old.columns).order_by(next(iter(old.columns)))
            found[name] = [tuple(row) for row in await connection.execute(query)]
    return found


@pytest.fixture
async def keys(home: Home) -> Keyring:
    """Give a keyring with the keys of both cases."""
    store = home.open("keys")
    await store.upgrade()
    keyring = Keyring(read_master_key(home.key_file()), store)
    await keyring.make(list(SCOPES.values()), NOW)
    return keyring


def old_rows(keyring_of: Mapping[int, bytes]) -> dict[str, list[dict[str, Any]]]:
    """Return what an instance of the first version had: two cases, letters, holds, requests."""
    return {
        "case": [
            {
                "id": key, "number": f"RF-2026-{key:06d}", "channel": "mail", "language": "pl",
                "stage": "planned", "received_at": NOW, "due_on": DUE, "opened_at": NOW,
                "rules": "1182/71-1", "key_scope": scope, "sealed_requester": b"sealed",
                "journal_seq": 0, "journal_head": "",
            }
            for key, scope in SCOPES.items()
        ],
        "request": [
            {
                "id": key, "case_id": key, "right": "access", "received_at": NOW, "due_on": DUE,
                "outcome": outcome, "sealed_evidence": b"evidence",
            }
            for key, outcome in ((1, None), (2, "granted"))
        ],
        "hold": [
            {
                "id": 5, "case_id": 1, "kind": "identity", "system": "", "reasons": ["doubt"],
                "answer_by_on": DUE, "version": 3, "opened_at": NOW, "released_at": None,
                "released_by": None,
            },
            {
                "id": 6, "case_id": 2, "kind": "handover", "system": "", "reasons": [],
                "answer_by_on": DUE, "version": 1, "opened_at": NOW, "released_at": LATER,
                "released_by": "iod",
            },
        ],
        "letter": [
            {
                "case_id": key, "letter": "acknowledgement", "seq": 1,
                "message_id": f"<{key}.1@example.com>", "language": "pl", "with_data": False,
                "state": state, "tries": 0, "owner": None, "next_try_at": None, "queued_at": NOW,
                "sent_at": sent_at, "server_reply": reply, "template_version": "1",
                "digest": "d", "recipient_index": "anna",
                "sealed_body": lock(keyring_of[key], "letter.body", f"RF-2026-{key:06d}", BODY),
            }
            for key, state, sent_at, reply in (
                (1, "queued", None, None), (2, "sent", LATER, "250 OK"),
            )
        ],
    }  # fmt: skip


@pytest.fixture
async def upgraded(home: Home, keys: Keyring) -> Database:
    """Give a register of the first version, filled, checked, and brought to the newest one."""
    database = home.open()
    rows = old_rows({key: await keys.key(scope) for key, scope in SCOPES.items()})
    async with database.write() as connection:
        await connection.run_sync(to_first_version)
        for name, those in rows.items():
            await insert(connection, name, *those)
    await keys.prove(database, NOW)
    async with database.write() as connection:
        await journal.note(connection, [Entry(1, "opened", {"channel": "mail"})], NOW)
    columns = {name: list(those[0]) for name, those in rows.items()}
    before = await stored(database, columns)
    assert {name: len(those) for name, those in before.items()} == dict.fromkeys(rows, 2)
    await database.upgrade()
    assert await stored(database, columns) == before
    return database


async def test_letters_are_the_requesters_and_open_with_the_key_of_their_case(
    upgraded: Database, keys: Keyring
) -> None:
    """What was queued before the update leaves after it, with the words that it had."""
    async with upgraded.write() as connection:
        (one,) = await outbox.take(connection, limit=9, owner="w")
        assert await outbox.begin(connection, one.id, "w")
        known = await written.by_message_id(connection, ["<2.1@example.com>"])
    assert (one.case_id, one.key_scope, one.audience, one.not_after_at) == (
        1, SCOPES[1], Audience.requester, None,
    )  # fmt: skip
    body = unlock(await keys.key(one.key_scope), "letter.body", "RF-2026-000001", one.sealed_body)
    assert body == BODY
    assert (known["<2.1@example.com>"].audience, known["<2.1@example.com>"].hold_id) == (
        Audience.requester, None,
    )  # fmt: skip


async def test_requests_and_holds_go_on_where_they_were(upgraded: Database) -> None:
    """Nothing of them was extended, marketing or asked about; each hold is told once."""
    async with upgraded.read() as connection:
        asked = await case_requests.requests_of(connection, [1, 2])
        waits = await waiting.of_cases(connection, [1, 2])
        untold = await waiting.unasked(connection, [HoldKind.identity], limit=9)
        standing = await board.standing(connection, limit=9)
    assert asked == {
        1: [Request(1, 1, Right.access, NOW, DUE, None)],
        2: [Request(2, 2, Right.access, NOW, DUE, Outcome.granted)],
    }
    hold = OpenHold(5, 1, HoldKind.identity, "", ("doubt",), DUE, 3, 0, NOW, None)
    assert (waits, untold) == ([hold], [hold])
    assert [one.number for one in standing] == ["RF-2026-000001"]


async def test_the_journal_still_adds_up(upgraded: Database) -> None:
    """The update writes nothing into it, and what follows continues the chain."""
    async with upgraded.write() as connection:
        await journal.note(connection, [Entry(1, "decided", {"hold": "identity"}, "iod")], LATER)
        assert await check_one(connection, 1) == Checked(1, "RF-2026-000001", 2)


async def test_an_upgraded_register_does_all_that_a_new_one_does(upgraded: Database) -> None:
    """Dates that move, mails for staff without a case, and each letter only once."""
    async with upgraded.write() as connection:
        (request,) = (await case_requests.requests_of(connection, [1]))[1]
        await changes.extend(connection, [request], months=2, at=LATER)
        await changes.set_dates(connection, {1: DUE + timedelta(days=60)})
        await waiting.renew(connection, [5])
    mail = replace(
        letter(1, 2), case_id=None, key_scope=STAFF, audience=Audience.staff, hold_id=5, once="w"
    )
    await queued(upgraded, mail, replace(mail, message_id="<again@example.com>"))
    async with upgraded.write() as connection:
        taken = await outbox.take(connection, limit=9, owner="w")
        case = (await cases.by_ids(connection, [1]))[1]
        states = [row.state for row in await connection.execute(text("SELECT state FROM letter"))]
    assert [one.audience for one in taken] == [Audience.requester, Audience.staff]
    assert case.due_on == DUE + timedelta(days=60)
    assert sorted(states) == [LetterState.queued, LetterState.queued, LetterState.sent]


@pytest.mark.parametrize(
    "clash",
    [
        replace(letter(1, 1), message_id="<new@example.com>"),
        replace(letter(1, 2), message_id="<1.1@example.com>"),
        replace(letter(1, 3), hold_id=99),
        replace(letter(99, 1)),
    ],
    ids=["number", "message-id", "hold", "case"],
)
async def test_what_the_register_refused_it_still_refuses(
    upgraded: Database, clash: outbox.NewLetter
) -> None:
    """The table of letters was made anew: with every key, and every reference checked."""
    with pytest.raises(Misconfigured):
        await queued(upgraded, clash)
