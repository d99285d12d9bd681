"""Deleting and marking messages: what is counted was looked for before and after."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from connectors.mailbox.archive import BATCH, Archive, Folder
from connectors.mailbox.message import Message
from connectors.mailbox.records import Place, by_place
from connectors.mailbox.shape import MARK
from connectors.mailbox.telling import others_of
from rightsflow.deeds import Capability, Order, Receipt
from rightsflow.errors import NeedsPerson
from rightsflow.fates import Fate, fates
from rightsflow.imap import Session
from rightsflow.imap.looking import Opened

OTHERS, UNKNOWN, STILL_THERE = "other_correspondents", "unknown_correspondents", "not_deleted"
NOT_MARKED = "not_marked"
"""Why a message is retained or unreachable: others took part; who did, cannot be read; the server
says that it was deleted or marked, and it was not."""


@dataclass(slots=True)
class Outcome:
    """What became of messages, by place; one that is in none of these was not there."""

    done: set[Place] = field(default_factory=set)
    retained: dict[Place, str] = field(default_factory=dict)
    unreachable: dict[Place, str] = field(default_factory=dict)


Wanted: TypeAlias = tuple[dict[str, str], Fate]
"""The names that orders give a message, by their marks, and what is to be done with it."""


def ordered(orders: Sequence[Order], system: str, keyword: str | None) -> dict[Place, Wanted]:
    """Return what is ordered, by place.

    Raises `NeedsPerson` for what no message can be given.
    """
    wanted: dict[Place, Wanted] = {}
    for order in orders:
        for record, fate in fates(order.changes, system).items():
            if fate is not None and not (set(fate) == {MARK} and fate[MARK] in {keyword, None}):
                message = f"System {system}: a message is deleted or marked, never changed."
                raise NeedsPerson(message)
            for place, names in by_place([str(record)]).items():
                before, other = wanted.get(place, ({}, fate))
                # Where one case wants it deleted, the others find it gone.
                wanted[place] = ({**before, **names}, None if other is None else fate)
    return wanted


def receipt(
    order: Order,
    capability: Capability,
    wanted: Mapping[Place, Wanted],
    outcome: Outcome,
    now: datetime,
) -> Receipt:
    """Return the receipt of one order: each of its records is counted once."""
    counts: Counter[str] = Counter()
    retained: Counter[str] = Counter()
    unreachable: Counter[str] = Counter()
    for record, fate in fates(order.changes, "").items():
        place = next(iter(by_place([str(record)])), None)
        if place is not None and (reason := outcome.retained.get(place)):
            retained[reason] += 1
        elif place is not None and (reason := outcome.unreachable.get(place)):
            unreachable[reason] += 1
        elif place is None or place not in outcome.done:
            counts["gone"] += 1
        elif wanted[place][1] is None:
            counts["removed" if fate is None else "gone"] += 1
        else:
            counts["anonymised" if capability is Capability.erase else "changed"] += 1
    return Receipt(
        order.case_number, now, **counts, retained=dict(retained), unreachable=dict(unreachable)
    )


async def deleted(archive: Archive, wanted: dict[Place, dict[str, str]], outcome: Outcome) -> None:
    """Delete messages between the person and us, and look whether they are gone.

    What others took part in is retained, unless the data map says otherwise. Raises
    `NeedsPerson`, before anything is done, if the server cannot delete some messages alone.
    """
    await archive.run(lambda session: session.check_may_expunge())
    async with aclosing(archive.at(wanted)) as there:
        async for folder, uids in there:
            for at in range(0, len(uids), BATCH):
                await _deleted(archive, folder, uids[at : at + BATCH], wanted, outcome)


async def _deleted(
    archive: Archive,
    folder: Folder,
    uids: Sequence[str],
    wanted: dict[Place, dict[str, str]],
    outcome: Outcome,
) -> None:
    going: dict[str, Place] = {}
    async with aclosing(archive.messages(folder, uids)) as batches:
        async for batch in batches:
            for message in batch:
                place = await archive.place(folder, message.uid)
                if reason := _kept_for(archive, message, wanted[place]):
                    outcome.retained[place] = reason
                else:
                    going[message.uid] = place
    if not going:
        return
    which = list(going)
    await archive.within(folder, lambda session, _: session.delete(which), writing=True)
    async with aclosing(archive.messages(folder, which)) as batches:
        left = {message.uid async for batch in batches for message in batch}
    for uid, place in going.items():
        if uid in left:
            outcome.unreachable[place] = STILL_THERE
        else:
            outcome.done.add(place)


def _kept_for(archive: Archive, message: Message, marks: Iterable[str]) -> str:
    """Return why a message is retained, or the empty text."""
    settings = archive.settings
    if settings.others == "delete" and message.those_marked(marks):
        return ""
    if others_of(settings, message, marks):
        return OTHERS
    return "" if message.is_whole else UNKNOWN


async def marked(
    archive: Archive, keyword: str, wanted: dict[Place, bool], outcome: Outcome
) -> None:
    """Set the keyword on messages, or take it off, and look whether it is so.

    Raises `NeedsPerson` if the server keeps no such keyword.
    """
    async with aclosing(archive.at(wanted)) as there:
        async for folder, uids in there:
            for on in (True, False):
                some = [uid for uid in uids if wanted[await archive.place(folder, uid)] is on]
                for at in range(0, len(some), BATCH):
                    await _marked(archive, folder, some[at : at + BATCH], (keyword, on), outcome)


async def _marked(
    archive: Archive, folder: Folder, uids: list[str], mark: tuple[str, bool], outcome: Outcome
) -> None:
    keyword, on = mark

    def flag(session: Session, opened: Opened) -> None:
        if on and opened.keywords.isdisjoint({r"\*", keyword}):
            raise NeedsPerson(_NO_KEYWORDS)
        session.flag(uids, keyword, on=on)

    await archive.within(folder, flag, writing=True)
    async with aclosing(archive.messages(folder, uids)) as batches:
        async for batch in batches:
            for message in batch:
                place = await archive.place(folder, message.uid)
                if (keyword in message.flags) is on:
                    outcome.done.add(place)
                else:
                    outcome.unreachable[place] = NOT_MARKED


_NO_KEYWORDS = "The IMAP server keeps no keywords in this folder. Set the messages apart by hand."
