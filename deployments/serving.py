"""`rightsflow serve`: Prefect with its pages, and the flows by schedule, until stopped."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from deployments.embedded import started
from deployments.terminal import OUT
from rightsflow.settings import read_settings

_AT_ONCE = 4
_EVERY = {"watch": timedelta(hours=1), "purge": timedelta(hours=6)}
"""What does not run as often as the mailbox is read; deleting also where nights are dark."""

_SOON = timedelta(seconds=15)
_ROUNDS = 100
"""Pages of runs that are looked through for dead ones, 200 in each."""


def serve_instance(folder: Path, port: int) -> None:
    """Start the server, register the flows, and run them until a signal comes."""
    minutes = read_settings(folder).pace.poll_minutes
    with started(folder, port, schedules=True):
        OUT.print(f"Prefect: http://127.0.0.1:{port}  (stop with Ctrl-C)")
        OUT.print(f"The mailbox is read in a moment, and then every {minutes} minutes.")
        asyncio.run(_serve(folder, f"http://127.0.0.1:{port}", minutes))


async def _serve(folder: Path, pages: str, minutes: int) -> None:
    from prefect import aserve
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Interval
    from prefect.types.entrypoint import EntrypointType

    from flows.access import access
    from flows.decide import decide
    from flows.fulfil import fulfil
    from flows.intake import intake
    from flows.open_case import open_case
    from flows.purge import purge
    from flows.watch import watch
    from tasks.pages import note_form

    await _bury_the_dead()
    alone = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    every, begin = timedelta(minutes=minutes), datetime.now(UTC)
    deployments = [
        await flow.ato_deployment(
            name=flow.name,
            # Counted from the start, not from a moment that has just passed.
            schedule=Interval(_EVERY.get(flow.name, every), anchor_date=begin + delay)
            if delay
            else None,
            # Of two decisions none is cancelled: each is judged by itself.
            concurrency_limit=None if flow is decide else alone,
            entrypoint_type=EntrypointType.MODULE_PATH,
            description=flow.description,
            tags=["rightsflow"],
        )
        for flow, delay in (
            (intake, _SOON),
            (fulfil, 3 * _SOON),
            (access, None),
            (watch, 4 * _SOON),
            (purge, 8 * _SOON),
            (open_case, None),
            (decide, None),
        )
    ]
    note_form(folder, pages, str(await deployments[-1].aapply()))
    await aserve(
        *deployments, limit=_AT_ONCE, pause_on_shutdown=False, print_starting_message=False
    )


async def _bury_the_dead() -> None:
    """Note as crashed what a Prefect that was killed still shows as going on.

    Each flow runs alone: a run that never ends there would keep every later one from starting.
    The work itself is in the register, and the next run takes it over.
    """
    from prefect import get_client
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import State, StateType
    from prefect.states import Crashed

    going_on = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
    of_these = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=going_on)))
    async with get_client() as client:
        for _ in range(_ROUNDS):
            runs = await client.read_flow_runs(flow_run_filter=of_these)
            if not runs:
                return
            for run in runs:
                crashed: State[Any] = Crashed(
                    message="Its process ended with the Prefect before this one."
                )
                await client.set_flow_run_state(run.id, crashed, force=True)
