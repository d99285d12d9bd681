"""What a check finds: rights that are declared but not given, and maps that no longer fit."""

import pytest

from connectors.sql.connector import SqlConnector
from rightsflow.connector import Health
from rightsflow.errors import TryAgain
from tests.connectors.sql.maps import below, collection, found_by, opened
from tests.servers.databases import Place

PEOPLE = collection("email", identity=found_by(email="email"))


async def asked(connector: SqlConnector) -> Health:
    """Return what a check says."""
    async with connector:
        return await connector.check()


async def test_all_is_well_where_every_column_is_accounted_for(at: Place) -> None:
    """Shown, left out with a reason, or a link: nothing else is in the table."""
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99), etag VARCHAR(9))",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, who INTEGER)",
    )
    await at.grant("people", "notes")
    people = PEOPLE | {"ignore": {"etag": "a version number"}}
    notes = collection("", parent=below("people", who="id"))

    assert await asked(opened(at, {"people": people, "notes": notes})) == Health(
        "2 collections answer"
    )


async def test_what_the_map_does_not_know_is_named(at: Place) -> None:
    """A new column is found before it is left out of a copy."""
    await at.run("CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99), fax VARCHAR(9))")
    await at.grant("people")
    health = await asked(opened(at, {"people": PEOPLE}))

    assert health.problems == (
        "people.fax is not mapped. Add it to fields, or to ignore with a reason.",
    )


async def test_an_address_by_which_people_are_found_belongs_into_the_copy(at: Place) -> None:
    """A column that serves to find people is personal data itself."""
    await at.run("CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99))")
    await at.grant("people")
    hidden = collection("", identity=found_by(email="email"))
    health = await asked(opened(at, {"people": hidden}))

    assert health.problems == (
        "people.email is not mapped. Add it to fields, or to ignore with a reason.",
    )


async def test_what_is_gone_from_the_database_is_named(at: Place) -> None:
    """A table or a column that was renamed is said, each with what to do."""
    await at.run("CREATE TABLE people (id INTEGER PRIMARY KEY, mail VARCHAR(99))")
    await at.grant("people")
    remarks = collection("body", parent=below("people", who="id"))
    health = await asked(opened(at, {"people": PEOPLE, "remarks": remarks}))

    assert [problem.split()[0] for problem in health.problems] == [
        "people.email",
        "remarks",
        "people.mail",
    ]


async def test_a_neighbour_that_nobody_mapped_is_named(at: Place) -> None:
    """A table that points to people, or has their address, is mapped or left out by choice."""
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99))",
        "CREATE TABLE calls (id INTEGER, who INTEGER, FOREIGN KEY (who) REFERENCES people (id))",
        "CREATE TABLE leads (email VARCHAR(99))",
        "CREATE TABLE trash (email VARCHAR(99))",
        "CREATE TABLE wares (id INTEGER)",
    )
    await at.grant("people", "calls", "leads", "trash", "wares")
    health = await asked(opened(at, {"people": PEOPLE}, trash="emptied every night"))

    remedy = "Map it, or name it under ignore of the system with a reason."
    assert health.problems == (
        f"calls refers to people but is not mapped. {remedy}",
        f"leads has a column email but is not mapped. {remedy}",
    )


@pytest.mark.parametrize("at", ["postgresql", "mariadb"], indirect=True)
async def test_a_right_that_is_missing_is_found_by_trying(at: Place) -> None:
    """PostgreSQL shows a column that may not be read; MariaDB hides it."""
    await at.run("CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99), iq INTEGER)")
    role = f"'{at.url.username}'@'%'" if at.kind == "mariadb" else str(at.url.username)
    await at.run(f"GRANT SELECT (id, email) ON people TO {role}")
    people = collection("email iq", identity=found_by(email="email"))
    health = await asked(opened(at, {"people": people}))

    assert len(health.problems) == 1
    assert health.problems[0].startswith("people.iq ")


@pytest.mark.parametrize("at", ["postgresql", "mariadb"], indirect=True)
async def test_a_secret_that_is_not_there_is_a_problem(
    at: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check says which variable to set."""
    connector = opened(at, {"people": PEOPLE})
    monkeypatch.setenv("RIGHTSFLOW_TEST_READER_PASSWORD", "")
    health = await asked(connector)

    assert health.problems == (
        "The secret is missing: set the environment variable RIGHTSFLOW_TEST_READER_PASSWORD.",
    )


@pytest.mark.parametrize("at", ["sqlite"], indirect=True)
async def test_asking_makes_no_database(at: Place) -> None:
    """A missing SQLite file is a system that does not answer, and stays missing."""
    with pytest.raises(TryAgain):
        await asked(opened(at, {"people": PEOPLE}))

    assert not at.file.exists()
