"""What is done every hour so that no case is late, and no hold waits for ever."""

from flows.fulfil import fulfil
from tasks.board import show_board
from tasks.digest import write_digest
from tasks.kit import story
from tasks.overdue import tell_overdue
from tasks.proposals import propose_extensions
from tasks.reminders import remind
from tasks.retrying import retry_failed
from tasks.silence import act_in_silence
from tasks.wiring import at_desk


@story("watch", "watch: deadlines and people")
async def watch() -> int:
    """Look after deadlines and after people who have not answered; runs every hour.

    Proposes extensions while there is time, reminds once, carries out what silence brings, tells
    whoever has no answer on the last day, writes the officer's digest in the morning and tries
    failed systems again, puts the board into these pages, and moves every case as far as it
    goes. Returns how many letters were sent.
    """
    async with at_desk():
        await propose_extensions()
        await remind()
        await act_in_silence()
        await tell_overdue()
        if await write_digest():
            await retry_failed()
        await show_board()
        return await fulfil()
