"""The command `stats`."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.options import HERE, AsJson, Config
from deployments.terminal import ending_well


def stats(
    month: Annotated[
        str,
        typer.Option(metavar="YYYY-MM", help="In which the requests were received; this month if "
                     "left out."),
    ] = "",
    svg: Annotated[
        Path | None,
        typer.Option(metavar="FILE.svg", help="Draw the month into a file.", dir_okay=False),
    ] = None,
    as_json: AsJson = False,
    config: Config = HERE,
) -> None:  # fmt: skip
    """Print the counts of a month, and draw them: rights, outcomes, days to answer, failures.

    Anonymous, and the same before and after cases were deleted.
    """
    with ending_well():
        from deployments.stats import show_month

        show_month(config.resolve(), month, svg.resolve() if svg else None, as_json=as_json)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("stats")(stats)
