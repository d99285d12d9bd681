"""The lines of a journal as they are stored, also where somebody has written there by hand."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Row, String, cast, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeDecorator, TypeEngine

from rightsflow.register.chain import Line
from rightsflow.register.tables import journal

_NO_MOMENT = datetime(1, 1, 2, tzinfo=UTC)
_UNREADABLE = {"unreadable": True}
"""Stand for what no longer reads as moment or detail; no hash fits them."""


class _Moment(TypeDecorator[datetime]):
    """A moment as it is stored; what is none does not stop the reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Read SQLite's text as it is: anything can stand there."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else self.impl_instance)

    def process_result_value(self, value: object, dialect: Dialect) -> datetime:
        """Read the text, in UTC as it is stored."""
        del dialect
        if isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(str(value))
        except ValueError:
            return _NO_MOMENT
        return at if at.tzinfo else at.replace(tzinfo=UTC)


LINE = (
    journal.c.seq,
    type_coerce(journal.c.at, _Moment).label("at"),
    journal.c.actor,
    journal.c.event,
    cast(journal.c.detail, String).label("detail"),
    journal.c.hash,
)
"""The columns of a line, for `line_of`."""


async def lines_of(connection: AsyncConnection, case_id: int) -> list[Line]:
    """Return the journal of a case, in order."""
    query = select(*LINE).where(journal.c.case_id == case_id).order_by(journal.c.seq)
    return [line_of(row) for row in await connection.execute(query)]


def line_of(row: Row[Any]) -> Line:
    """Return the line of a row that has the columns `LINE`."""
    return Line(row.seq, row.at, str(row.actor), str(row.event), _detail(row.detail), str(row.hash))


def _detail(text: str) -> dict[str, str | int | bool | None]:
    try:
        detail = json.loads(text)
    except ValueError:
        return dict(_UNREADABLE)
    return detail if isinstance(detail, dict) else dict(_UNREADABLE)
