"""What begins in a case, and goes on in it again: nothing while a person has it in hand."""

from collections.abc import Sequence

from rightsflow.register import halting, kept_letters, waiting
from rightsflow.register.case_requests import Request
from rightsflow.register.holds import STOPS, TO_READ
from tasks.effect import Deciding
from tasks.newcases import begin, runs_by_itself


async def begin_unless_stopped(one: Deciding, requests: Sequence[Request]) -> None:
    """Begin requests; what runs by itself waits while it is open who asks, or where they are."""
    stopped = await waiting.any_of(one.connection, one.case.id, STOPS)
    await begin(one.connection, one.at, requests, {one.case.id} if stopped else set())


async def resume(one: Deciding) -> None:
    """Let all that was stopped go on, letters too, and begin what was asked for meanwhile."""
    if not await waiting.any_of(one.connection, one.case.id, TO_READ):
        automated = [request for request in one.open if runs_by_itself(one.at, request.right)]
        await begin(one.connection, one.at, automated, set())
    await halting.reopen_all(one.connection, one.case.id)
    await kept_letters.go_on(one.connection, one.case.id)
