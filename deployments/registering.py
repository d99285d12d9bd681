"""The table of deployments, as Prefect takes it: for `serve` on one machine and for a pool."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import UUID

from deployments.table import ONE_AT_A_TIME, POOL, TABLE, Daily, Deployed
from rightsflow.settings import Settings

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Schedule


@dataclass(frozen=True, slots=True)
class Times:
    """By what schedules are made: minutes between polls, the zone, and when intervals begin."""

    poll_minutes: int
    zone: str
    begin_at: datetime

    @classmethod
    def of(cls, settings: Settings, begin_at: datetime) -> "Times":
        """Return the times of an instance."""
        return cls(settings.pace.poll_minutes, settings.controller.timezone, begin_at)


def flow_of(row: Deployed) -> "Flow[..., Any]":
    """Return the flow of a row, by its module path as a worker imports it."""
    module, _, name = row.entrypoint.rpartition(".")
    flow: Flow[..., Any] = getattr(import_module(module), name)
    return flow


async def made(times: Times, *, pooled: bool) -> dict[str, "RunnerDeployment"]:
    """Return the deployment of each row, for a work pool or to be served by this process."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.types.entrypoint import EntrypointType

    alone = ConcurrencyLimitConfig.model_validate(ONE_AT_A_TIME)
    return {
        row.name: await flow_of(row).ato_deployment(
            name=row.name,
            schedule=_schedule(row, times),
            concurrency_limit=alone if row.alone else None,
            entrypoint_type=EntrypointType.MODULE_PATH,
            description=flow_of(row).description,
            tags=row.tags,
            work_pool_name=POOL if pooled else None,
        )
        for row in TABLE
    }


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
