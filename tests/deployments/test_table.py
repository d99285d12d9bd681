"""One table of deployments: what is served, what is deployed, and prefect.yaml say the same."""

from datetime import timedelta
from typing import Any

import pytest
import yaml
from prefect.deployments.runner import RunnerDeployment

from deployments.registering import Times, made
from deployments.table import ANCHOR, POOL, TABLE, Daily, Deployed, Every, Polling
from rightsflow.settings import Pace
from tools.prefect_yaml import FILE, content

TIMES = Times(5, "Europe/Warsaw", ANCHOR, Pace().side_by_side)


def in_file() -> dict[str, dict[str, Any]]:
    """Return the deployments of prefect.yaml by name."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {one["name"]: one for one in read["deployments"]}


def schedules(one: RunnerDeployment) -> list[dict[str, Any]]:
    """Return the schedules of a deployment in the words of prefect.yaml."""
    return [_in_words(told) for told in one.schedules or ()]


def _in_words(told: Any) -> dict[str, Any]:  # noqa: ANN401 - one of Prefect's kinds
    when = told.schedule
    common = {"slug": told.slug, "timezone": when.timezone, "active": told.active}
    if hasattr(when, "cron"):
        return common | {"cron": when.cron}
    anchor = when.anchor_date.isoformat()
    return common | {"interval": int(when.interval.total_seconds()), "anchor_date": anchor}


def test_the_file_is_current() -> None:
    """Make it anew: python -m tools.prefect_yaml."""
    assert FILE.read_text(encoding="utf-8") == content()


@pytest.mark.parametrize("pooled", [False, True])
async def test_what_is_registered_is_what_the_file_says(pooled: bool) -> None:  # noqa: FBT001
    """Flows, module paths, schedules, limits and tags, whether served or for a pool."""
    known = in_file()
    found = await made(TIMES, pooled=pooled)

    assert list(found) == list(known) == [row.name for row in TABLE]
    for name, one in found.items():
        told = known[name]
        assert (one.name, one.flow_name, one.entrypoint) == (name, name, told["entrypoint"])
        assert one.tags == told["tags"]
        assert schedules(one) == told.get("schedules", [])
        limit = told.get("concurrency_limit", {})
        # On one machine no run is beside another of its flow.
        most = limit.get("limit") if pooled else limit and 1
        assert one.concurrency_limit == (most or None)
        options = one.concurrency_options
        assert (options and options.collision_strategy) == limit.get("collision_strategy")
        assert one.work_pool_name == (told["work_pool"]["name"] if pooled else None)


def test_what_people_start_is_never_cancelled() -> None:
    """A scheduled flow runs alone: what comes too early is cancelled, and the next does it.

    But for the one whose backlog machines share: of that each may have a run.
    """
    limits = {row.name: row.at_once(4) for row in TABLE}
    by_hand = dict.fromkeys(["access", "open-case", "decide"])
    assert limits == {"intake": 1, "fulfil": 4, "watch": 1, "purge": 1} | by_hand
    assert [row.name for row in TABLE if row.rhythm is None] == list(by_hand)
    assert {told["work_pool"]["name"] for told in in_file().values()} == {POOL}


def test_the_pace_of_the_instance_counts() -> None:
    """Whoever reads the mailbox every twenty minutes takes cases further as often."""
    assert Deployed("a", "a.a", Polling()).every(20) == timedelta(minutes=20)
    assert Deployed("a", "a.a", Every(60)).every(20) == timedelta(hours=1)
    assert Deployed("a", "a.a", Daily(3, 30)).every(20) is None


def test_a_nightly_flow_goes_by_the_clock_of_the_controller() -> None:
    """A time of the clock, with the zone beside it, is the same hour in summer and winter."""
    assert Daily(3, 30).cron == "30 3 * * *"
