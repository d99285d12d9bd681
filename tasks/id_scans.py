"""Scans of identity documents: found, and set apart from their messages.

Nobody asked for them (Article 5(1)(c) GDPR; EDPB Guidelines 01/2022, paragraphs 73 to 79). In
the order of the work: the scan is sealed by itself, the message is replaced by a copy without
it, the register notes it. Killed in between, all of it is done again: a scan that lies apart is
not written anew, and taking out what was taken out changes nothing.
"""

import asyncio
import hashlib
import logging
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.errors import RightsflowError
from rightsflow.letters.choose import Letter
from rightsflow.mail.reading.attached import ScanSign
from rightsflow.register import cases, id_scans
from rightsflow.register.cases import Case
from rightsflow.register.id_scans import FoundScan, IdScan, ScanState
from rightsflow.register.journal import Entry, note
from tasks.describe import describe
from tasks.desk import Desk
from tasks.message import Message

RAW = "raw"
"""Where a message lies in the vault: as it came, but for such scans."""

_CLEAR = frozenset({ScanSign.named, ScanSign.enclosed})
_TYPE = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,55}")

_log = logging.getLogger("rightsflow")


def scans_in(at: Desk, message: Message, case_id: int | None) -> list[FoundScan]:
    """Return the scans of identity documents in a message that is not one of our own people.

    A picture that only may be one is one where the message answers our question who is asking.
    """
    asked = message.letter is not None and message.letter.question == Letter.identity_query
    signs: Collection[ScanSign] = frozenset(ScanSign) if asked else _CLEAR
    received_at = message.stored.received_at
    until_at = received_at + timedelta(hours=at.settings.retention.id_scan_hours)
    return [
        FoundScan(
            message.stored.id, case_id, part, _type_of(one.content_type), one.size_bytes,
            received_at, until_at,
        )
        for part, one in enumerate(message.reading.attachments)
        if one.sign in signs
    ]  # fmt: skip


def _type_of(content_type: str) -> str:
    """Return the declared type where it has the form of one; it is the sender's text."""
    return content_type if _TYPE.fullmatch(content_type) else "application/octet-stream"


async def note_scans(
    connection: AsyncConnection,
    at: Desk,
    found: Sequence[Message],
    of_case: Mapping[int, int],
) -> None:
    """Note the scans in messages within the transaction that settles these."""
    scans = [
        scan for message in found for scan in scans_in(at, message, of_case.get(message.stored.id))
    ]
    await id_scans.add(connection, scans)
    await note(connection, _entries("identity_document_received", scans), at.now())


async def set_apart(at: Desk) -> int:
    """Set the scans apart that are still part of their messages; return how many.

    A message that cannot be taken apart waits until the scan's time is over.
    """
    async with at.register.read() as connection:
        waiting = await id_scans.to_set_apart(connection, at.now())
    done = 0
    for _, group in groupby(waiting, attrgetter("message_id")):
        scans = list(group)
        try:
            await _set_apart(at, scans)
        except RightsflowError as error:
            _log.warning("an identity document was not set apart: %s", describe(error))
            continue
        done += await noted(at, scans, (ScanState.found,), ScanState.apart)
    return done


async def _set_apart(at: Desk, scans: Sequence[IdScan]) -> None:
    scope = scans[0].scope
    key = await at.keyring.key(scope)
    raw = await asyncio.to_thread(at.vault.get, key, scope, RAW)
    of = await cases_of(at, scans)
    pool = await at.readers.get()
    for scan in scans:
        case = of.get(scan.case_id or 0)
        if case is not None and not at.vault.exists(case.number, scan.item):
            content = await pool.attachment(raw, scan.part)
            case_key = await at.keyring.key(case.key_scope)
            await asyncio.to_thread(at.vault.put, case_key, case.number, scan.item, content)
    copy = await pool.without(raw, taken_out_notes(scans))
    await put_in_place(at, scans[0], key, raw, copy)


async def put_in_place(at: Desk, scan: IdScan, key: bytes, raw: bytes, copy: bytes) -> None:
    """Put the copy in the place of the message, whose hash stays as evidence of how it came."""
    digest = hashlib.sha256(raw).hexdigest()
    async with at.register.write() as connection:
        await id_scans.keep_hash(connection, scan.message_id, digest)
    await asyncio.to_thread(at.vault.put, key, scan.scope, RAW, copy)


def taken_out_notes(scans: Iterable[IdScan]) -> dict[int, str]:
    """Return what stands in the place of each scan."""
    return {
        scan.part: f"Taken out: an identity document, {scan.content_type}, {scan.size_bytes} bytes."
        for scan in scans
    }


async def cases_of(at: Desk, scans: Iterable[IdScan]) -> dict[int, Case]:
    """Return the cases of scans by their ids; a scan may belong to none."""
    ids = sorted({scan.case_id for scan in scans if scan.case_id is not None})
    async with at.register.read() as connection:
        return await cases.by_ids(connection, ids)


async def noted(at: Desk, scans: Sequence[IdScan], old: Sequence[ScanState], new: ScanState) -> int:
    """Note where the scans are now, and in the journal, once."""
    async with at.register.write() as connection:
        ids = [scan.id for scan in scans]
        moved = await id_scans.move_on(connection, ids, old, new, at.now())
        mine = [scan for scan in scans if scan.id in moved]
        await note(connection, _entries(f"identity_document_{new}", mine), at.now())
    return len(mine)


def _entries(event: str, scans: Iterable[FoundScan]) -> list[Entry]:
    """Return a line of the journal for each scan of a case: no name, no content."""
    return [
        Entry(scan.case_id, event, {"type": scan.content_type, "bytes": scan.size_bytes})
        for scan in scans
        if scan.case_id is not None
    ]
