"""Whether the journal of every case is whole, and if not, from which line on.

A batch of cases is read by a single statement, which sees one moment of the database: nobody is
held up, and no line that is noted meanwhile raises a false alarm. Lines are streamed, so a long
journal takes no more memory than a short one.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.chain import Chain, Flaw, Head
from rightsflow.register.lines import LINE, line_of
from rightsflow.register.tables import case, journal

_AT_ONCE = 500
"""So many lines are in memory."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A case, how many lines its journal has, and the first that does not fit, if one does not."""

    case_id: int
    number: str
    lines: int
    line: int | None = None
    flaw: Flaw | None = None


async def check_some(
    connection: AsyncConnection, *, after_id: int = 0, limit: int
) -> list[Checked]:
    """Check the journals of the next `limit` cases, by row number; empty at the end."""
    some = select(case.c.id).where(case.c.id > after_id).order_by(case.c.id).limit(limit)
    return [one async for one in _check(connection, case.c.id.in_(some.scalar_subquery()))]


async def check_one(connection: AsyncConnection, case_id: int) -> Checked | None:
    """Check the journal of one case; None if there is no such case."""
    return next(iter([one async for one in _check(connection, case.c.id == case_id)]), None)


async def without_case(connection: AsyncConnection) -> list[Checked]:
    """Return what is left of journals whose case is gone: a row was removed by hand."""
    query = (
        select(journal.c.case_id, func.count().label("lines"), func.min(journal.c.seq).label("seq"))
        .where(journal.c.case_id.not_in(select(case.c.id)))
        .group_by(journal.c.case_id)
        .order_by(journal.c.case_id)
    )
    return [
        Checked(row.case_id, f"(row {row.case_id})", row.lines, row.seq, Flaw.no_case)
        for row in await connection.execute(query)
    ]


async def _check(connection: AsyncConnection, which: ColumnElement[bool]) -> AsyncIterator[Checked]:
    result = await connection.stream(_query(which), execution_options={"yield_per": _AT_ONCE})
    walk: _Walk | None = None
    async for row in result:
        if walk is None or walk.case_id != row.id:
            if walk:
                yield walk.end()
            walk = _Walk(row)
        walk.take(row)
    if walk:
        yield walk.end()


def _query(which: ColumnElement[bool]) -> Select[Any]:
    return (
        select(case.c.id, case.c.number, case.c.journal_seq, case.c.journal_head, *LINE)
        .select_from(case.outerjoin(journal, journal.c.case_id == case.c.id))
        .where(which)
        .order_by(case.c.id, journal.c.seq)
    )


class _Walk:
    """One journal on its way through; what follows the first flaw is only counted."""

    def __init__(self, row: Row[Any]) -> None:
        self.case_id: int = row.id
        self._number = str(row.number)
        self._noted = Head(row.journal_seq, row.journal_head)
        self._chain = Chain(row.id)
        self._lines = 0
        self._flaw: Flaw | None = None

    def take(self, row: Row[Any]) -> None:
        """Take the next row; a case without a journal has one without a line."""
        if row.seq is None:
            return
        self._lines += 1
        if self._flaw is None:
            self._flaw = self._chain.flaw(line_of(row), self._noted)

    def end(self) -> Checked:
        """Say what became of it."""
        flaw = self._flaw or self._chain.end(self._noted)
        line = self._chain.next_seq if flaw else None
        return Checked(self.case_id, self._number, self._lines, line, flaw)
