"""The journal of a case: append-only, each entry bound to the one before by its hash.

It records who, what, when, in counts and closed words. The newest hash of every case is part
of the case row, so that a cut-off tail shows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.chain import Line, hash_of
from rightsflow.register.database import insert_many
from rightsflow.register.tables import case, journal
from rightsflow.register.verifying import check_one


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened in a case. `actor` is `rightsflow` or a role; `detail` is never personal."""

    case_id: int
    event: str
    detail: Mapping[str, str | int | bool | None] = field(default_factory=dict)
    actor: str = "rightsflow"


async def note(connection: AsyncConnection, entries: Iterable[Entry], at: datetime) -> None:
    """Append entries, in order, within the caller's transaction."""
    todo = list(entries)
    if not todo:
        return
    heads = await _heads(connection, sorted({entry.case_id for entry in todo}))
    rows = []
    for entry in todo:
        seq, head = heads[entry.case_id]
        line = Line(seq + 1, at, entry.actor, entry.event, entry.detail, "")
        digest = hash_of(head, entry.case_id, line)
        heads[entry.case_id] = (seq + 1, digest)
        rows.append(
            {
                "case_id": entry.case_id,
                "seq": seq + 1,
                "at": at,
                "actor": entry.actor,
                "event": entry.event,
                "detail": dict(entry.detail),
                "hash": digest,
            }
        )
    await insert_many(connection, journal, rows)
    await connection.execute(
        update(case)
        .where(case.c.id == bindparam("_id"))
        .values(journal_seq=bindparam("_seq"), journal_head=bindparam("_head")),
        [{"_id": key, "_seq": seq, "_head": head} for key, (seq, head) in heads.items()],
    )


async def broken(connection: AsyncConnection, case_id: int) -> int | None:
    """Return the number of the first entry that does not fit, or None if all do."""
    checked = await check_one(connection, case_id)
    return checked.line if checked else None


async def _heads(
    connection: AsyncConnection, case_ids: Sequence[int]
) -> dict[int, tuple[int, str]]:
    query = (
        select(case.c.id, case.c.journal_seq, case.c.journal_head)
        .where(case.c.id.in_(case_ids))
        .order_by(case.c.id)
        .with_for_update()
    )
    rows = await connection.execute(query)
    return {row.id: (row.journal_seq, row.journal_head) for row in rows}
