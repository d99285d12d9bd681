"""What happens to an access request (Article 15 GDPR)."""

import asyncio

from flows.words import EVERY_CASE, CaseNumbers
from rightsflow.register.types import Step
from tasks.answer import answer
from tasks.assemble import assemble
from tasks.cases import chosen, systems_with
from tasks.gather import gather
from tasks.kit import over_cases, story
from tasks.wiring import at_desk


@story("access", over_cases)
async def access(cases: CaseNumbers = EVERY_CASE) -> int:
    """Gather what the systems hold, make the copy, and queue the answer.

    Takes the cases whose person is identified: every system is asked for its records, PDF and
    archive are made in processes of their own while the next batch is gathered, and the
    letter is queued. Returns how many answers it queued.
    """
    async with at_desk():
        only = await chosen(tuple(cases))
        answered: int = 0
        while True:
            systems = await systems_with(Step.gather)
            gathered, assembled, queued = await asyncio.gather(
                asyncio.gather(*(gather(system, only) for system in systems)),
                assemble(only),
                answer(only),
            )
            answered += queued
            if not sum(gathered) + assembled + queued:
                return answered
