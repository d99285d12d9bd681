"""What Prefect still shows as going on after a power cut keeps nothing from starting."""

from uuid import UUID

from prefect import State, get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import (
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
    StateType,
)
from prefect.states import Pending, Running
from prefect.types.entrypoint import EntrypointType

from deployments.serving import _bury_the_dead
from flows.intake import intake
from tests.acceptance.prefect_api import at_prefect

ALONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


async def begun(client: PrefectClient, deployment: UUID) -> tuple[UUID, StateType]:
    """Let a run begin; return it, and the state that Prefect gives it."""
    run = await client.create_flow_run_from_deployment(deployment)
    pending: State[None] = Pending()
    await client.set_flow_run_state(run.id, pending)
    state = (await client.read_flow_run(run.id)).state_type
    assert state
    return run.id, state


async def test_a_run_that_nobody_ended_holds_up_no_later_one(prefect_url: str) -> None:
    """Each flow runs alone, so a run that ended with the power is noted as crashed."""
    with at_prefect(prefect_url):
        made = await intake.ato_deployment(
            "alone", concurrency_limit=ALONE, entrypoint_type=EntrypointType.MODULE_PATH
        )
        deployment = await made.aapply()
        async with get_client() as client:
            dead, state = await begun(client, deployment)
            assert state is StateType.PENDING
            running: State[None] = Running()
            await client.set_flow_run_state(dead, running)
            assert (await begun(client, deployment))[1] is StateType.CANCELLED
            await _bury_the_dead()
            assert (await client.read_flow_run(dead)).state_type is StateType.CRASHED
            assert (await begun(client, deployment))[1] is StateType.PENDING
            await client.delete_deployment(deployment)
