"""Mails about the program itself, to whoever runs it: once for each trouble, without Prefect."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from rightsflow.letters.staff.contexts import RunTrouble, Trouble
from tasks.desk import Desk
from tasks.send import send
from tasks.staffpost import StaffDraft, post_staff

_ROUNDS = 1000
"""Letters that come back again and again must not keep it going for ever."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A trouble as it was seen: which flow, since when; `begun_with` is where it began.

    The same trouble has the same word however often it is seen.
    """

    trouble: Trouble
    flow: str
    since_at: datetime
    begun_with: str

    @property
    def once(self) -> str:
        """Return the word by which it is told once in the whole instance."""
        return f"trouble:{self.trouble}:{self.begun_with}"


async def tell_trouble(at: Desk, seen: Collection[Seen]) -> None:
    """Queue a mail about each trouble that was not told yet, and send what is due.

    No flow is needed for it: with Prefect away nobody else would send.
    """
    await _queue(at, sorted(seen, key=lambda one: one.since_at))
    for _ in range(_ROUNDS):
        if not await send.fn():
            break


async def _queue(at: Desk, seen: Sequence[Seen]) -> None:
    told = at.settings.operator
    drafts = [
        StaffDraft(
            RunTrouble(
                controller=at.settings.controller,
                trouble=one.trouble,
                flow=one.flow,
                since_at=one.since_at,
            ),
            told.email or at.settings.controller.officer.email,
            once=one.once,
            language=told.language,
        )
        for one in seen
    ]
    async with at.register.write() as connection:
        await post_staff(connection, at, drafts)
