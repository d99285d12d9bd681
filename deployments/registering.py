"""The table of deployments, as Prefect takes it: for `serve` on one machine and for a pool."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import UUID

from deployments.table import ONE_AT_A_TIME, ONE_TOO_MANY, POOL, TABLE, Daily, Deployed
from rightsflow.settings import Settings

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Schedule


@dataclass(frozen=True, slots=True)
class Times:
    """By what schedules are made: minutes between polls, the zone, and when intervals begin.

    `side_by_side`: so many runs share a backlog at most, on a pool.
    """

    poll_minutes: int
    zone: str
    begin_at: datetime
    side_by_side: int = ONE_AT_A_TIME

    @classmethod
    def of(cls, settings: Settings, begin_at: datetime) -> "Times":
        """Return the times of an instance."""
        pace = settings.pace
        return cls(pace.poll_minutes, settings.controller.timezone, begin_at, pace.side_by_side)


def flow_of(row: Deployed) -> "Flow[..., Any]":
    """Return the flow of a row, by its module path as a worker imports it."""
    module, _, name = row.entrypoint.rpartition(".")
    flow: Flow[..., Any] = getattr(import_module(module), name)
    return flow


async def made(times: Times, *, pooled: bool) -> dict[str, "RunnerDeployment"]:
    """Return the deployment of each row, for a work pool or to be served by this process."""
    from prefect.types.entrypoint import EntrypointType

    return {
        row.name: await flow_of(row).ato_deployment(
            name=row.name,
            schedule=_schedule(row, times),
            concurrency_limit=_limit(row, times.side_by_side if pooled else ONE_AT_A_TIME),
            entrypoint_type=EntrypointType.MODULE_PATH,
            description=flow_of(row).description,
            tags=row.tags,
            work_pool_name=POOL if pooled else None,
        )
        for row in TABLE
    }


def _limit(row: Deployed, side_by_side: int) -> "ConcurrencyLimitConfig | None":
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy

    limit = row.at_once(side_by_side)
    strategy = ConcurrencyLimitStrategy(ONE_TOO_MANY)
    return ConcurrencyLimitConfig(limit=limit, collision_strategy=strategy) if limit else None


def _schedule(row: Deployed, times: Times) -> "Schedule | None":
    from prefect.schedules import Cron, Interval

    if isinstance(row.rhythm, Daily):
        return Cron(row.rhythm.cron, timezone=times.zone, slug=row.name)
    every = row.every(times.poll_minutes)
    if every is None:
        return None
    begin = times.begin_at + timedelta(seconds=row.after_s)
    return Interval(every, anchor_date=begin, timezone=times.zone, slug=row.name)


async def register_all(deployments: Mapping[str, "RunnerDeployment"]) -> dict[str, UUID]:
    """Register deployments, new or anew; return the identifier of each."""
    return {name: await one.aapply() for name, one in deployments.items()}
