"""What a check says of a map that overlooks something: read only, in counts, with a remedy."""

import pytest

from tests.connectors.sql.maps import collection, found_by, opened
from tests.servers.databases import Place

PEOPLE = collection("email", identity=found_by(email="email"))


async def problems(at: Place, collections: dict[str, object], **ignore: str) -> tuple[str, ...]:
    """Return what the check of a map says."""
    async with opened(at, collections, **ignore) as system:
        return (await system.check()).problems


async def with_files(at: Place) -> None:
    """Make two people, one file of a person and one of a company, and a log."""
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99))",
        "CREATE TABLE files (id INTEGER PRIMARY KEY, kind INTEGER, of_id INTEGER)",
        "CREATE TABLE log (nr INTEGER PRIMARY KEY, line VARCHAR(99), days INTEGER)",
        "INSERT INTO people VALUES (7, 'ann@example.com'), (8, 'bob@example.com')",
        "INSERT INTO files VALUES (1, 100, 7), (2, 200, 7001)",
        "INSERT INTO log VALUES (1, 'login of ann@example.com', 3), (2, 'restart', 4)",
    )
    await at.grant("people", "files", "log")


def files(kind: int, who: str = "of_id") -> dict[str, object]:
    """Return a map in which files hang on people by a kind and a number."""
    parent = {"collection": "people", "on": {who: "id"}, "where": {"kind": kind}}
    other = {"of_id", "kind"} - {who}
    ignore = dict.fromkeys(other, "says whose it is")
    return {"people": PEOPLE, "files": collection("", parent=parent, ignore=ignore)}


async def test_a_table_nobody_mentioned_that_holds_addresses_is_named(at: Place) -> None:
    """How many of how many values, in which column; never which."""
    await with_files(at)
    [said] = await problems(at, files(100))

    assert said.startswith(
        "log is not mapped, and 1 of 2 values of line looked at hold e-mail addresses."
    )
    assert "ann@" not in said


async def test_a_table_that_is_left_out_with_a_reason_is_not_looked_at(at: Place) -> None:
    """Somebody has decided."""
    await with_files(at)
    assert await problems(at, files(100), log="emptied every night") == ()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (300, "No identity leads to files: no row of files has kind 300."),
        (200, "No identity leads to files: of the 1 rows of files looked at, of_id of none is"),
    ],
)
async def test_records_to_which_no_identity_leads_are_named(
    at: Place, kind: int, said: str
) -> None:
    """The wrong kind, or a number that counts something else: nobody would ever be found there."""
    await with_files(at)
    [found] = await problems(at, files(kind), log="emptied every night")

    assert found.startswith(said)
