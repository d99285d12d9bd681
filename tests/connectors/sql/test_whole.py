"""Property: of ten thousand people, whatever is ordered, nothing outside the orders changes.

The whole database is compared, row by row, on each kind of database; the orders are drawn by a
seed, so that a failure can be seen again.
"""

import random
from typing import Any

import pytest
from sqlalchemy import insert

from connectors.sql.connector import SqlConnector
from rightsflow.deeds import Change, Order
from tests.connectors.sql.deeds import NOW, whole, writing
from tests.connectors.sql.maps import below, collection, found_by
from tests.connectors.sql.staging import METADATA, NOTES, PEOPLE
from tests.servers.databases import Place

MANY = 10_000
CASES = 40
MAPPED = {
    "people": collection("email full_name", identity=found_by(email="email")),
    "notes": collection("body", parent=below("people", person_id="id")),
}


async def crowded(at: Place) -> SqlConnector:
    """Store ten thousand people with a note each."""
    async with at.admin.begin() as connection:
        await connection.run_sync(METADATA.create_all)
        ids = range(1, MANY + 1)
        people = [{"id": n, "email": f"p{n}@example.com", "full_name": f"P {n}"} for n in ids]
        notes = [{"id": n, "person_id": n, "body": f"about {n}"} for n in ids]
        for table, rows in ((PEOPLE, people), (NOTES, notes)):
            for start in range(0, MANY, 1000):
                await connection.execute(insert(table), rows[start : start + 1000])
    await at.grant_writing("people", "notes")
    return writing(at, MAPPED)


def order(chance: random.Random, case: int, ids: list[int]) -> tuple[Order, set[int], set[int]]:
    """Return an order for some people of a case: who goes, and whose note alone is blanked."""
    going = {n for n in ids if chance.random() < 0.6}
    blanked = set(ids) - going
    records = sorted(going)
    changes = [
        Change("people", tuple(f"people:{n}" for n in records)),
        Change("notes", tuple(f"notes:{n}" for n in records)),
        Change("notes", tuple(f"notes:{n}" for n in sorted(blanked)), {"body": None}),
    ]
    chance.shuffle(changes)
    return Order(f"case{case}", tuple(changes)), going, blanked


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nothing_outside_the_orders_changes(at: Place, seed: int) -> None:
    """Rows named are gone or blanked, all others are what they were, to the letter."""
    connector = await crowded(at)
    before = await whole(at)
    chance = random.Random(seed)  # noqa: S311 - a test, not a secret
    drawn = chance.sample(range(1, MANY + 1), CASES * 20)
    made = [order(chance, case, drawn[case * 20 : case * 20 + 20]) for case in range(CASES)]
    async with connector:
        receipts = await connector.erase([one for one, _, _ in made], now=NOW)
    after = await whole(at)

    going = {n for _, ids, _ in made for n in ids}
    blanked = {n for _, _, ids in made for n in ids}
    assert _rows(after["people"]) == _rows([row for row in before["people"] if row[0] not in going])
    assert _rows(after["notes"]) == _rows(
        [
            (*row[:2], None if row[0] in blanked else row[2], *row[3:])
            for row in before["notes"]
            if row[0] not in going
        ]
    )
    assert [(one.removed, one.anonymised) for one in receipts] == [
        (2 * len(ids), len(others)) for _, ids, others in made
    ]


def _rows(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=repr)
