"""How the instance stands, in figures: for alarms and metrics. Nothing here names a case."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.register import signs
from rightsflow.register.conditions import is_open_request
from rightsflow.register.measures import has_kept_answer, is_unanswered
from rightsflow.register.tables import case, hold, letter, request, work_item
from rightsflow.register.types import ItemState, LetterState
from rightsflow.watching.figures import Figures, band

FAILING: Sequence[HoldKind] = (HoldKind.system_unreachable, HoldKind.system_failed)
_NOT_LEFT = (LetterState.queued, LetterState.sending, LetterState.held)


async def figures(connection: AsyncConnection, now: datetime, today: date) -> Figures:
    """Return the figures of a moment; `today` is the day where the controller is."""
    read = await signs.noted(connection, signs.Sign.mailbox_read)
    paused = await signs.noted(connection, signs.Sign.sending_paused)
    letters = await _counts(
        connection, letter.c.state, letter.c.state.in_([state.value for state in _NOT_LEFT])
    )
    return Figures(
        at=now,
        open_cases=await _open_cases(connection, today),
        holds=await _counts(connection, hold.c.kind, hold.c.released_at.is_(None)),
        letters={state.value: letters.get(state, 0) for state in _NOT_LEFT},
        late_since=await _late_since(connection),
        read_at=read.at if read else None,
        used=read.percent / 100 if read and read.percent is not None else None,
        failing=await _failing(connection),
        paused_at=paused.at if paused else None,
        tried=await _tried(connection),
    )


async def _open_cases(connection: AsyncConnection, today: date) -> dict[str, int]:
    query = (
        select(case.c.due_on, func.count().label("n"))
        .where(or_(is_unanswered(), has_kept_answer()))
        .group_by(case.c.due_on)
    )
    counts: Counter[str] = Counter()
    for row in await connection.execute(query):
        counts[band((row.due_on - today).days)] += row.n
    return dict(counts)


async def _counts(
    connection: AsyncConnection, column: ColumnElement[str], which: ColumnElement[bool]
) -> dict[str, int]:
    query = select(column.label("key"), func.count().label("n")).where(which).group_by(column)
    return {row.key: row.n for row in await connection.execute(query)}


async def _late_since(connection: AsyncConnection) -> datetime | None:
    """Return since when the oldest letter waits that may leave; one that is put off waits, too."""
    waiting = letter.c.state.in_([LetterState.queued, LetterState.sending])
    query = select(func.min(letter.c.queued_at).label("since")).where(waiting)
    since: datetime | None = (await connection.execute(query)).one().since
    return since


async def _failing(connection: AsyncConnection) -> dict[str, datetime]:
    query = (
        select(hold.c.system, func.min(hold.c.opened_at).label("since"))
        .where(hold.c.kind.in_(FAILING), hold.c.released_at.is_(None))
        .group_by(hold.c.system)
    )
    return {row.system: row.since for row in await connection.execute(query)}


async def _tried(connection: AsyncConnection) -> dict[str, int]:
    of_open = select(request.c.id).where(is_open_request())
    query = (
        select(work_item.c.system, func.count().label("n"))
        .where(work_item.c.state == ItemState.open, work_item.c.tries > 0, work_item.c.system != "")
        .where(work_item.c.lease_until.is_(None), work_item.c.request_id.in_(of_open))
        .group_by(work_item.c.system)
    )
    return {row.system: row.n for row in await connection.execute(query)}
