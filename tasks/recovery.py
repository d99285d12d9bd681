"""What a worker that died left behind, taken over before anything else is done."""

import asyncio
from datetime import timedelta

from rightsflow.law.hold import HoldKind
from rightsflow.register import cases, holds, outbox, work
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.outbox import QueuedLetter
from tasks.desk import Desk, desk
from tasks.kit import verb
from tasks.send import record_sent

_DAY = timedelta(days=1)
"""A file that is still being written has been touched since."""


@verb("take over from the dead")
async def take_over() -> int:
    """Give back the leases of dead workers and settle the letters they were sending."""
    at = desk()
    async with at.register.read() as connection:
        owners = {*await work.owners(connection), *await outbox.owners(connection)}
        overdue = {one for one in await outbox.overdue(connection) if at.worker.is_elsewhere(one)}
    dead = [owner for owner in owners if owner in overdue or at.worker.is_dead(owner)]
    for owner in dead:
        async with at.register.write() as connection:
            await work.release_owner(connection, owner)
            left = await outbox.inherit(connection, owner, at.worker.name)
        for letter in left:
            await _settle(at, letter)
    await asyncio.to_thread(_sweep, at)
    return len(dead)


def _sweep(at: Desk) -> None:
    """Remove, once a day, what the dead left half-written and their locks."""
    before, last = at.now() - _DAY, at.folder / "run" / "swept"
    if not last.exists() or last.stat().st_mtime < before.timestamp():
        at.vault.sweep(before)
        at.worker.sweep(before)
        last.touch()


async def _settle(at: Desk, letter: QueuedLetter) -> None:
    """Sent, if the way out knows; else again without data, and a hold with data."""
    arrived = await at.sender.was_accepted(letter.message_id)
    now = at.now()
    async with at.register.write() as connection:
        if arrived:
            await record_sent(connection, at, letter, "found at the receiver")
            event = "letter_found_sent"
        elif arrived is False or not letter.with_data:
            await outbox.send_again(connection, letter.id)
            event = "letter_sent_again"
        elif letter.case_id is not None:
            await outbox.hold_back(connection, letter.id, "unclear")
            case = (await cases.by_ids(connection, [letter.case_id]))[letter.case_id]
            unclear = Hold(
                letter.case_id, HoldKind.unclear_send, case.due_on, reasons=(letter.letter,)
            )
            await holds.open_holds(connection, [unclear], now)
            event = "letter_unclear"
        if letter.case_id is not None:
            await note(connection, [Entry(letter.case_id, event, {"letter": letter.letter})], now)
