"""What Prefect says of our runs: a few questions, whose answers are judged elsewhere."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from deployments.table import TABLE
from deployments.watchdog.judging import (
    CRASHED,
    FAILED,
    FINISHED,
    PENDING,
    RUNNING,
    SCHEDULED,
    Patience,
    Run,
    ended_badly,
    late,
    stuck,
)
from tasks.trouble import Seen

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient

_MOST: Final = 200
"""What Prefect gives at once."""

_LOOKED_BACK: Final = timedelta(days=1)
_SCHEDULED_FLOWS: Final = frozenset(row.name for row in TABLE if row.rhythm is not None)


async def seen_by(client: "PrefectClient", patience: Patience, now: datetime) -> list[Seen]:
    """Return every trouble of our flows that Prefect knows of."""
    asked = _Asked(client, await _names(client))
    unfinished = [
        *await asked.runs([RUNNING, PENDING]),
        *await asked.runs([SCHEDULED], before=now - patience.late_after, first=True),
        *await asked.runs([*FINISHED], started_after=now - patience.late_after),
    ]
    badly = [one async for one in _badly(asked, now)]
    return [*badly, *stuck(unfinished, patience, now), *late(unfinished, patience, now)]


async def _badly(asked: "_Asked", now: datetime) -> AsyncIterator[Seen]:
    """Yield what ended badly of late; only of a flow that did are the other runs asked for."""
    wrong = await asked.runs([FAILED, CRASHED], after=now - _LOOKED_BACK)
    fresh = {run.key for run in wrong}
    for flow in sorted({run.flow for run in wrong}):
        runs = await asked.runs([*FINISHED], flow=flow)
        scheduled, whole = flow in _SCHEDULED_FLOWS, len(runs) < _MOST
        for one in ended_badly(runs, scheduled=scheduled, all_known=whole):
            if one.begun_with in fresh:
                yield one


async def _names(client: "PrefectClient") -> dict[UUID, str]:
    """Return the names of our deployments, which are those of their flows."""
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName

    ours = DeploymentFilter(name=DeploymentFilterName(any_=[row.name for row in TABLE]))
    found = await client.read_deployments(deployment_filter=ours)
    entrypoints = {row.entrypoint for row in TABLE}
    return {one.id: one.name for one in found if one.entrypoint in entrypoints}


class _Asked:
    """Asks for runs of our deployments, never for more than Prefect gives at once."""

    def __init__(self, client: "PrefectClient", names: dict[UUID, str]) -> None:
        self._client = client
        self._names = names

    async def runs(
        self,
        states: Sequence[str],
        *,
        flow: str | None = None,
        before: datetime | None = None,
        after: datetime | None = None,
        started_after: datetime | None = None,
        first: bool = False,
    ) -> list[Run]:
        """Return runs in these states; `before` and `after` are about when they were to begin."""
        from prefect.client.schemas import filters
        from prefect.client.schemas.objects import StateType
        from prefect.client.schemas.sorting import FlowRunSort

        ids = [key for key, name in self._names.items() if flow in {None, name}]
        if not ids:
            return []
        expected = filters.FlowRunFilterExpectedStartTime(before_=before, after_=after)
        types = filters.FlowRunFilterStateType(any_=[StateType(one) for one in states])
        wanted = filters.FlowRunFilter(
            deployment_id=filters.FlowRunFilterDeploymentId(any_=ids),
            state=filters.FlowRunFilterState(type=types),
            expected_start_time=expected if before or after else None,
            start_time=filters.FlowRunFilterStartTime(after_=started_after)
            if started_after
            else None,
        )
        order = (
            FlowRunSort.EXPECTED_START_TIME_ASC if first else FlowRunSort.EXPECTED_START_TIME_DESC
        )
        found = await self._client.read_flow_runs(flow_run_filter=wanted, sort=order, limit=_MOST)
        return [self._run(one) for one in found if one.expected_start_time and one.state_type]

    def _run(self, one: Any) -> Run:  # noqa: ANN401 - one of Prefect's runs
        return Run(
            str(one.id),
            self._names[one.deployment_id],
            str(one.state_type.value),
            one.expected_start_time,
            one.start_time,
        )
