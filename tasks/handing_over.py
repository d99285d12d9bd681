"""Giving a copy's passphrase to the second channel, where the controller has one."""

import logging

from rightsflow.copy.handover import Handover
from rightsflow.law.hold import HoldKind
from rightsflow.law.subject import Identifier
from rightsflow.register import case_requests, holds
from tasks.desk import Desk
from tasks.gather import plans_of
from tasks.person import Person, matches_of

_log = logging.getLogger("rightsflow")


async def hand_over(at: Desk, channel: Handover, person: Person, secret: str) -> None:
    """Give the passphrase to the channel; where that fails, its hold stays open."""
    number = person.case.number
    try:
        await channel.hand_over(number, secret, await on_file(at, person))
    except Exception as error:  # noqa: BLE001 - a plug-in's: the letter has left all the same
        _log.warning("%s: passphrase not handed over (%s)", number, type(error).__name__)
        return
    async with at.register.write() as connection:
        await holds.release(
            connection, [person.case.id], HoldKind.handover, "", by="handover", at=at.now()
        )


async def on_file(at: Desk, person: Person) -> tuple[Identifier, ...]:
    """Return the identifiers that stand on the records of the copy: never one merely written."""
    case = person.case
    unlocked = (await plans_of(at, {case.id: person}))[case.id]["gather"]
    async with at.register.read() as connection:
        asked = (await case_requests.requests_of(connection, [case.id]))[case.id]
        found = await matches_of(connection, {request.id: person for request in asked})
    matches = [match for one in found.values() for match in one]
    return tuple(
        dict.fromkeys(m.identifier for m in matches if m.record in unlocked.get(m.system, ()))
    )
