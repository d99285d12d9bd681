"""Closing cases in which nothing is open: from then on their time runs."""

from datetime import datetime, time

from rightsflow.register import endings
from tasks.desk import Desk


async def close_cases(at: Desk) -> int:
    """Close the cases that are over and were quiet since yesterday; return how many.

    One in which something is open again is open, and its time begins anew later.
    """
    async with at.register.write() as connection:
        await endings.reopen_busy(connection, at.now())
        return await endings.close_quiet(connection, midnight(at), at.now())


def midnight(at: Desk) -> datetime:
    """Return the moment at which this day began where the controller is."""
    return datetime.combine(at.today(), time(), at.settings.controller.zone)
