"""What is done every hour so that no case is late, and no hold waits for ever."""

from flows.fulfil import fulfil
from tasks.board import show_board
from tasks.digest import write_digest
from tasks.id_scans_over import delete_scans
from tasks.kit import story
from tasks.noticewatch import notices_overdue, remind_recipients
from tasks.overdue import tell_overdue
from tasks.proposals import propose_extensions
from tasks.reminders import remind
from tasks.retrying import retry_failed
from tasks.silence import act_in_silence
from tasks.sweep import sweep
from tasks.taskwatch import escalate_tasks, remind_people
from tasks.tidying import tidy_up
from tasks.wiring import at_desk


@story("watch", "watch: deadlines and people")
async def watch() -> int:
    """Look after deadlines and after people who have not answered; runs every hour.

    Deletes scans of identity documents whose time is over. Proposes extensions while there is
    time, reminds people, colleagues and recipients once, gives tasks and notices that nobody
    answered to the approvers, carries out what silence brings, tells whoever has no answer on the
    last day, puts the board into these pages, and moves every case as far as it goes. In the
    morning it writes the officer's digest, tries failed systems again, forgets keys and lines whose
    time is over, and looks who is back in a system. Returns how many letters were sent.
    """
    async with at_desk() as at:
        await delete_scans()
        await propose_extensions()
        await remind()
        await remind_recipients()
        await notices_overdue()
        await remind_people()
        await escalate_tasks()
        await act_in_silence()
        await tell_overdue()
        if await write_digest():
            await retry_failed()
            await tidy_up()
            for system in at.systems:
                await sweep(system)
        await show_board()
        return await fulfil()
