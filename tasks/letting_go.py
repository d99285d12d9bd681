"""Letting go on what waited for other parts of its case."""

from datetime import timedelta

from rightsflow.register import waiting_items
from tasks.desk import Desk


async def let_go(at: Desk) -> int:
    """Open what waits for nothing any more; return how many items.

    A case that is due soon is answered with what there is.
    """
    days = timedelta(days=at.settings.decisions.silence_days_before)
    async with at.register.write() as connection:
        return await waiting_items.let_go(connection, answered_by=at.today() + days)
