"""What is gathered below the wanted records, on each kind of database."""

import uuid

import pytest

from rightsflow.conformance.asking import gathered, located, until_error, wanted_of
from rightsflow.connector import Incomplete, Wanted
from rightsflow.errors import NeedsPerson
from rightsflow.law.subject import IdentifierKind
from tests.connectors.sql.maps import below, by, collection, copy_for, found_by, opened
from tests.servers.databases import Place

ANN = by(IdentifierKind.email, "ann@example.com", "ann")
BOB = by(IdentifierKind.email, "bob@example.com", "bob")
PEOPLE = collection("email", identity=found_by(email="email"))


async def planted(at: Place, *statements: str) -> None:
    """Make tables and let the reader read them."""
    await at.run(*statements)
    made = [text.split()[2] for text in statements if text.startswith("CREATE TABLE")]
    await at.grant(*made)


async def test_grandchildren_come_by_the_chain_of_their_parents(at: Place) -> None:
    """Order, line, remark: each to the case of its customer."""
    await planted(
        at,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99))",
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, buyer INTEGER)",
        "CREATE TABLE order_lines (id INTEGER PRIMARY KEY, order_id INTEGER)",
        "CREATE TABLE remarks (id INTEGER PRIMARY KEY, line_id INTEGER, body VARCHAR(99))",
        "INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com')",
        "INSERT INTO orders VALUES (10, 1), (20, 2), (30, NULL)",
        "INSERT INTO order_lines VALUES (100, 10), (101, 10), (200, 20), (300, 30)",
        "INSERT INTO remarks VALUES (1, 101, 'of ann'), (2, 200, 'of bob'), (3, 300, 'of nobody')",
    )
    connector = opened(
        at,
        {
            "remarks": collection("body", parent=below("order_lines", line_id="id")),
            "order_lines": collection("", parent=below("orders", order_id="id")),
            "orders": collection("", parent=below("people", buyer="id")),
            "people": PEOPLE,
        },
    )
    found = await copy_for(connector, ANN, BOB)

    assert {(one.case_number, one.record) for one in found} == {
        ("ann", "people:1"),
        ("ann", "orders:10"),
        ("ann", "order_lines:100"),
        ("ann", "order_lines:101"),
        ("ann", "remarks:1"),
        ("bob", "people:2"),
        ("bob", "orders:20"),
        ("bob", "order_lines:200"),
        ("bob", "remarks:2"),
    }


async def test_a_parent_shared_by_several_kinds_is_told_apart(at: Place) -> None:
    """One table of attachments for candidates and companies: the number alone says little."""
    await planted(
        at,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99))",
        "CREATE TABLE files (id INTEGER PRIMARY KEY, item INTEGER, kind INTEGER, word VARCHAR(9))",
        "INSERT INTO people VALUES (1, 'ann@example.com')",
        "INSERT INTO files VALUES (1, 1, 100, 'cv'), (2, 1, 200, 'cv'), (3, 1, 100, 'it''s')",
    )
    parent = {**below("people", item="id"), "where": {"kind": 100, "word": "it's"}}
    connector = opened(at, {"people": PEOPLE, "files": collection("", parent=parent)})
    found = await copy_for(connector, ANN)

    assert {one.record for one in found} == {"people:1", "files:3"}


async def test_a_link_of_two_columns_needs_both(at: Place) -> None:
    """A number that is unique within a branch names nobody without the branch."""
    await planted(
        at,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, branch INTEGER, no INTEGER,"
        " email VARCHAR(99))",
        "CREATE TABLE visits (id INTEGER PRIMARY KEY, branch INTEGER, person_no INTEGER)",
        "INSERT INTO people VALUES (1, 5, 7, 'ann@example.com')",
        "INSERT INTO visits VALUES (1, 5, 7), (2, 6, 7), (3, 5, 8)",
    )
    link = below("people", branch="branch", person_no="no")
    connector = opened(at, {"people": PEOPLE, "visits": collection("", parent=link)})
    found = await copy_for(connector, ANN)

    assert {one.record for one in found} == {"people:1", "visits:1"}


async def test_a_link_by_address_keeps_an_accent_apart_and_repeats_nothing(at: Place) -> None:
    """MariaDB joins josé with jose; and two contacts of one person share each event."""
    await planted(
        at,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99))",
        "CREATE TABLE events (id INTEGER PRIMARY KEY, email VARCHAR(99))",
        "INSERT INTO people VALUES (1, 'josé@example.com'), (2, 'josé@example.com')",
        "INSERT INTO events VALUES (1, 'josé@example.com'), (2, 'jose@example.com')",
    )
    link = below("people", email="email")
    connector = opened(at, {"people": PEOPLE, "events": collection("", parent=link)})
    found = await copy_for(connector, by(IdentifierKind.email, "josé@example.com"))

    assert sorted(one.record for one in found) == ["events:1", "people:1", "people:2"]


async def test_keys_of_text_are_told_apart_by_case_and_accent(at: Place) -> None:
    """A wanted key is that key and no other that a collation calls equal."""
    key = "VARCHAR(20) COLLATE utf8mb4_bin" if at.kind == "mariadb" else "VARCHAR(20)"
    await planted(
        at,
        f"CREATE TABLE people (id {key} PRIMARY KEY, email VARCHAR(99))",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, who VARCHAR(20))",
        "INSERT INTO people VALUES ('A1:x', 'ann@example.com'), ('a1:x', 'bob@example.com')",
        "INSERT INTO notes VALUES (1, 'A1:x')",
    )
    connector = opened(
        at, {"people": PEOPLE, "notes": collection("", parent=below("people", who="id"))}
    )
    found = await copy_for(connector, ANN)

    assert {one.record for one in found} == {"people:A1:x", "notes:1"}


async def test_keys_may_be_uuids(at: Place) -> None:
    """A key is named as text and compared as what it is."""
    key = uuid.UUID(int=7)
    await planted(
        at,
        f"CREATE TABLE people (id {'UUID' if at.kind != 'sqlite' else 'TEXT'}, email VARCHAR(99))",
        f"INSERT INTO people VALUES ('{key}', 'ann@example.com')",  # noqa: S608 - a literal
    )
    found = await copy_for(opened(at, {"people": PEOPLE}), ANN)

    assert [one.record for one in found] == [f"people:{key}"]


@pytest.mark.parametrize("record", ["people:2", "people:x", "people:1 ", "people:", "elsewhere:1"])
async def test_a_record_that_is_not_there_is_never_passed_over(at: Place, record: str) -> None:
    """Whatever is wrong with its name, its case is incomplete; the other case is whole."""
    await planted(
        at,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99))",
        "INSERT INTO people VALUES (1, 'ann@example.com')",
    )
    async with opened(at, {"people": PEOPLE}) as connector:
        wanted = [Wanted("ann", ("people:1",)), Wanted("bob", (record,))]
        found, error = await until_error(connector.gather(wanted))

    assert [one.case_number for one in found] == ["ann"]
    assert isinstance(error, Incomplete)
    assert error.case_numbers == {"bob"}


async def test_a_batch_sees_one_state_of_the_data(at: Place) -> None:
    """A record that is written while a batch is gathered does not come half."""
    await planted(
        at,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99))",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, who INTEGER)",
        "INSERT INTO people VALUES (1, 'ann@example.com')",
        "INSERT INTO notes VALUES (1, 1)",
    )
    if at.kind == "sqlite":
        await at.run_alone("PRAGMA journal_mode = WAL")
    people = {"people": PEOPLE, "notes": collection("", parent=below("people", who="id"))}
    async with opened(at, people) as connector:
        wanted = wanted_of(await located(connector, [ANN]))
        stream = connector.gather(wanted)
        found = [await anext(stream)]
        await at.run("INSERT INTO notes VALUES (2, 1)")
        found += [one async for one in stream]

    assert [one.record for one in found] == ["people:1", "notes:1"]


async def test_a_column_that_is_gone_holds_the_case(at: Place) -> None:
    """A map that no longer fits is for a person, and the error says what to correct."""
    await planted(at, "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99))")
    everything = collection("email fax", identity=found_by(email="email"))
    async with opened(at, {"people": everything}) as connector:
        with pytest.raises(NeedsPerson, match=r"lacks people\.fax\. Run rightsflow check"):
            await located(connector, [ANN])


async def test_left_alone_halfway_a_connection_serves_again(at: Place) -> None:
    """A reader that stops early leaks no connection: the pool is small."""
    await planted(
        at,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99))",
        "INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'ann@example.com')",
    )
    async with opened(at, {"people": PEOPLE}) as connector:
        wanted = wanted_of(await located(connector, [ANN]))
        for _ in range(5):
            stream = connector.gather(wanted)
            await anext(stream)
            await stream.aclose()

        assert len(await gathered(connector, wanted)) == 2
