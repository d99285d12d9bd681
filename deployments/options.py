"""Options that many commands have."""

import os
import re
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from deployments.terminal import ending_well
from rightsflow.errors import Misconfigured
from rightsflow.secret import BLOCKS

DAY_FIRST = re.compile(r"\s*[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}")
"""A date as people write it by hand; which of the first two is the month, nobody knows."""


def a_day(text: str) -> date:
    """Return the day of an option, from `2026-11-20`; raises `BadParameter` for anything else."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        first = "The year comes first. " if DAY_FIRST.match(text) else ""
        problem = f"{text!r} is no day. {first}Write it like 2026-11-20."
        raise typer.BadParameter(problem) from None


def _instance(folder: Path) -> Path:
    """Return the folder if it may be an instance: a slip of the pen is told as one."""
    with ending_well():
        if not (folder / "controller.yaml").exists():
            named = "the current folder" if folder == HERE else f"the folder {folder}"
            problem = (
                f"Is this the right folder? There is no controller.yaml in {named}. Name an "
                "instance with --config DIR; a new one is made with: rightsflow init DIR"
            )
            raise Misconfigured(problem)
        BLOCKS.set(partial(_in_block, folder.resolve()))
    return folder


def _in_block(folder: Path, name: str) -> str:
    """Return what a Secret block holds in the Prefect that the instance uses, if that runs."""
    from deployments.embedded import known_server
    from deployments.environment import enter
    from deployments.login import URL_VARIABLE

    if URL_VARIABLE not in os.environ:
        from rightsflow.settings import read_settings

        server = known_server(folder, read_settings(folder))
        if server:
            enter(folder, server.url, server.login)
    from tasks.blocks import read_block

    return read_block(name)


HERE = Path()
Config = Annotated[
    Path,
    typer.Option(
        "--config",
        envvar="RIGHTSFLOW_CONFIG",
        help="The instance folder, made by `rightsflow init`.",
        file_okay=False,
        callback=_instance,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
