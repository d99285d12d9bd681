"""Calling for help: a backlog larger than one run's batch is shared by runs on other machines.

Each run calls for at most one more, so their number grows step by step and stays bounded. On one
machine with SQLite nobody is called: there one run is as fast as several.
"""

import logging

import httpx
from prefect import get_client
from prefect.exceptions import ObjectNotFound
from prefect.runtime import flow_run

from rightsflow.register.backlog import backlog
from tasks.desk import Desk

FULFIL = "fulfil/fulfil"
"""The deployment whose runs share the work: flow and deployment are named alike."""

_log = logging.getLogger("rightsflow")


async def call_for_help(at: Desk, *, more_than: int) -> bool:
    """Start one more run if more cases than that wait in nobody's hands; return whether it did."""
    called_by = flow_run.get_id()
    if at.register.is_sqlite or called_by is None:
        return False
    async with at.register.read() as connection:
        found = await backlog(connection)
    if found.cases <= more_than or found.runs >= at.settings.pace.side_by_side:
        return False
    return await start_fulfil(f"help for {called_by}")


async def start_fulfil(key: str) -> bool:
    """Start a run of `fulfil` in its work pool, once for each key; return whether there is one.

    A Prefect that is away, or has no such deployment, is no fault: the schedule brings the next.
    """
    try:
        async with get_client() as client:
            deployed = await client.read_deployment_by_name(FULFIL)
            if deployed.work_pool_name is None:
                return False
            await client.create_flow_run_from_deployment(deployed.id, idempotency_key=key)
    except ObjectNotFound:
        return False
    except httpx.HTTPError as error:
        _log.warning("No run could be started: Prefect does not answer (%s).", type(error).__name__)
        return False
    return True
