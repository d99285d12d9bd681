"""`rightsflow doctor` and `rightsflow watchdog`: whether it is safe, and whether it runs."""

import sys

import typer

from deployments.options import HERE, AsJson, Config
from deployments.terminal import ending_well


def doctor(config: Config = HERE, as_json: AsJson = False) -> None:
    """Find what is unsafe: files that others read, mail in clear, Prefect without a login ...

    Each finding says what, why, and what to do. Changes nothing. Status 1 if one is serious.
    """
    with ending_well():
        from deployments.examining import examine

        sys.exit(examine(config.resolve(), as_json=as_json))


def watchdog(config: Config = HERE) -> None:
    """Look once whether the flows run as they should, and mail the operator what is wrong.

    `serve` looks by itself. This is for a timer of the system, on this machine or another, so that
    somebody looks when `serve` or Prefect is what has stopped. Each trouble is mailed once.
    Status 1 if there is any.
    """
    with ending_well():
        from deployments.terminal import OUT
        from deployments.watchdog.once import look_once

        troubles = look_once(config.resolve())
        OUT.print(
            f"Troubles: {troubles}; each was mailed." if troubles else "All runs as it should."
        )
        sys.exit(int(troubles > 0))


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (doctor, watchdog):
        app.command()(command)
