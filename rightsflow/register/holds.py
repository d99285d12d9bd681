"""Holds: what waits for a person, until when, and what it waited for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.register.database import insert_many
from rightsflow.register.journal import Entry, note
from rightsflow.register.tables import case, hold

STOPS = frozenset({HoldKind.identity, HoldKind.letter_bounced})
"""While one of these is open nothing of the case goes on, and no data of it leaves."""

TO_READ = frozenset({HoldKind.read_message, HoldKind.authority})
"""While one of these is open a person has first to read: no new right begins by itself."""

OF_NOTICES = frozenset({HoldKind.recipient_reply, HoldKind.notice_overdue})
"""These are about one notice to a recipient, whose name (`N-12`) stands as their system."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A question to a person; `reasons` are closed words, never free text."""

    case_id: int
    kind: HoldKind
    answer_by_on: date
    system: str = ""
    reasons: tuple[str, ...] = ()


async def open_holds(connection: AsyncConnection, new: Sequence[Hold], at: datetime) -> None:
    """Open holds and note them in the journal.

    One that is open already is not doubled: it takes on reasons that are new, and the earlier
    date.
    """
    concerned = sorted({h.case_id for h in new})
    await _lock(connection, concerned)
    alike: dict[tuple[int, str, str], Hold] = {}
    for h in new:
        key = (h.case_id, h.kind, h.system)
        alike[key] = _together(alike[key], h) if key in alike else h
    for case_id, found in (await open_of(connection, concerned)).items():
        for number, kind, system, reasons, answer_by_on in found:
            if more := alike.pop((case_id, kind, system), None):
                known = Hold(case_id, HoldKind(kind), answer_by_on, system, tuple(reasons))
                await _extend(connection, number, known, _together(known, more), at)
    fresh = list(alike.values())
    rows = [
        {
            "case_id": h.case_id,
            "kind": h.kind,
            "system": h.system,
            "reasons": list(h.reasons),
            "answer_by_on": h.answer_by_on,
            "version": 1,
            "opened_at": at,
        }
        for h in fresh
    ]
    await insert_many(connection, hold, rows)
    await note(
        connection,
        [Entry(h.case_id, "hold_opened", {"kind": h.kind, "system": h.system}) for h in fresh],
        at,
    )


def _together(first: Hold, second: Hold) -> Hold:
    reasons = tuple(dict.fromkeys((*first.reasons, *second.reasons)))
    return replace(
        first, answer_by_on=min(first.answer_by_on, second.answer_by_on), reasons=reasons
    )


async def _extend(
    connection: AsyncConnection, number: int, known: Hold, more: Hold, at: datetime
) -> None:
    if more.reasons == known.reasons:
        return
    await connection.execute(
        update(hold)
        .where(hold.c.id == number)
        .values(
            reasons=list(more.reasons),
            answer_by_on=more.answer_by_on,
            version=hold.c.version + 1,
        )
    )
    detail = {"kind": more.kind, "system": more.system}
    await note(connection, [Entry(more.case_id, "hold_extended", detail)], at)


async def release(
    connection: AsyncConnection,
    case_ids: Sequence[int],
    kind: HoldKind,
    system: str,
    *,
    by: str,
    at: datetime,
) -> None:
    """Release the open holds of a kind; silent where there are none."""
    rows = await connection.execute(
        update(hold)
        .where(hold.c.case_id.in_(case_ids), hold.c.kind == kind, hold.c.system == system)
        .where(hold.c.released_at.is_(None))
        .values(released_at=at, released_by=by)
        .returning(hold.c.case_id)
    )
    released = sorted({row.case_id for row in rows})
    entries = [
        Entry(key, "hold_released", {"kind": kind, "system": system}, by) for key in released
    ]
    await note(connection, entries, at)


async def released_of(
    connection: AsyncConnection, case_ids: Sequence[int], kind: HoldKind, system: str
) -> set[int]:
    """Return the cases that once had such a hold, which was released."""
    query = select(hold.c.case_id).where(
        hold.c.case_id.in_(case_ids), hold.c.kind == kind, hold.c.system == system,
        hold.c.released_at.is_not(None),
    )  # fmt: skip
    return set(await connection.scalars(query))


async def open_of(
    connection: AsyncConnection, case_ids: Sequence[int]
) -> dict[int, list[tuple[int, str, str, list[str], date]]]:
    """Return the open holds of cases: row number, kind, system, reasons, answer by."""
    query = (
        select(hold)
        .where(hold.c.case_id.in_(case_ids), hold.c.released_at.is_(None))
        .order_by(hold.c.id)
    )
    found: dict[int, list[tuple[int, str, str, list[str], date]]] = {}
    for row in await connection.execute(query):
        entry = (row.id, row.kind, row.system, row.reasons, row.answer_by_on)
        found.setdefault(row.case_id, []).append(entry)
    return found


async def _lock(connection: AsyncConnection, case_ids: Sequence[int]) -> None:
    """Hold the rows of cases, so that two workers do not open the same hold at once."""
    query = select(case.c.id).where(case.c.id.in_(case_ids)).order_by(case.c.id)
    await connection.execute(query.with_for_update())
