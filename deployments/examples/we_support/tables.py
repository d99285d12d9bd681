"""Rows by table, numbered as they come, and written into an SQLite file at once."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

Cell: TypeAlias = str | int | float | date | None
Row: TypeAlias = dict[str, Cell]

_PRIVATE = 0o600


class Tables:
    """The rows of one database, in the order in which they were added."""

    def __init__(self) -> None:
        """Start empty."""
        self._rows: dict[str, list[Row]] = {}

    def add(self, table: str, row: Mapping[str, Cell]) -> int:
        """Add a row and return its key `id`, counted from 1."""
        rows = self._rows.setdefault(table, [])
        key = len(rows) + 1
        rows.append({"id": key, **row})
        return key

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of one table."""
        yield from self._rows.get(table, ())

    def write(self, file: Path, schema: str) -> None:
        """Make the SQLite database `file` with the tables of `schema/<schema>.sql`."""
        ddl = files(__package__).joinpath("schema", f"{schema}.sql").read_text(encoding="utf-8")
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE))
        connection = sqlite3.connect(file)
        try:
            connection.executescript(ddl)
            for table, rows in self._rows.items():
                connection.executemany(*_insertion(table, rows))
            connection.commit()
        finally:
            connection.close()


def _insertion(
    table: str, rows: list[Row]
) -> tuple[str, list[tuple[str | int | float | None, ...]]]:
    columns = list(rows[0])
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names from this code
    return statement, [tuple(_stored(row[column]) for column in columns) for row in rows]


def _stored(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, date) else cell
