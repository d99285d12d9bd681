"""To whom we have written, in which case, and how often: by keyed index, never by address."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.conditions import is_open_request
from rightsflow.register.tables import case, letter, request
from rightsflow.register.types import Audience
from rightsflow.register.written import Known


async def written_to(connection: AsyncConnection, number: str, index: str) -> Known | None:
    """Return a case as one who writes names it; None unless we wrote to that address in it.

    It is no answer to any one letter: whoever names a case has not shown to hold a letter of it.
    """
    query = (
        select(letter.c.case_id)
        .join(case, case.c.id == letter.c.case_id)
        .where(case.c.number == number, letter.c.recipient_index == index)
        .where(letter.c.audience == Audience.requester)
        .limit(1)
    )
    case_id = (await connection.execute(query)).scalar_one_or_none()
    return None if case_id is None else Known(case_id, "", index, named_only=True)


async def open_cases_of(connection: AsyncConnection, index: str, *, limit: int) -> list[str]:
    """Return the numbers of open cases in which we wrote to an address, the newest first."""
    written = exists().where(
        letter.c.case_id == case.c.id,
        letter.c.recipient_index == index,
        letter.c.audience == Audience.requester,
    )
    unanswered = exists().where(request.c.case_id == case.c.id, is_open_request())
    query = select(case.c.number).where(written, unanswered).order_by(case.c.id.desc()).limit(limit)
    return [str(row.number) for row in await connection.execute(query)]


async def sent_since(connection: AsyncConnection, names: Collection[str], since: datetime) -> int:
    """Return how many letters of these kinds have left since a time, or are about to."""
    query = (
        select(func.count())
        .where(letter.c.letter.in_(names))
        .where(or_(letter.c.owner.is_not(None), letter.c.sent_at >= since))
    )
    return (await connection.execute(query)).scalar_one()
