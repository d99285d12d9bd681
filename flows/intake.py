"""The mailbox: every message becomes a case, joins one, or goes to a person."""

from tasks.arrivals import take_in
from tasks.helpers import call_for_help
from tasks.kit import story
from tasks.recovery import take_over
from tasks.room import require_room
from tasks.send import send
from tasks.signs import note_read
from tasks.wiring import at_desk

_ROUNDS = 1000
"""A mailbox that shows again what was moved away must not keep a run going for ever."""


@story("intake", "intake: mailbox")
async def intake() -> int:
    """Read the mailbox until it is empty and acknowledge what came in.

    Runs by schedule; takes no parameters. A run that finds nothing costs one look at the
    mailbox. Returns how many messages it took in.
    """
    total = 0
    async with at_desk() as desk:
        await take_over()
        require_room(desk)
        for _ in range(_ROUNDS):
            taken = await take_in()
            total += taken
            if not taken:
                await note_read()
                break
        if total:
            await call_for_help(desk, more_than=0)
            await send_all()
        desk.progress("intake", total)
    return total


async def send_all() -> int:
    """Send letters until none is due."""
    sent = 0
    while tried := await send():
        sent += tried
    return sent
