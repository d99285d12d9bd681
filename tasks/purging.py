"""Deleting by date: copies, then cases, then what outlives them, each when its time is over.

In the order of the work on a case: one transaction counts it, takes its rows away and orders the
rest; then its keys go, then its files, then its mails; then the order is done. Killed anywhere in
between, the order is there, and the next run carries it out from the start. What is ordered twice
is destroyed once.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.errors import RightsflowError
from rightsflow.law.retention import Kept, due, ends_on
from rightsflow.register import (
    deleting,
    earlier,
    endings,
    erasures,
    reappearances,
    statistics,
    suppression,
)
from rightsflow.register.deleting import Order
from rightsflow.register.endings import OldCase
from tasks.closing import midnight
from tasks.describe import describe
from tasks.desk import Desk
from tasks.mailfolders import delete_mail

_log = logging.getLogger("rightsflow")

_PAGE = 500


async def delete_copies(at: Desk) -> int:
    """Delete the files of cases whose copy has had its time; return of how many cases.

    The files go first: a journal that says that they are gone is right. A message may open a case
    again in between; until it has new files, many steps pass.
    """
    done = 0
    async for some in due_cases(at, Kept.copy):
        for one in some:
            await asyncio.to_thread(at.vault.delete, one.number)
        async with at.register.write() as connection:
            still = await endings.still_closed(connection, midnight(at), [one.id for one in some])
            await endings.copies_deleted(connection, [one.id for one in still], at.now())
        done += len(still)
    return done


async def delete_cases(at: Desk) -> int:
    """Delete the rows of cases that have had their time, and order the rest; return how many."""
    until_on = ends_on(Kept.proof, at.today(), days_of(at))
    done = 0
    async for some in due_cases(at, Kept.case):
        async with at.register.write() as connection:
            still = await endings.still_closed(connection, midnight(at), [one.id for one in some])
            ids = [one.id for one in still if is_due(at, one, Kept.case)]
            await statistics.count_in(connection, ids, at.settings.controller.zone)
            done += await deleting.delete_cases(connection, ids, until_on or at.today(), at.now())
    return done


async def delete_messages(at: Desk) -> int:
    """Delete messages, and mails to our own people, that are about no case; return how many."""
    before = old_mail_before(at)

    async def some(connection: AsyncConnection) -> int:
        mails = await deleting.delete_mails(connection, before, at.now(), limit=at.batch)
        return mails + await deleting.delete_staff_mails(connection, before, limit=at.batch)

    return await _until_none(at, some)


async def delete_outlived(at: Desk) -> int:
    """Delete entries of ledger, lists, index and proofs whose own dates are over."""
    today = at.today()
    purges: tuple[Callable[[AsyncConnection], Awaitable[int]], ...] = (
        lambda connection: earlier.purge(connection, today, limit=_PAGE),
        lambda connection: erasures.purge(connection, today, limit=_PAGE),
        lambda connection: suppression.purge(connection, today, limit=_PAGE),
        lambda connection: reappearances.purge(connection, limit=_PAGE),
        lambda connection: deleting.forget_proofs(connection, today, limit=_PAGE),
    )
    return sum([await _until_none(at, one) for one in purges])


async def carry_out(at: Desk) -> int:
    """Destroy what was ordered: keys, then files, then mails; return how many orders are done.

    What cannot be done now stays ordered, and comes with the next run.
    """
    finished: list[int] = []
    after = 0
    while orders := await _next_orders(at, after):
        after = orders[-1].id
        await at.keyring.drop([key for one in orders for key in one.keys])
        for folder in (folder for one in orders for folder in one.folders):
            await asyncio.to_thread(at.vault.delete, folder)
        if await _without_mail(at, orders):
            finished += [one.id for one in orders]
    if after:
        await at.keyring.wipe()
    for start in range(0, len(finished), _PAGE):
        async with at.register.write() as connection:
            await deleting.done(connection, finished[start : start + _PAGE], at.now())
    return len(finished)


async def due_cases(at: Desk, kept: Kept) -> AsyncIterator[list[OldCase]]:
    """Yield the cases of which something has had its time, so many at once as travel together."""
    async for page in closed_cases(at):
        some = [one for one in page if is_due(at, one, kept)]
        for start in range(0, len(some), at.batch):
            yield some[start : start + at.batch]


async def closed_cases(at: Desk) -> AsyncIterator[list[OldCase]]:
    """Yield the cases that are over and were quiet since yesterday, page by page."""
    after = 0
    while page := await _closed_after(at, after):
        after = page[-1].id
        yield page


def is_due(at: Desk, one: OldCase, kept: Kept) -> bool:
    """Say whether this of a case has had its time."""
    facts = one.facts(at.settings.controller.zone)
    return any(found.kept is kept for found in due(facts, days_of(at), at.today()))


def days_of(at: Desk) -> Mapping[str, int]:
    """Return the settings of `retention` by their names."""
    return at.settings.retention.model_dump()


def old_mail_before(at: Desk) -> datetime:
    """Return the moment before which a message about no case has had its time."""
    return midnight(at) - timedelta(days=at.settings.retention.other_mail_days)


async def _closed_after(at: Desk, after: int) -> list[OldCase]:
    async with at.register.read() as connection:
        return await endings.closed_after(connection, midnight(at), after, limit=_PAGE)


async def _next_orders(at: Desk, after: int) -> list[Order]:
    async with at.register.read() as connection:
        return await deleting.open_orders(connection, after, limit=_PAGE)


async def _without_mail(at: Desk, orders: Sequence[Order]) -> bool:
    try:
        await delete_mail(at, orders)
    except RightsflowError as error:
        _log.warning("mails of deleted cases are still in the mailbox: %s", describe(error))
        return False
    return True


async def _until_none(at: Desk, purge: Callable[[AsyncConnection], Awaitable[int]]) -> int:
    done = 0
    while True:
        async with at.register.write() as connection:
            some = await purge(connection)
        done += some
        if not some:
            return done
