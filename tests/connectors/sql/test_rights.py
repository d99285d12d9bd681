"""What a check says of deeds: tried out on the real role, and nothing is changed."""

from typing import Any

import pytest

from rightsflow.connector import Health
from tests.connectors.sql.deeds import whole, writing
from tests.connectors.sql.maps import below, collection, found_by
from tests.servers.databases import Place

STOP = {"sale": {"set": {"stopped": "$today"}}}
MARK = {"set": {"locked": True}, "lift": {"locked": False}}
PEOPLE = collection("email name", identity=found_by(email="email"), stop=STOP, restrict=MARK)
NOTES = collection("body", parent=below("people", who="id"))
DUTY = {"duty": "tax", "since": "made_on", "fields": ["body"]}


async def asked(at: Place, collections: dict[str, Any]) -> Health:
    """Return what a check says."""
    async with writing(at, collections) as connector:
        return await connector.check()


async def with_tables(at: Place) -> None:
    """Make the tables, and let the reader see them."""
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99) NOT NULL,"
        " name VARCHAR(99), stopped DATE, locked BOOLEAN)",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, who INTEGER, body VARCHAR(99))",
        "INSERT INTO people (id, email) VALUES (1, 'ann@example.com')",
        "INSERT INTO notes VALUES (1, 1, 'x')",
    )
    await at.grant("people", "notes")


async def test_all_is_well_with_the_rights_that_are_needed(at: Place) -> None:
    """Deleting, and updating the columns of marks: no other right."""
    await with_tables(at)
    before = await whole(at)
    await at.grant_writing("notes", rights="SELECT, DELETE")
    await at.grant_writing("people", rights="SELECT, DELETE, UPDATE (stopped, locked)")

    health = await asked(at, {"people": PEOPLE, "notes": NOTES})

    assert health == Health("2 collections answer")
    assert await whole(at) == before


@pytest.mark.parametrize("at", ["postgresql", "mariadb"], indirect=True)
async def test_a_right_that_is_missing_is_named_with_its_grant(at: Place) -> None:
    """Found by trying; the statement can be given to whoever rules the database."""
    await with_tables(at)
    await at.grant_writing("people", rights="SELECT, UPDATE (stopped)")
    await at.grant_writing("notes", rights="SELECT")
    health = await asked(at, {"people": PEOPLE, "notes": NOTES})

    assert health.problems == (
        (
            "people may not be deleted from by the writing role."
            f" GRANT DELETE ON people TO {at.writer}."
        ),
        (
            "people.locked may not be changed by the writing role."
            f" GRANT UPDATE (locked) ON people TO {at.writer}."
        ),
        (
            "notes may not be deleted from by the writing role."
            f" GRANT DELETE ON notes TO {at.writer}."
        ),
    )


@pytest.mark.parametrize("at", ["sqlite"], indirect=True)
async def test_the_check_writes_nothing_into_a_file(at: Place) -> None:
    """The bytes are what they were."""
    await with_tables(at)
    before = at.file.read_bytes()
    await asked(at, {"people": PEOPLE, "notes": NOTES})

    assert at.file.read_bytes() == before


async def test_a_column_that_must_not_be_empty_wants_a_value(at: Place) -> None:
    """Blanking it would fail in the middle of an erasure."""
    await with_tables(at)
    await at.grant_writing("people", "notes")
    people = PEOPLE | {"erase": "blank"}
    health = await asked(at, {"people": people, "notes": NOTES})
    fields = {**people["fields"], "email": {**people["fields"]["email"], "erased_as": "erased"}}
    with_value = await asked(at, {"people": people | {"fields": fields}, "notes": NOTES})

    assert health.problems == (
        (
            "people.email must not be empty, so erasing cannot blank it."
            " Say under erased_as what shall stand there."
        ),
    )
    assert with_value.problems == ()


async def test_columns_that_deeds_need_and_the_database_has_not_are_named(at: Place) -> None:
    """Of marks, of stops and of duties alike."""
    await with_tables(at)
    await at.grant_writing("people", "notes")
    people = collection(
        "email name stopped locked",
        identity=found_by(email="email"),
        stop={"sale": {"set": {"ended": True}}},
        restrict={"set": {"halted": True}, "lift": {"halted": None}},
    )
    notes = NOTES | {"duties": [DUTY]}
    health = await asked(at, {"people": people, "notes": notes})

    assert [problem.split()[0] for problem in health.problems] == [
        "people.ended",
        "people.halted",
        "notes.made_on",
    ]


@pytest.mark.parametrize("at", ["postgresql"], indirect=True)
async def test_a_table_in_which_nobody_can_look_is_named(at: Place) -> None:
    """What is left there would not be found after an erasure."""
    await with_tables(at)
    await at.grant_writing("people", "notes")
    await at.run("CREATE TABLE log (line TEXT)")
    health = await asked(at, {"people": PEOPLE, "notes": NOTES})

    assert health.problems == (
        (
            "log may not be read, so nobody looks there after an erasure. Grant SELECT on it, or"
            " name it under ignore and not_searched of the system."
        ),
    )


@pytest.mark.parametrize("at", ["postgresql", "mariadb"], indirect=True)
async def test_a_writing_role_that_is_refused_is_named(
    at: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reading role is well; the other one is not let in."""
    await with_tables(at)
    await at.grant_writing("people", "notes")
    monkeypatch.setenv("RIGHTSFLOW_TEST_WRONG", "wrong")
    role = {"username": "nobody_here", "password": {"env": "RIGHTSFLOW_TEST_WRONG"}}
    async with writing(at, {"people": PEOPLE}, connection=at.connection | {"write": role}) as one:
        health = await one.check()

    (problem,) = [one for one in health.problems if "under write" in one]
    assert problem.startswith("System crm ")
