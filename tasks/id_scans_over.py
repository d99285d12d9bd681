"""Scans of identity documents, deleted after some hours: here and in the mailbox.

Their time is over wherever the case stands. The register calls a scan deleted when it is nowhere
any more; killed or held up before, all of it is done again.
"""

import asyncio
import logging
import re
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from rightsflow.errors import Damaged, RightsflowError
from rightsflow.mail.reading.pool import NotTaken
from rightsflow.register import id_scans
from rightsflow.register.deleting import mails_of
from rightsflow.register.id_scans import IdScan, ScanState
from tasks.describe import describe
from tasks.desk import Desk, desk
from tasks.id_scans import RAW, cases_of, noted, put_in_place, set_apart, taken_out_notes
from tasks.kit import verb
from tasks.mailfolders import delete_received

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")

_log = logging.getLogger("rightsflow")


@verb("delete identity documents")
async def delete_scans() -> int:
    """Set apart what was left over, and delete the scans whose time is over; return how many."""
    return await delete_old_scans(desk())


async def delete_old_scans(at: Desk) -> int:
    """Do the same at a desk."""
    await set_apart(at)
    async with at.register.read() as connection:
        over = await id_scans.to_delete(connection, at.now())
    done = 0
    for _, group in groupby(over, attrgetter("message_id")):
        scans = list(group)
        await _take_out(at, scans)
        of = await cases_of(at, scans)
        for scan in scans:
            if scan.case_id is not None:
                await asyncio.to_thread(at.vault.discard, of[scan.case_id].number, scan.item)
        if not await _gone_from_mailbox(at, scans):
            continue
        done += await noted(at, scans, (ScanState.found, ScanState.apart), ScanState.deleted)
    return done


async def _gone_from_mailbox(at: Desk, scans: Sequence[IdScan]) -> bool:
    """Delete their message where the mailbox keeps it; tried again where that cannot be now."""
    async with at.register.read() as connection:
        mails = await mails_of(connection, [scans[0].message_id])
    try:
        await delete_received(at, mails)
    except RightsflowError as error:
        _log.warning("an identity document is still in the mailbox: %s", describe(error))
        return False
    return True


async def _take_out(at: Desk, scans: Sequence[IdScan]) -> None:
    """Take the scans out of their message, whatever became of it before.

    One that cannot be taken apart keeps its header and nothing else; what it says was read.
    """
    scope = scans[0].scope
    try:
        key = await at.keyring.key(scope)
        raw = await asyncio.to_thread(at.vault.get, key, scope, RAW)
    except Damaged:
        return  # nothing can be read there any more
    pool = await at.readers.get()
    try:
        copy = await pool.without(raw, taken_out_notes(scans))
    except NotTaken:
        head = _BLANK_LINE.split(raw, maxsplit=1)[0]
        copy = b"\n\n".join(
            [head, *(text.encode() for text in taken_out_notes(scans).values()), b""]
        )
    await put_in_place(at, scans[0], key, raw, copy)
