"""Messages that have had their time, deleted where the mailbox keeps what came and what was sent.

A message that was moved has another UID in its new folder. It is found again by the moment at
which the server received it, which a move does not change, and surely known by its digest.
"""

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import get_args

from rightsflow.mail.boxes import Destination, Shelf
from rightsflow.register.deleting import Mail, Order
from tasks.arrivals import known_by
from tasks.desk import Desk


async def delete_mail(at: Desk, orders: Sequence[Order]) -> int:
    """Delete the messages and letters of orders from the folders; return how many messages.

    One that is in no folder any more was taken away by somebody. Raises what the mailbox raises.
    """
    deleted = await delete_received(at, [mail for one in orders for mail in one.mails])
    letters = [one for order in orders for one in order.letters]
    await at.mailbox.delete_sent(letters)
    await at.sender.discard(letters)
    return deleted


async def delete_received(at: Desk, mails: Sequence[Mail]) -> int:
    """Delete messages from the folders to which they were moved, as `delete_mail`."""
    wanted: dict[datetime, list[Mail]] = {}
    for mail in mails:
        wanted.setdefault(mail.received_at, []).append(mail)
    deleted = 0
    for of in get_args(Destination) if wanted else ():
        async with at.mailbox.shelf(of) as shelf:
            deleted += await _emptied(at, shelf, wanted)
    return deleted


async def _emptied(at: Desk, shelf: Shelf, wanted: Mapping[datetime, Sequence[Mail]]) -> int:
    perhaps = {one.uid: wanted[one.received_at] for one in await shelf.list()
               if one.received_at in wanted}  # fmt: skip
    if not perhaps:
        return 0
    async with aclosing(shelf.fetch(list(perhaps))) as fetched:  # type: ignore[type-var]
        ours = [
            one.uid
            async for one in fetched
            if any(known_by(at, mail.scope, one.raw) == mail.digest for mail in perhaps[one.uid])
        ]
    if ours:
        await shelf.delete(ours)
    return len(ours)
