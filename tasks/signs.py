"""Signs of life that a run leaves: by them it shows when none comes any more."""

from rightsflow.errors import TryAgain
from rightsflow.register import signs
from rightsflow.register.signs import Sign
from tasks.desk import desk
from tasks.kit import verb


@verb("note that the mailbox was read")
async def note_read() -> None:
    """Note that the mailbox was read to its end, and how much of its quota is used."""
    at = desk()
    used = await _used()
    percent = None if used is None else round(used * 100)
    async with at.register.write() as connection:
        await signs.note(connection, Sign.mailbox_read, at.now(), percent)


async def _used() -> float | None:
    """Return how full the mailbox is; that a server does not tell it now is no fault."""
    try:
        return await desk().mailbox.used()
    except TryAgain:
        return None
