"""Nothing personal lies in clear: in no column, in no file, in no table of the server."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    String,
    inspect,
    select,
    table,
    text,
)

from rightsflow.errors import Damaged
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.law.subject import IdentifierKind
from rightsflow.register import case_requests, cases, holds, messages, outbox, results, work
from rightsflow.register.cases import Case
from rightsflow.register.database import Database
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.keyring import Keyring
from rightsflow.register.messages import Seen, Settled
from rightsflow.register.metadata import KEYS, REGISTER
from rightsflow.register.requester import Requester, StoredIdentifier
from rightsflow.register.results import Done, Found
from rightsflow.register.sealed import lock, unlock
from rightsflow.register.tables import case
from rightsflow.register.types import Step
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import DUE, NOW, new_case, opened, rows_of
from tests.rightsflow.register.rows import letter as new_letter

NAME = "Żaneta Przykładowska"
ADDRESS = "zaneta.przykladowska@example.com"
PHONE = "+48600111222"
PESEL = "44051401359"
PASSPHRASE = "seven-invented-words"
PLANTED = (NAME, ADDRESS, PHONE, PESEL, PASSPHRASE, "Przykładowska", "przykladowska")
SCOPE = "M-000001"


def traces(content: bytes) -> Iterator[str]:
    """Yield what is planted and found in bytes, in any form a database would give it."""
    lowered = content.lower()
    for planted in PLANTED:
        forms = {planted.encode(), planted.encode("utf-16-le"), json.dumps(planted)[1:-1].encode()}
        forms |= {planted.encode().hex().encode()}
        if any(form.lower() in lowered for form in forms):
            yield planted


async def whole_case(register: Database, keyring: Keyring) -> Case:
    """Live through a case whose person is planted in every personal column."""
    await keyring.make([SCOPE], NOW)
    key = await keyring.key(SCOPE)
    who = Requester(
        address=ADDRESS,
        name=NAME,
        identifiers=(StoredIdentifier(kind=IdentifierKind.phone, value=PHONE),),
    )
    async with register.write() as connection:
        (one,) = await cases.reserve(connection, [new_case()], NOW)
        stored = lock(key, "case.requester", one.number, who.model_dump(mode="json"))
        await cases.introduce(connection, [(one, stored)])
        await cases.set_secret(connection, one.id, lock(key, "case.secret", one.number, PASSPHRASE))
        evidence = lock(key, "request.evidence", one.number, [[f"I am {NAME}", "en/access"]])
        asked = [(one, Right.access, NOW, DUE, evidence)]
        (request,) = await case_requests.add_requests(connection, asked)
        (mail,) = await messages.add(connection, "in", "1", [Seen("1", NOW, 1)])
        reading = lock(key, "message.reading", SCOPE, {"sender": ADDRESS, "body": PESEL})
        index = keyring.index(ADDRESS)
        settled = Settled(mail.id, "request", index, None, one.id, index, (), reading)
        await messages.settle(connection, [settled])
        await work.add(connection, [(one.id, request.id, "crm")], Step.locate)
        matches = lock(key, "finding.matches", one.number, [["contact:1", PHONE, NAME]])
        found = Found(one.id, request.id, "crm", 1, 0, matches)
        await results.record_found(connection, [found], NOW)
        plan = json.dumps({"send_to": ADDRESS}).encode()
        sealed = lock(key, "plan.body", one.number, {"send_to": ADDRESS})
        await results.add_plans(connection, {one.id: (plan, sealed)}, NOW)
        done = Done(one.id, request.id, "crm", Step.gather, {"contacts": 1})
        await results.record_done(connection, [done], NOW)
        await holds.open_holds(connection, [Hold(one.id, HoldKind.identity, DUE)], NOW)
        body = lock(key, "letter.body", one.number, {"recipient": ADDRESS, "text": NAME})
        letter = replace(new_letter(one.id), recipient_index=index, sealed_body=body)
        await outbox.queue(connection, [letter], NOW)
        await note(connection, [Entry(one.id, "opened", {"channel": "mail"})], NOW)
    return one


async def contents(home: Home, database: Database) -> bytes:
    """Return every byte of the files, or every value of every table of the server."""
    if home.kind == "sqlite":
        files = sorted(home.folder.glob("*.sqlite*"))
        assert any(file.name.endswith("-wal") and file.stat().st_size for file in files)
        return b"".join(file.read_bytes() for file in files)
    async with database.read() as connection:
        names = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
        assert set(REGISTER.tables) <= set(names)
        rows = [
            value
            for name in names
            for row in await connection.execute(select(text("*")).select_from(table(name)))
            for value in row
        ]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in rows)


async def test_nothing_planted_can_be_read_in_the_store(
    home: Home, register: Database, keyring: Keyring
) -> None:
    """Name, address, numbers and passphrase are in the case, and nowhere to be seen."""
    one = await whole_case(register, keyring)
    assert list(traces(await contents(home, register))) == []
    async with register.read() as connection:
        row = (await cases.sealed_of(connection, [one.id]))[one.id]
    key = await keyring.key(SCOPE)
    stored = unlock(key, "case.requester", one.number, row.sealed_requester)
    assert Requester.model_validate(stored).name == NAME
    assert unlock(key, "case.secret", one.number, row.sealed_secret) == PASSPHRASE


async def test_what_would_lie_in_clear_would_be_found(home: Home, register: Database) -> None:
    """The search is no empty one: a name put where none belongs shows, in clear or as JSON."""
    (one,) = await opened(register)
    async with register.write() as connection:
        await note(connection, [Entry(one.id, "opened", {"who": NAME})], NOW)
        await holds.open_holds(connection, [Hold(one.id, HoldKind.identity, DUE, PHONE)], NOW)
    assert {NAME, PHONE} <= set(traces(await contents(home, register)))


async def test_a_case_whose_key_is_deleted_opens_no_more(
    register: Database, keyring: Keyring
) -> None:
    """Deleting the key deletes the person, in the register and in its backups."""
    one = await whole_case(register, keyring)
    await keyring.drop([SCOPE])
    with pytest.raises(Damaged):
        await keyring.key(one.key_scope)


async def test_a_sealed_value_does_not_open_in_another_case_or_column(
    register: Database, keyring: Keyring
) -> None:
    """Whoever swaps rows shows nobody another person's data."""
    one = await whole_case(register, keyring)
    (row,) = await rows_of(register, case)
    key = await keyring.key(SCOPE)
    for place, number in (("case.requester", "RF-2026-000002"), ("case.secret", one.number)):
        with pytest.raises(Damaged):
            unlock(key, place, number, row.sealed_requester)


def test_every_column_is_sealed_or_of_a_kind_that_holds_nothing_personal() -> None:
    """Bytes are sealed, keys or a proof; texts are short; free text has no column."""
    for data in (REGISTER, KEYS):
        for column in (column for one in data.tables.values() for column in one.columns):
            if isinstance(column.type, LargeBinary):
                assert column.name.startswith("sealed_") or column.name in {"proof", "wrapped"}
            elif isinstance(column.type, String):
                assert column.type.length is not None
                assert column.type.length <= 255
            else:
                kinds = (Integer, Date, JSON, DateTime)
                impl = getattr(column.type, "impl", column.type)
                assert isinstance(impl, kinds) or str(column.type) == "BOOLEAN"


def test_a_requester_is_not_shown() -> None:
    """What reaches a log by mistake tells nothing."""
    assert repr(Requester(address=ADDRESS, name=NAME)) == "Requester()"
    assert ADDRESS not in f"{Requester(address=ADDRESS)!r} {Requester(address=ADDRESS).evidence!r}"


def test_a_requester_is_known_by_the_address_first_and_each_identifier_once() -> None:
    """The address written from leads; what the letter repeats is not asked for twice."""
    who = Requester.model_validate(
        {
            "address": ADDRESS,
            "identifiers": [
                {"kind": "email", "value": ADDRESS},
                {"kind": "phone", "value": PHONE},
            ],
        }
    )
    assert [one.value for one in who.known_by] == [ADDRESS, PHONE]
    assert Requester(address=None).known_by == ()
