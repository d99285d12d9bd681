"""`rightsflow doctor`."""

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


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)
