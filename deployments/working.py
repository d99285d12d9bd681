"""`rightsflow worker`: one of several machines that share the work of an instance.

It is Prefect's process worker with the instance's environment, and beside it somebody who looks
whether another worker is lost: then a run is started at once, and not only by schedule.
"""

import asyncio
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from deployments.embedded import check_answers
from deployments.environment import enter
from deployments.login import Server, given_server
from deployments.table import POOL
from deployments.terminal import OUT
from rightsflow.copy.open_vault import open_vault
from rightsflow.errors import Misconfigured, RightsflowError, TryAgain
from rightsflow.register import workers
from rightsflow.register.database import Database
from rightsflow.settings import Settings, read_settings
from tasks.samevault import check_same
from tasks.wiring import open_register

_FORM = "decide/decide"
_BEATS = 3
_A_WHILE_S = 60


def work_for(folder: Path, limit: int, name: str | None) -> None:
    """Take flow runs from the work pool, `limit` at a time, until a signal comes."""
    settings = read_settings(folder)
    server = given_server(settings.prefect)
    if server is None:
        problem = (
            "Several machines share one Prefect server: set prefect.api_url in controller.yaml, or "
            "PREFECT_API_URL, to its address."
        )
        raise Misconfigured(problem)
    enter(folder, server.url, server.login)
    asyncio.run(_work(folder, settings, server, limit, name))


async def _work(
    folder: Path, settings: Settings, server: Server, limit: int, name: str | None
) -> None:
    async with AsyncExitStack() as stack:
        register, _ = await open_register(folder, settings, stack)
        if register.is_sqlite:
            problem = (
                "Several machines need PostgreSQL: set register.url and register.keys_url. "
                "On one machine: rightsflow serve"
            )
            raise Misconfigured(problem)
        await check_same(register, open_vault(settings.register_, folder))
        await asyncio.to_thread(check_answers, server)
        await _note_form(folder, server.url)
        OUT.print(f"Works for {server.url}, {limit} runs at a time  (stop with Ctrl-C)")
        every_s = settings.pace.lost_after_seconds / _BEATS
        watching = asyncio.create_task(watch_over(register, every_s))
        try:
            await _take_runs(limit, name)
        finally:
            watching.cancel()


async def _take_runs(limit: int, name: str | None) -> None:
    """Work until stopped; raises `TryAgain` if Prefect has been away for too long."""
    from prefect.workers.process import ProcessWorker

    worker = ProcessWorker(work_pool_name=POOL, name=name, limit=limit)
    working = asyncio.create_task(worker.start(printer=_quiet))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
    gave_up = False
    try:
        await working
    except* asyncio.CancelledError:
        OUT.print("Stopped. What was in hand is taken over by the other machines.")
    except* (RuntimeError, httpx.HTTPError):
        gave_up = True
    if gave_up:
        problem = (
            "Prefect has not answered for a long time. Start this worker again; nothing is lost."
        )
        raise TryAgain(problem)


def _quiet(_text: str) -> None:
    """Leave what Prefect says of its worker to its own log."""


async def watch_over(register: Database, every_s: float) -> None:
    """Look for workers whose signs of life have ended, and start a run that takes over."""
    from tasks.helpers import start_fulfil

    while True:
        await asyncio.sleep(every_s)
        try:
            async with register.read() as connection:
                known = await workers.at_work(connection)
        except RightsflowError:
            continue
        for one in known.values():
            # Told anew every minute: the run itself may be lost, too.
            if not one.lives:
                await start_fulfil(f"lost: {one.name}, {int(one.lost_for_s / _A_WHILE_S)}")


async def _note_form(folder: Path, url: str) -> None:
    """Note where the form for decisions is; runs on this machine write the link into mails."""
    from prefect import get_client
    from prefect.exceptions import ObjectNotFound

    from tasks.pages import note_form

    parts = urlsplit(url)
    try:
        async with get_client() as client:
            form = await client.read_deployment_by_name(_FORM)
    except ObjectNotFound:
        problem = "This Prefect has no flows yet. Run once, on any machine: rightsflow deploy"
        raise Misconfigured(problem) from None
    except httpx.HTTPError as error:
        kind = type(error).__name__
        problem = f"Prefect at {url} does not answer ({kind}). Start it, or correct the address."
        raise TryAgain(problem) from None
    note_form(folder, f"{parts.scheme}://{parts.netloc}", str(form.id))
