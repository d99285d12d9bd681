"""Takes cases through their stages: asked, identified, each right by its own story, sent."""

import asyncio
from collections.abc import Awaitable, Callable

from flows.access import access
from flows.intake import send_all
from flows.words import EVERY_CASE, CaseNumbers
from rightsflow.register.types import Step
from tasks.cases import chosen, systems_with
from tasks.identify import identify
from tasks.kit import over_cases, story
from tasks.locate import locate
from tasks.recovery import take_over
from tasks.wanted import tell_approvers
from tasks.wiring import at_desk


@story("fulfil", over_cases)
async def fulfil(cases: CaseNumbers = EVERY_CASE) -> int:
    """Move every case, or the named ones, as far as it goes, and send what is due.

    Runs by schedule after the intake, or by hand with case numbers. Whatever a killed run
    left behind is finished by the next. Returns how many letters it sent.
    """
    async with at_desk():
        await take_over()
        await find(await chosen(tuple(cases)))
        await access(cases)
        await until_done(tell_approvers)
        return await send_all()


async def find(only: tuple[int, ...] | None) -> None:
    """Ask the systems about everybody, and judge who wrote, until nothing is left to ask."""
    while await asked(only) + await until_done(lambda: identify(only)):
        pass


async def asked(only: tuple[int, ...] | None) -> int:
    """Ask every system about everybody it has not been asked about, all systems at once."""
    total = 0
    while systems := await systems_with(Step.locate):
        done = await asyncio.gather(*(locate(system, only) for system in systems))
        if not sum(done):
            break
        total += sum(done)
    return total


async def until_done(step: Callable[[], Awaitable[int]]) -> int:
    """Repeat a step until it finds nothing to do; return how much it did."""
    total = 0
    while done := await step():
        total += done
    return total
