"""`rightsflow case scan`."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.options import HERE, Config
from deployments.terminal import ending_well


def register(case_app: typer.Typer) -> None:
    """Add the command."""
    case_app.command("scan")(case_scan)


def case_scan(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="A case number.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="An existing folder.")],
    config: Config = HERE,
    reveal: Annotated[
        bool,
        typer.Option("--reveal", help="Yes, I have to see it; the journal notes that you looked."),
    ] = False,
) -> None:  # fmt: skip
    """Write the identity documents that somebody sent unasked into a folder, until they go."""
    with ending_well():
        from deployments.scanning import write_scans

        write_scans(config.resolve(), number, to.resolve(), reveal=reveal)
