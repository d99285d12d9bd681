"""Takes cases through their stages: asked, identified, each right by its own story, sent."""

import asyncio
from collections.abc import Awaitable, Callable

from flows.access import access
from flows.automated_decision import automated_decision
from flows.consent_withdrawal import consent_withdrawal
from flows.erasure import erasure
from flows.intake import send_all
from flows.objection import objection
from flows.portability import portability
from flows.rectification import rectification
from flows.restriction import restriction
from flows.words import EVERY_CASE, CaseNumbers
from rightsflow.law.right import Right
from rightsflow.register.types import Step
from tasks.cases import chosen, rights_at_work, systems_with
from tasks.helpers import call_for_help
from tasks.identify import identify
from tasks.kit import over_cases, story
from tasks.locate import locate
from tasks.planboard import plans_to_show, show_plans
from tasks.receiptboard import receipts_to_show, show_receipts
from tasks.recovery import take_over
from tasks.room import has_room, require_room
from tasks.stop import stop
from tasks.wanted import tell_approvers
from tasks.wiring import at_desk

STORIES = {
    Right.objection: objection,
    Right.consent_withdrawal: consent_withdrawal,
    Right.automated_decision: automated_decision,
    Right.restriction: restriction,
    Right.access: access,
    Right.portability: portability,
    Right.rectification: rectification,
    Right.erasure: erasure,
}
"""Each right's story, in the order that serves a person who asks for several."""


@story("fulfil", over_cases)
async def fulfil(cases: CaseNumbers = EVERY_CASE) -> int:
    """Move every case, or the named ones, as far as it goes, and send what is due.

    Runs by schedule after the intake, or by hand with case numbers. Whatever a killed run
    left behind is finished by the next. Several may run side by side, on several machines: each
    takes cases in hand that no other has. Returns how many letters it sent.
    """
    async with at_desk() as at:
        await take_over()
        await call_for_help(at, more_than=at.batch)
        await find(await chosen(tuple(cases)))
        if has_room(at):
            await tell(cases)
        await until_done(tell_approvers)
        sent = await send_all()
        require_room(at)
        # Last of all: letters do not wait for what is only looked at.
        if await plans_to_show():
            await show_plans()
        if await receipts_to_show():
            await show_receipts()
        return sent


async def tell(cases: CaseNumbers) -> None:
    """Let each right's story go on that has something to do, until none has."""
    while working := await rights_at_work():
        await take_over()
        done = 0
        for right, of_right in STORIES.items():
            if right in working:
                done += await of_right(cases)
        if not done:
            break


async def find(only: tuple[int, ...] | None) -> None:
    """Ask the systems about everybody, stop what waits for nobody, and judge who wrote."""
    while (
        await in_systems(Step.locate, locate, only)
        + await in_systems(Step.stop, stop, only)
        + await until_done(lambda: identify(only))
    ):
        pass


async def in_systems(
    step: Step,
    verb: Callable[[str, tuple[int, ...] | None], Awaitable[int]],
    only: tuple[int, ...] | None,
) -> int:
    """Take a step in every system where it waits, all systems at once; return how often."""
    total = 0
    while systems := await systems_with(step):
        done = await asyncio.gather(*(verb(system, only) for system in systems))
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
