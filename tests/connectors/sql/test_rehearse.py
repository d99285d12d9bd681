"""Trying a deed out: what it would do and what stands in its way; nothing is changed."""

from pathlib import Path

import pytest

from connectors.sql.connector import SqlConnector
from rightsflow.deeds import Capability, Order, Rehearsed
from rightsflow.errors import NeedsPerson
from tests.connectors.sql.deeds import NOW, ordered, whole, writing
from tests.connectors.sql.test_deeds import MAPPED, with_notes
from tests.servers.databases import Place, place

ALL_OF_ANN = ordered("people:1", "notes:1", "notes:2")


async def tried(connector: SqlConnector, order: Order) -> Rehearsed:
    """Rehearse an erasure, and close."""
    async with connector:
        return await connector.rehearse(Capability.erase, [order], now=NOW)


async def test_a_rehearsal_tells_rows_before_and_after_and_changes_none(at: Place) -> None:
    """As the deed would count, and the database is as it was."""
    await with_notes(at)
    before = await whole(at)
    found = await tried(writing(at, MAPPED), ALL_OF_ANN)

    assert found.rows == {"notes": (3, 1), "people": (2, 1)}
    assert [one.removed for one in found.receipts] == [3]
    assert await whole(at) == before


async def test_a_rehearsal_tells_of_rows_that_would_go_along(at: Place) -> None:
    """In the words of the deed, before anybody has approved it."""
    await with_notes(at, "ON DELETE CASCADE")
    before = await whole(at)
    with pytest.raises(NeedsPerson, match="others of notes would go"):
        await tried(writing(at, {"people": MAPPED["people"]}), ordered("people:1"))

    assert await whole(at) == before


@pytest.mark.parametrize("at", ["mariadb"], indirect=True)
async def test_a_table_that_takes_nothing_back_is_not_rehearsed_on(at: Place) -> None:
    """MyISAM keeps what was done: it is refused before anything is."""
    people = {"people": MAPPED["people"]}
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99), name VARCHAR(99))"
        " ENGINE=MyISAM",
        "INSERT INTO people VALUES (1, 'ann@example.com', 'Ann')",
    )
    await at.grant_writing("people")
    before = await whole(at)
    with pytest.raises(NeedsPerson, match="people of crm takes no part in transactions"):
        await tried(writing(at, people), ordered("people:1"))

    assert await whole(at) == before


@pytest.mark.parametrize("at", ["postgresql"], indirect=True)
async def test_a_constraint_that_waits_for_the_end_is_told_by_the_rehearsal(at: Place) -> None:
    """A rehearsal has no commit, at which PostgreSQL would look."""
    await with_notes(at, "DEFERRABLE INITIALLY DEFERRED")
    with pytest.raises(NeedsPerson, match="a constraint that forbids the change"):
        await tried(writing(at, {"people": MAPPED["people"]}), ordered("people:1"))


async def test_nothing_is_rehearsed_where_nobody_may_write(tmp_path: Path) -> None:
    """A map without write has no role to try it with."""
    async with place("sqlite", tmp_path) as at:
        await with_notes(at)
        reader = writing(at, MAPPED, connection=at.connection)
        with pytest.raises(NeedsPerson, match="its map has no write"):
            await tried(reader, ALL_OF_ANN)
