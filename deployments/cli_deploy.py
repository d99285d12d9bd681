"""`rightsflow serve`, `deploy` and `worker`: one machine, or several."""

from typing import Annotated

import typer

from deployments.options import HERE, Config
from deployments.terminal import ending_well


def serve(
    config: Config = HERE,
    port: Annotated[int, typer.Option(help="Port of the Prefect pages.")] = 4200,
    host: Annotated[
        str,
        typer.Option(help="Address of this machine that the pages listen at. Others than the "
                     "default can be reached from the network, without TLS."),
    ] = "127.0.0.1",
) -> None:  # fmt: skip
    """Run until stopped: Prefect with its pages, behind a login, and the flows by schedule."""
    with ending_well():
        from deployments.serving import serve_instance

        serve_instance(config.resolve(), port, host)


def deploy(config: Config = HERE) -> None:
    """Register the flows with a Prefect server for several machines; once more changes nothing.

    The server is that of prefect.api_url in controller.yaml, or of PREFECT_API_URL. What is
    registered: the work pool `rightsflow`, the deployments with their schedules, automations.
    """
    with ending_well():
        from deployments.deploying import deploy_instance

        deploy_instance(config.resolve())


def worker(
    config: Config = HERE,
    limit: Annotated[
        int, typer.Option(min=1, max=64, help="How many flow runs at a time on this machine.")
    ] = 2,
    name: Annotated[
        str | None,
        typer.Option(help="How Prefect's pages call this machine.", show_default="random"),
    ] = None,
) -> None:
    """Work as one of several machines: take flow runs of the pool `rightsflow`, until stopped.

    The Prefect server that they share is that of prefect.api_url in controller.yaml, or of
    PREFECT_API_URL; the register lies in PostgreSQL. `rightsflow deploy` has made the pool.
    """
    with ending_well():
        from deployments.working import work_for

        work_for(config.resolve(), limit, name)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (serve, deploy, worker):
        app.command()(command)
