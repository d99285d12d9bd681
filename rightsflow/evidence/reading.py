"""What the register holds of one case, table by table, as JSON values.

A column that a later version adds to one of these tables is read by itself. What only steers
the work (leases, keyed hashes, names of keys) is left out; what is sealed is opened elsewhere.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.chain import Flaw, written
from rightsflow.register.lines import lines_of
from rightsflow.register.tables import case, finding, hold, letter, message, plan, receipt, request
from rightsflow.register.verifying import check_one

Json = dict[str, Any]

PARTS: dict[str, Table] = {
    "requests": request,
    "messages": message,
    "findings": finding,
    "plans": plan,
    "receipts": receipt,
    "holds": hold,
    "letters": letter,
}
"""The parts of the evidence that are rows of a table with a `case_id`, in the order of the way."""

_STEERING = frozenset(
    {"case_id", "uidvalidity", "same_as", "attempts", "tries", "owner", "next_try_at",
     "key_scope", "journal_seq", "journal_head", "once", "asked_version"}
)  # fmt: skip


async def read_case(connection: AsyncConnection, case_id: int) -> Json:
    """Return the row of the case itself."""
    found = await connection.execute(select(case).where(case.c.id == case_id))
    return _plain(found.mappings().one())


async def read_parts(connection: AsyncConnection, case_id: int) -> Json:
    """Return each of `PARTS` as a list of rows, in the order in which they came to be."""
    return {name: await _rows(connection, table, case_id) for name, table in PARTS.items()}


async def read_sealed(
    connection: AsyncConnection, table: Table, column: str, case_id: int
) -> dict[int, bytes]:
    """Return the sealed values of a column by row number, without those that are empty."""
    owner = table.c.id if table is case else table.c.case_id
    rows = await connection.execute(select(table.c.id, table.c[column]).where(owner == case_id))
    return {row.id: row[1] for row in rows if row[1]}


async def read_journal(connection: AsyncConnection, case_id: int) -> Json:
    """Return the journal with all that is needed to reckon its hashes again."""
    lines = await lines_of(connection, case_id)
    checked = await check_one(connection, case_id)
    flaw = checked.flaw if checked else Flaw.no_case
    return {
        "case_id": case_id,
        "whole": flaw is None,
        "broken": {"line": checked.line, "flaw": flaw} if checked and flaw else None,
        "entries": [
            {
                "seq": line.seq,
                "at": written(line.at),
                "actor": line.actor,
                "event": line.event,
                "detail": dict(line.detail),
                "hash": line.hash,
            }
            for line in lines
        ],
    }


async def _rows(connection: AsyncConnection, table: Table, case_id: int) -> list[Json]:
    query = select(table).where(table.c.case_id == case_id).order_by(table.c.id)
    return [_plain(row) for row in (await connection.execute(query)).mappings()]


def _plain(row: Mapping[Any, Any]) -> Json:
    kept = (name for name in row if name not in _STEERING)
    return {
        name: _value(row[name])
        for name in kept
        if not name.startswith("sealed_") and not name.endswith("_index")
    }


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return written(value)
    return value.isoformat() if isinstance(value, date) else value
