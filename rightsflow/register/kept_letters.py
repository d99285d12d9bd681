"""Letters of a case that are kept back, never to leave, or let go again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.tables import letter
from rightsflow.register.types import LetterState


async def stop(connection: AsyncConnection, case_id: int) -> None:
    """Keep the letters with personal data that have not begun to leave."""
    await connection.execute(
        update(letter)
        .where(letter.c.case_id == case_id, letter.c.with_data)
        .where(letter.c.state == LetterState.queued)
        .values(state=LetterState.held, owner=None)
    )


async def cancel(connection: AsyncConnection, case_id: int) -> None:
    """Let letters with personal data that have not left never leave: nobody is to get them."""
    unsent = (LetterState.queued, LetterState.held)
    await connection.execute(
        update(letter)
        .where(letter.c.case_id == case_id, letter.c.with_data, letter.c.state.in_(unsent))
        .values(state=LetterState.cancelled, owner=None)
    )


async def go_on(
    connection: AsyncConnection, case_id: int, names: Collection[str] | None = None
) -> None:
    """Queue the letters again that were kept in a case, or those of these kinds alone."""
    await connection.execute(
        update(letter)
        .where(_is_kept(case_id, names))
        .values(state=LetterState.queued, owner=None, next_try_at=None)
    )


async def settle_held(
    connection: AsyncConnection,
    case_id: int,
    server_reply: str,
    at: datetime,
    names: Collection[str] | None = None,
) -> None:
    """Note that letters which were kept, or those of these kinds alone, have arrived after all."""
    await connection.execute(
        update(letter)
        .where(_is_kept(case_id, names))
        .values(state=LetterState.sent, sent_at=at, server_reply=server_reply, owner=None)
    )


def _is_kept(case_id: int, names: Collection[str] | None) -> ColumnElement[bool]:
    """Return the condition that a letter of a case was kept, of these kinds or of any."""
    of_these = letter.c.letter.in_(names) if names is not None else true()
    return and_(letter.c.case_id == case_id, letter.c.state == LetterState.held, of_these)
