"""Commands by which an instance is watched, and its sending stopped and started."""

import sys
from typing import Annotated

import typer

from deployments.options import HERE, AsJson, Config
from deployments.terminal import ending_well
from rightsflow.settings import read_settings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (health, metrics, pause, resume):
        app.command()(command)


def health(
    config: Config = HERE,
    as_json: AsJson = False,
    mail: Annotated[
        bool,
        typer.Option("--mail", help="Mail the alarms that were not told lately to "
                     "`operator.email`, straight to the mail server."),
    ] = False,
) -> None:  # fmt: skip
    """Show the alarms that stand, each with its remedy; status 1 if there is any.

    Needs no Prefect, no key, and tells also that the register is away. Nobody's data.
    """
    with ending_well():
        from deployments.watching import show_health

        sys.exit(show_health(config.resolve(), as_json=as_json, mail=mail))


def metrics(
    config: Config = HERE,
    listen: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Serve /metrics and /health there until stopped, "
                     "such as 127.0.0.1:9464. They have no login: keep them on this machine."),
    ] = None,
) -> None:  # fmt: skip
    """Print the figures for Prometheus: cases by days left, holds, letters, mailbox, systems."""
    with ending_well():
        if listen is None:
            from deployments.watching import print_metrics

            print_metrics(config.resolve())
        else:
            from deployments.exposing import expose

            expose(config.resolve(), read_settings(config.resolve()), listen)


def pause(config: Config = HERE) -> None:
    """Stop all sending, of every worker at once, until `rightsflow resume`."""
    with ending_well():
        from deployments.pausing import pause_sending

        pause_sending(config.resolve())


def resume(config: Config = HERE) -> None:
    """Let letters leave again."""
    with ending_well():
        from deployments.pausing import resume_sending

        resume_sending(config.resolve())
