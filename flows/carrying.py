"""The stages that every right but access goes through, once the person is identified."""

import asyncio
from collections.abc import Collection

from flows.words import CaseNumbers
from rightsflow.law.right import Right
from rightsflow.register.types import Step
from tasks.act import act, mark
from tasks.answer import answer
from tasks.cases import chosen, systems_with
from tasks.desk import desk
from tasks.drawing import draw_plans
from tasks.letting_go import let_go
from tasks.lift import lift
from tasks.send import send
from tasks.survey import survey
from tasks.verify import verify
from tasks.wiring import at_desk

_IN_SYSTEMS = (
    (Step.survey, survey),
    (Step.mark, mark),
    (Step.act, act),
    (Step.verify, verify),
    (Step.lift, lift),
)


async def carry(cases: CaseNumbers, rights: Collection[Right]) -> int:
    """Survey, plan, act, verify and answer, until nothing is left to do; return how many answers.

    All systems are asked at once, each about many people; one that is away holds up only what
    is to be done in it.
    """
    async with at_desk():
        only = await chosen(tuple(cases))
        answered: int = 0
        while True:
            done = await draw_plans(only, rights)
            await let_go(desk())
            for step, verb in _IN_SYSTEMS:
                systems = await systems_with(step, rights)
                done += sum(
                    await asyncio.gather(*(verb(system, only, rights) for system in systems))
                )
            await let_go(desk())
            if done:
                # Whoever received the data is told first: then the letter can say so.
                await send()
            queued = await answer(only)
            answered += queued
            if not done + queued:
                return answered
