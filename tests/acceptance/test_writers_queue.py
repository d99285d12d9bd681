"""Prefect on SQLite: whoever writes at the same time waits a moment, and is not turned away."""

import asyncio
import os

import httpx

from deployments.login import LOGIN_VARIABLE
from tests.acceptance.prefect_api import auth_of

AT_ONCE = 40
RUNNING = {"type": "RUNNING", "name": "Running"}


async def test_nobody_who_writes_at_the_same_time_is_turned_away(prefect_url: str) -> None:
    """A 503 makes a client sleep for seconds, and a person press Submit again."""
    async with httpx.AsyncClient(
        base_url=prefect_url, timeout=60, auth=auth_of(os.environ[LOGIN_VARIABLE])
    ) as client:
        made = await client.post("/flows/", json={"name": "writers-queue"})
        flow_id = made.raise_for_status().json()["id"]

        async def run(number: int) -> list[int]:
            asked = {"flow_id": flow_id, "name": f"run {number}", "state": {"type": "PENDING"}}
            begun = await client.post("/flow_runs/", json=asked)
            key = begun.json().get("id")
            moved = await client.post(f"/flow_runs/{key}/set_state", json={"state": RUNNING})
            return [begun.status_code, moved.status_code]

        answered = await asyncio.gather(*(run(number) for number in range(AT_ONCE)))

    assert {code for codes in answered for code in codes} == {201}
