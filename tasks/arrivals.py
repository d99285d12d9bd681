"""The mailbox's messages, stored sealed before anything else, read, and moved away."""

import asyncio
import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.mail.boxes.port import Arrived
from rightsflow.mail.reading.model import Kind, PersonReason, Reading
from rightsflow.mail.reading.pool import ReadingPool
from rightsflow.register import id_scans, messages
from rightsflow.register.database import DatabaseRefused
from rightsflow.register.messages import Seen, StoredMessage
from rightsflow.register.types import MessageState
from tasks.describe import describe
from tasks.desk import Desk, desk
from tasks.id_scans import RAW, set_apart
from tasks.kit import SafeError, verb
from tasks.receive import receive_all

_ATTEMPTS = 3
_AT_ONCE_BYTES = 64_000_000
_IDENTIFYING = (b"message-id", b"from", b"date", b"subject")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Opened:
    """A stored message with what was read in it; `digest` knows it again after redelivery."""

    stored: StoredMessage
    digest: str
    reading: Reading


@verb("take messages in")
async def take_in() -> int:
    """Take the next batch of the mailbox in; return how many messages it held."""
    at = desk()
    arrived = _first_of(await at.mailbox.list(), at.batch)
    if not arrived:
        return 0
    stored = await _stored(at, arrived)
    fresh = [message for message in stored if message.state is MessageState.arrived]
    opened: list[Opened] = []
    failed: list[str] = []
    for together in _apart(fresh):
        opened += await _settled(at, together, failed)
    await set_apart(at)
    settled = [message for message in stored if message.state is MessageState.settled]
    kinds = {message.uid: message.kind for message in settled}
    kinds |= {one.stored.uid: one.reading.kind for one in opened}
    await _moved_away(at, kinds, await _with_scans(at, stored))
    at.progress("messages", len(opened))
    if failed:
        raise SafeError(failed[0])
    return len(settled) + len(opened)


async def _moved_away(
    at: Desk, kinds: Mapping[str, str | None], with_scans: Collection[str]
) -> None:
    """Move what is settled out of the mailbox; its folder says what to do with it."""
    unread = [uid for uid, kind in kinds.items() if kind == Kind.unreadable]
    identity = [uid for uid in kinds if uid in with_scans and uid not in unread]
    await at.mailbox.move(unread, "quarantine")
    await at.mailbox.move(identity, "identity")
    done = [uid for uid in kinds if uid not in unread and uid not in with_scans]
    await at.mailbox.move(done, "processed")


async def _with_scans(at: Desk, stored: Sequence[StoredMessage]) -> set[str]:
    """Return the UIDs of messages that came with a scan of an identity document."""
    async with at.register.read() as connection:
        found = await id_scans.messages_with(connection, [message.id for message in stored])
    return {message.uid for message in stored if message.id in found}


async def _settled(at: Desk, together: Sequence[StoredMessage], failed: list[str]) -> list[Opened]:
    """Read messages and act on them.

    A failure is noted and leaves them for another time, each alone: the others go on.
    """
    try:
        read = await _opened(at, together)
        await receive_all(at, [(one.stored, one.digest, one.reading) for one in read])
    except Exception as error:
        of_all = isinstance(error, (TryAgain, Misconfigured))
        if of_all and not isinstance(error, DatabaseRefused):
            raise
        failed.append(describe(error))
        return []
    return read


def _apart(fresh: Sequence[StoredMessage]) -> list[list[StoredMessage]]:
    """Return what is read together: all that is new; alone each that was tried before.

    Whatever stopped an earlier attempt, only the message in hand is counted for it.
    """
    new = [message for message in fresh if not message.attempts]
    tried = [[message] for message in fresh if message.attempts]
    return [new, *tried] if new else tried


def _first_of(waiting: Sequence[Arrived], most: int) -> list[Arrived]:
    """Return the oldest messages, so few that they fit into memory; at least one."""
    chosen: list[Arrived] = []
    size_bytes = 0
    for one in waiting[:most]:
        size_bytes += one.size_bytes
        if chosen and size_bytes > _AT_ONCE_BYTES:
            break
        chosen.append(one)
    return chosen


async def _stored(at: Desk, arrived: Sequence[Arrived]) -> list[StoredMessage]:
    """Note the messages and make their keys; both are harmless to repeat."""
    by_validity: dict[str, list[Seen]] = {}
    for one in arrived:
        seen = Seen(one.uid, one.received_at, one.size_bytes)
        by_validity.setdefault(one.uidvalidity, []).append(seen)
    stored: list[StoredMessage] = []
    async with at.register.write() as connection:
        for validity, seen_now in by_validity.items():
            stored += await messages.add(connection, at.mailbox.name, validity, seen_now)
    fresh = [message for message in stored if message.state is MessageState.arrived]
    await at.keyring.make([message.scope for message in fresh], at.now())
    return stored


async def _opened(at: Desk, stored: Sequence[StoredMessage]) -> list[Opened]:
    """Fetch, seal and read messages; one that was moved away meanwhile is left out."""
    if not stored:
        return []
    by_uid = {message.uid: message for message in stored}
    keys = await at.keyring.keys([message.scope for message in stored])
    raws: dict[str, bytes] = {}
    cut: set[str] = set()
    sealing: list[asyncio.Future[None]] = []
    async for fetched in at.mailbox.fetch(list(by_uid)):
        scope = by_uid[fetched.uid].scope
        put = asyncio.to_thread(at.vault.put, keys[scope], scope, RAW, fetched.raw)
        sealing.append(asyncio.ensure_future(put))
        raws[fetched.uid] = fetched.raw
        if not fetched.whole:
            cut.add(fetched.uid)
    await asyncio.gather(*sealing)
    there = [by_uid[uid] for uid in raws]
    pool = await at.readers.get()  # one that does not start is no fault of the messages
    async with at.register.write() as connection:
        await messages.attempt(connection, [message.id for message in there])
    readings = await _read(pool, there, raws, cut)
    return [
        Opened(message, known_by(at, message.scope, raws[message.uid]), readings[message.uid])
        for message in there
    ]


def known_by(at: Desk, scope: str, raw: bytes) -> str:
    """Return what a message is known by; one of which nothing could be read is like no other."""
    return at.keyring.index(digest_of(raw) if raw.strip() else f"nothing of {scope}")


async def _read(
    pool: ReadingPool, stored: Sequence[StoredMessage], raws: dict[str, bytes], cut: set[str]
) -> dict[str, Reading]:
    """Read in child processes; a message that was tried often enough is not read again."""
    worn = {message.uid for message in stored if message.attempts >= _ATTEMPTS}
    readable = [message.uid for message in stored if message.uid not in worn | cut]
    readings = dict.fromkeys(worn, _unreadable(PersonReason.parser_died))
    readings |= dict.fromkeys(cut, _unreadable(PersonReason.message_too_large))
    if readable:
        read = await pool.read_many([raws[uid] for uid in readable])
        readings |= dict(zip(readable, read, strict=True))
    return readings


def _unreadable(reason: PersonReason) -> Reading:
    return Reading(kind=Kind.unreadable, needs_person=(reason,))


def digest_of(raw: bytes) -> str:
    """Return a digest over who, when, what and the body: the same for a redelivered letter.

    Fields that a transport adds (Received, Delivered-To) are left out; the Message-ID alone
    would not do, for the sender chooses it and may reuse it.
    """
    head, body = (*_BLANK_LINE.split(raw, maxsplit=1), b"")[:2]
    digest = hashlib.sha256()
    for line in _FOLD.sub(b"", head).splitlines():
        name, _, value = line.partition(b":")
        if name.strip().lower() in _IDENTIFYING:
            digest.update(name.strip().lower() + b":" + value.strip() + b"\n")
    digest.update(body.replace(b"\r\n", b"\n").rstrip())
    return digest.hexdigest()
