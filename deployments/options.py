"""Options that many commands have."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from deployments.terminal import ending_well
from rightsflow.errors import Misconfigured

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
    return folder


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
