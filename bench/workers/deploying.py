"""Puts the flows into the work pool `rightsflow`: python -m bench.workers.deploying."""

import asyncio
import contextlib


async def deploy() -> None:
    """Make pool and deployments; none has a schedule: whoever measures starts the runs."""
    from prefect import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists
    from prefect.types.entrypoint import EntrypointType
    from prefect.workers.process import ProcessWorker

    from deployments.table import POOL
    from flows.decide import decide
    from flows.fulfil import fulfil
    from flows.intake import intake

    async with get_client() as client:
        template = ProcessWorker.get_default_base_job_template()
        pool = WorkPoolCreate(name=POOL, type="process", base_job_template=template)
        with contextlib.suppress(ObjectAlreadyExists):
            await client.create_work_pool(pool)
    for flow in (intake, fulfil, decide):
        one = await flow.ato_deployment(
            name=flow.name, work_pool_name=POOL, entrypoint_type=EntrypointType.MODULE_PATH
        )
        await one.aapply()


if __name__ == "__main__":
    asyncio.run(deploy())
