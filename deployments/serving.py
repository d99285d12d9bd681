"""`rightsflow serve`: Prefect with its pages, and the flows by schedule, until stopped."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deployments.embedded import LOOPBACK, is_loopback, started
from deployments.login import LOGIN_FILE, Server, own_login
from deployments.registering import Times, made
from deployments.terminal import ERR, OUT
from rightsflow.settings import Settings, read_settings

_AT_ONCE = 4
_ROUNDS = 100
"""Pages of runs that are looked through for dead ones, 200 in each."""

_OPEN = (
    "[yellow]![/yellow] The pages are open to the network at {host}, in clear. Put a server with "
    "TLS in front of them, or leave --host out and use a tunnel."
)


def serve_instance(folder: Path, port: int, host: str = LOOPBACK) -> None:
    """Start the server, register the flows, and run them until a signal comes.

    It asks for the instance's login, at every address.
    """
    settings = read_settings(folder)
    with started(folder, port, schedules=True, host=host) as api:
        pages = api.removesuffix("/api")
        if not is_loopback(host):
            ERR.print(_OPEN.format(host=host))
        OUT.print(f"Prefect: {pages}  (stop with Ctrl-C)")
        OUT.print(f"Its login is the line in {folder.name}/{LOGIN_FILE}.", markup=False)
        OUT.print(
            f"The mailbox is read in a moment, and then every {settings.pace.poll_minutes} minutes."
        )
        asyncio.run(_serve(folder, pages, settings))


async def _serve(folder: Path, pages: str, settings: Settings) -> None:
    from prefect import aserve

    from deployments.watchdog.looking import keep_looking
    from tasks.pages import note_form

    await _bury_the_dead()
    # Counted from the start, not from a moment that has just passed.
    deployments = await made(Times.of(settings, datetime.now(UTC)), pooled=False)
    note_form(folder, pages, str(await deployments["decide"].aapply()))
    server = Server(f"{pages}/api", own_login(folder))
    watchdog = asyncio.create_task(keep_looking(folder, server))
    try:
        await aserve(
            *deployments.values(),
            limit=_AT_ONCE,
            pause_on_shutdown=False,
            print_starting_message=False,
        )
    finally:
        watchdog.cancel()


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
