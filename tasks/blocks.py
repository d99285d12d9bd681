"""Secrets that lie in Secret blocks of Prefect, read by name."""

import os

import httpx

from rightsflow.errors import Misconfigured, TryAgain

_URL = "PREFECT_API_URL"


def read_block(name: str) -> str:
    """Return what a Secret block holds.

    Raises `Misconfigured` if no server is known or there is no such block, `TryAgain` if the server
    does not answer.
    """
    if not os.environ.get(_URL):
        # Without an address Prefect would start a server for itself, which has no blocks.
        problem = (
            f"The secret is in the block {name}, and no Prefect server runs that has it. Start "
            "rightsflow serve, or name the server in prefect.api_url."
        )
        raise Misconfigured(problem)
    # Prefect fixes its settings when it is imported: not before the instance is entered.
    from prefect import get_client  # noqa: PLC0415
    from prefect.exceptions import ObjectNotFound  # noqa: PLC0415

    try:
        with get_client(sync_client=True) as client:
            found = client.read_block_document_by_name(name, "secret", include_secrets=True)
    except ObjectNotFound:
        problem = (
            f"Prefect has no Secret block {name}. Make it in its pages under Blocks, or name a "
            "file or an environment variable instead."
        )
        raise Misconfigured(problem) from None
    except httpx.HTTPError as error:
        problem = f"Prefect did not give the block {name} ({type(error).__name__})."
        raise TryAgain(problem) from None
    value = found.data.get("value")
    if not isinstance(value, str):
        problem = f"The Secret block {name} holds no text."
        raise Misconfigured(problem)
    return value
