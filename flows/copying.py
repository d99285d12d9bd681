"""Gathering what the systems hold, making the copies, and queueing the answers."""

import asyncio

from flows.words import CaseNumbers
from rightsflow.register.types import Step
from tasks.answer import answer
from tasks.assemble import assemble
from tasks.cases import chosen, systems_with
from tasks.gather import gather
from tasks.wiring import at_desk


async def copy_and_answer(cases: CaseNumbers) -> int:
    """Gather, assemble and answer until nothing is left to do; return how many it answered.

    Every system is asked for its records, files are made in processes of their own while the next
    batch is gathered, and the letters are queued.
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
