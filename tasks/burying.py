"""Noting in Prefect that a flow run has ended with its worker.

Prefect itself does not see that a machine is gone: the run would go on for ever in its pages, and
where a flow runs alone, keep every later run from starting.
"""

import logging
from uuid import UUID

import httpx
from prefect import get_client
from prefect.exceptions import ObjectNotFound
from prefect.states import Crashed

_log = logging.getLogger("rightsflow")
_LOST = "Its worker was lost; another has taken its work over."


async def bury(run: str) -> None:
    """Show a run as crashed that still goes on in Prefect; a Prefect that is away is no fault."""
    try:
        async with get_client() as client:
            known = await client.read_flow_run(UUID(run))
            if known.state is None or not known.state.is_final():
                await client.set_flow_run_state(known.id, Crashed(message=_LOST), force=True)
    except ObjectNotFound:
        return
    except httpx.HTTPError as error:
        _log.warning("A lost flow run is still shown as going on (%s).", type(error).__name__)
