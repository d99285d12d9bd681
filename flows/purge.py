"""What is done every day so that nothing is kept longer than was promised."""

from tasks.kit import SafeError, story
from tasks.purge import STEPS, purge_step
from tasks.wiring import at_desk


@story("purge", "purge: what has had its time")
async def purge() -> int:
    """Delete copies, cases with their keys, messages and lists whose time is over.

    Runs by schedule, several times a day; what it does it does once. Closes cases in which
    nothing is open first: from then on their time runs. Anonymous counts
    stay. What cannot be deleted now stays ordered and goes with the next run. Returns how much
    was done. `rightsflow purge --dry-run` shows beforehand what would go.
    """
    done, failed = 0, None
    async with at_desk():
        for step in STEPS:
            try:
                done += await purge_step(step)
            except SafeError as error:
                failed = failed or error
    if failed is not None:
        raise failed
    return done
