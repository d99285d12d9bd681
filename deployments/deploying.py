"""`rightsflow deploy`: the flows on a Prefect server that is there already."""

import asyncio
from pathlib import Path

from deployments.embedded import answering, check_answers
from deployments.environment import enter
from deployments.login import Server, given_server
from deployments.registering import Times, made, register_all
from deployments.table import ANCHOR, POOL
from deployments.terminal import OUT
from rightsflow.errors import Misconfigured
from rightsflow.settings import Settings, read_settings

_POOL_TOLD = "Machines that answer data subjects' requests: start `rightsflow worker` on each."
_NO_SERVER = (
    "Which Prefect server? Set prefect.api_url in controller.yaml, or PREFECT_API_URL. On one "
    "machine none is needed: `rightsflow serve` starts its own."
)


def deploy_instance(folder: Path) -> None:
    """Register work pool, deployments and automations; what is there already is set anew.

    Raises `Misconfigured` if no server is named or it refuses the login, `TryAgain` if it does
    not answer.
    """
    settings = read_settings(folder)
    server = _entered(folder, settings)
    with answering():
        names, automations = asyncio.run(_deploy(folder, settings, server))
    OUT.print(f"Work pool {POOL}, with {len(names)} deployments: {', '.join(names)}.")
    OUT.print(f"Automations: {', '.join(automations)}.")
    OUT.print("Now start `rightsflow worker` on each machine that is to work.")


def _entered(folder: Path, settings: Settings) -> Server:
    server = given_server(settings.prefect)
    if server is None:
        raise Misconfigured(_NO_SERVER)
    check_answers(server)
    enter(folder, server.url, server.login)
    return server


async def _deploy(folder: Path, settings: Settings, server: Server) -> tuple[list[str], list[str]]:
    from deployments.automations import register_automations
    from tasks.pages import note_form

    await _make_pool()
    found = await register_all(await made(Times.of(settings, ANCHOR), pooled=True))
    note_form(folder, server.url.removesuffix("/api"), str(found["decide"]))
    return list(found), await register_automations()


async def _make_pool() -> None:
    """Make the pool that is not there; one that is there stays as its owner has set it."""
    from prefect import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists
    from prefect.workers.process import ProcessWorker

    pool = WorkPoolCreate(
        name=POOL,
        description=_POOL_TOLD,
        type=ProcessWorker.type,
        base_job_template=ProcessWorker.get_default_base_job_template(),
    )
    async with get_client() as client:
        try:
            await client.create_work_pool(pool)
        except ObjectAlreadyExists:
            found = await client.read_work_pool(POOL)
            if found.type != ProcessWorker.type:
                problem = (
                    f"There is a work pool {POOL} of the type {found.type}, and the flows need "
                    f"one of the type {ProcessWorker.type}. Remove it, or use another server."
                )
                raise Misconfigured(problem) from None
