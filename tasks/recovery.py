"""What a worker that died left behind, taken over before anything else is done."""

import asyncio
from collections.abc import Collection
from datetime import timedelta

from rightsflow.law.hold import HoldKind
from rightsflow.register import cases, halting, holds, outbox, work_due, workers
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.outbox import QueuedLetter
from rightsflow.register.workers import AtWork
from tasks.burying import bury
from tasks.desk import Desk, desk
from tasks.kit import verb
from tasks.send import record_sent

_DAY = timedelta(days=1)
"""A file that is still being written has been touched since."""


@verb("take over from the dead")
async def take_over() -> int:
    """Give back the leases of dead workers and settle the letters they were sending.

    Of this folder the dead are known by their locks, of others by their signs of life. Returns
    how many there were.
    """
    at = desk()
    async with at.register.read() as connection:
        owners = {*await work_due.owners(connection), *await outbox.owners(connection)}
        known = await workers.at_work(connection)
    living = {one.name for one in known.values() if one.lives}
    dead = [owner for owner in owners | set(known) if _is_dead(at, owner, living)]
    for owner in dead:
        async with at.register.write() as connection:
            await halting.release_owner(connection, owner)
            left = await outbox.inherit(connection, owner, at.worker.name)
        for letter in left:
            await _settle(at, letter)
        await _strike_off(at, known.get(owner))
    await asyncio.to_thread(_sweep, at)
    return len(dead)


def _is_dead(at: Desk, owner: str, living: Collection[str]) -> bool:
    """Judge a worker; one of another folder that has no row has ended, or was struck off."""
    return owner not in living if at.worker.is_elsewhere(owner) else at.worker.is_dead(owner)


async def _strike_off(at: Desk, lost: AtWork | None) -> None:
    if lost is None:
        return
    if lost.run:
        await bury(lost.run)
    async with at.register.write() as connection:
        await workers.leave(connection, lost.name)


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
