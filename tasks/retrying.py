"""Trying again, once a day, what failed: a system that was mended needs nobody to say so."""

from rightsflow.law.hold import HoldKind
from rightsflow.register import halting, waiting
from tasks.desk import desk
from tasks.kit import verb

FAILED = (HoldKind.system_failed, HoldKind.data_mismatch)
_MOST = 2000


@verb("try failed systems again")
async def retry_failed() -> int:
    """Open the items again that failed in some system; return how many holds wait for them.

    The holds stay open until the system has given its answer.
    """
    at = desk()
    async with at.register.write() as connection:
        found = await waiting.by_kind(connection, FAILED, limit=_MOST)
        for hold in found:
            await halting.retry(connection, hold.case_id, hold.system)
    return len(found)
