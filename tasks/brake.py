"""The brake: so many letters leave in an hour, the others later, and a person is told.

It stops what no single letter shows: a flood, a loop with a machine that changes its address, a
batch of copies that nobody meant (FreeScout and Mailman keep such limits, too).
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import Brake, LettersBraked
from rightsflow.register import correspondents, outbox, written
from rightsflow.register.outbox import QueuedLetter
from tasks.desk import Desk
from tasks.staffpost import StaffDraft, post_staff

_log = logging.getLogger("rightsflow")
_HOUR = timedelta(hours=1)

AUTOMATIC = frozenset({Letter.acknowledgement, Letter.identity_query})
"""Letters that a message alone brings about, before anybody is identified or has decided."""

_SETTINGS: Mapping[Brake, str] = {
    Brake.with_data: "letters_with_data_per_hour",
    Brake.automatic: "automatic_letters_per_hour",
}


async def still_allowed(connection: AsyncConnection, at: Desk) -> dict[Brake, int]:
    """Return how many letters of each kind may still leave now."""
    since = at.now() - _HOUR
    left = {
        Brake.with_data: await written.sent_with_data_since(connection, since),
        Brake.automatic: await correspondents.sent_since(connection, AUTOMATIC, since),
    }
    return {brake: max(_most(at, brake) - count, 0) for brake, count in left.items()}


async def put_off(
    connection: AsyncConnection,
    at: Desk,
    letters: Sequence[QueuedLetter],
    allowed: Mapping[Brake, int],
) -> list[QueuedLetter]:
    """Put letters back that are too many, tell the officer once a day, and return them."""
    braked: list[QueuedLetter] = []
    for brake, count in allowed.items():
        over = [letter for letter in letters if _brake_of(letter) is brake][count:]
        for letter in over:
            await outbox.put_back(connection, letter.id, letter.tries)
        if over:
            _log.warning("The brake holds %d letters back: too many in an hour.", len(over))
            await _tell(connection, at, brake)
        braked += over
    return braked


def _brake_of(letter: QueuedLetter) -> Brake | None:
    if letter.with_data:
        return Brake.with_data
    return Brake.automatic if letter.letter in AUTOMATIC else None


def _most(at: Desk, brake: Brake) -> int:
    most: int = getattr(at.settings.pace, _SETTINGS[brake])
    return most


async def _tell(connection: AsyncConnection, at: Desk, brake: Brake) -> None:
    context = LettersBraked(
        controller=at.settings.controller,
        brake=brake,
        most=_most(at, brake),
        setting=f"pace.{_SETTINGS[brake]}",
        at=at.now(),
    )
    once = f"braked:{brake}:{at.today().isoformat()}"
    await post_staff(
        connection, at, [StaffDraft(context, at.settings.controller.officer.email, once=once)]
    )
