"""`rightsflow deploy`: what a Prefect server for several machines then knows."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect.blocks.system import Secret

from deployments.embedded import free_port
from deployments.login import LOGIN_VARIABLE, URL_VARIABLE
from deployments.table import POOL, TABLE
from rightsflow.errors import Misconfigured
from tasks.blocks import read_block
from tests.acceptance.conftest import CAMPAIGN
from tests.acceptance.prefect_api import at_prefect, auth_of
from tests.acceptance.small_office import SmallOffice, open_small_office

ROOT = Path(__file__).parents[2]
SAME = ("name", "entrypoint", "tags", "description", "parameter_openapi_schema",
        "concurrency_options", "global_concurrency_limit", "work_pool_name", "pull_steps",
        "enforce_parameter_schema")  # fmt: skip
AWAY = 75


@pytest.fixture(scope="module")
def office(prefect_url: str, tmp_path_factory: pytest.TempPathFactory) -> SmallOffice:
    """Give an office whose Prefect is that of the test run."""
    return open_small_office(tmp_path_factory.mktemp("deployed"), prefect_url)


def deploy(office: SmallOffice, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return office.finished("deploy", more=variables)


def asked(office: SmallOffice, path: str, wanted: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
    """Return what Prefect answers."""
    url = f"{office.environment['PREFECT_API_URL']}/{path}"
    auth = auth_of(os.environ[LOGIN_VARIABLE])
    answer = httpx.post(url, json=wanted or {}, auth=auth)
    return answer.raise_for_status().json()


def registered(office: SmallOffice) -> dict[str, dict[str, Any]]:
    """Return what is registered for the pool, without what differs by nature."""
    in_pool = {"work_pools": {"name": {"any_": [POOL]}}}
    return {one["name"]: _known(one) for one in asked(office, "deployments/filter", in_pool)}


def _known(one: dict[str, Any]) -> dict[str, Any]:
    limit = (one["global_concurrency_limit"] or {}).get("limit")
    schedules = [{**told["schedule"], "slug": told["slug"]} for told in one["schedules"]]
    told = {key: one[key] or [] for key in SAME}
    return told | {"id": one["id"], "global_concurrency_limit": limit, "schedules": schedules}


def test_the_same_stands_there_however_often(office: SmallOffice) -> None:
    """Once more changes nothing."""
    done = deploy(office)
    assert done.returncode == 0, done.stderr
    first = registered(office)
    assert sorted(first) == sorted(row.name for row in TABLE)
    automations = asked(office, "automations/filter")

    assert deploy(office).returncode == 0
    assert registered(office) == first
    assert [one["id"] for one in asked(office, "automations/filter")] == [
        one["id"] for one in automations
    ]
    assert [one["name"] for one in automations] == [
        "rightsflow: a run without a sign of life has crashed"
    ]


@pytest.mark.skipif(not CAMPAIGN, reason="Prefect's own command is slow: make campaign")
def test_the_same_stands_there_by_whatever_command(office: SmallOffice) -> None:
    """prefect.yaml, with Prefect's own command, says the same."""
    assert deploy(office).returncode == 0
    first = registered(office)
    file = ["--prefect-file", "deployments/prefect.yaml"]
    prefect = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", *file]
    by_prefect = subprocess.run(
        prefect, env=office.environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert by_prefect.returncode == 0, by_prefect.stderr
    assert registered(office) == first


def test_a_wrong_login_is_told_in_a_sentence(office: SmallOffice) -> None:
    """What is shown is where to put the right one, and not the wrong one."""
    done = deploy(office, **{LOGIN_VARIABLE: "rightsflow:not-the-password"})

    assert done.returncode == 1
    assert "refuses the login" in done.stderr
    assert "prefect.login" in done.stderr
    assert "not-the-password" not in done.stdout + done.stderr


def test_a_server_that_is_away_is_told_with_its_address(office: SmallOffice) -> None:
    """It is tried again later: nothing is wrong with the settings."""
    url = f"http://127.0.0.1:{free_port()}/api"
    done = deploy(office, PREFECT_API_URL=url)

    assert done.returncode == AWAY
    assert url in done.stderr


@pytest.mark.parametrize("inside", [False, True])
def test_a_secret_block_is_read_by_name(
    prefect_url: str,
    monkeypatch: pytest.MonkeyPatch,
    inside: bool,  # noqa: FBT001 - a case
) -> None:
    """By a command, and inside a flow, where something else is going on at the same time."""
    monkeypatch.setenv(URL_VARIABLE, prefect_url)

    async def read(name: str) -> str:
        return read_block(name)

    def found(name: str) -> str:
        return asyncio.run(read(name)) if inside else read_block(name)

    with at_prefect(prefect_url):
        kept: Secret[str] = Secret(value="opens-the-mailbox")
        asyncio.run(kept.asave("mailbox-password", overwrite=True))
        assert found("mailbox-password") == "opens-the-mailbox"
        with pytest.raises(Misconfigured, match="no Secret block crm-password"):
            found("crm-password")


def test_without_a_server_no_block_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefect would start a server for itself, and wait for it, to find that it has none."""
    monkeypatch.delenv(URL_VARIABLE, raising=False)

    with pytest.raises(Misconfigured, match="no Prefect server runs that has it"):
        read_block("mailbox-password")
