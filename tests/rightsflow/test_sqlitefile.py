"""A file of which the connection is closed is free, whatever was under way."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rightsflow.sqlitefile import EndsWhenClosed


@pytest.mark.parametrize("kind", [sqlite3.Connection, EndsWhenClosed])
def test_work_that_was_cut_off_leaves_no_lock(
    tmp_path: Path, kind: type[sqlite3.Connection]
) -> None:
    """Whoever repeats it finds the file free; a plain connection keeps it until it is collected."""
    file = tmp_path / "people.db"
    with closing(sqlite3.connect(file)) as owner, owner:
        owner.execute("CREATE TABLE people (id INTEGER PRIMARY KEY)")
        owner.executemany("INSERT INTO people VALUES (?)", [(n,) for n in range(9)])
    cut_off = sqlite3.connect(file, factory=kind, isolation_level=None)
    cut_off.execute("BEGIN IMMEDIATE")
    rows = cut_off.cursor()
    rows.execute("SELECT id FROM people")
    rows.fetchone()
    cut_off.close()

    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
        is_free = True
        try:
            other.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            is_free = False
    assert rows is not None
    assert is_free is (kind is EndsWhenClosed)
