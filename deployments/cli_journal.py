"""The commands `rightsflow journal ...`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from deployments.options import HERE, AsJson, Config
from deployments.terminal import ending_well

journal_app = typer.Typer(
    help="Read the journal of a case, prove it whole, and draw up the evidence for an authority.",
    no_args_is_help=True,
)

Case = Annotated[str, typer.Argument(metavar="CASE", help="A case number.")]


@journal_app.command()
def show(case: Case, config: Config = HERE, as_json: AsJson = False) -> None:
    """Show every line of a case's journal, and whether it is whole; no personal data."""
    with ending_well():
        from deployments.journaling import show_journal

        show_journal(config.resolve(), case, as_json=as_json)


@journal_app.command()
def verify(
    case: Annotated[
        str, typer.Argument(metavar="[CASE]", help="A case number; all cases if left out.")
    ] = "",
    config: Config = HERE,
    as_json: AsJson = False,
    against: Annotated[
        typer.FileText | None,
        typer.Option(
            metavar="FILE", errors="replace", encoding="utf-8",
            help="A text with the hashes of earlier daily digests; `-` reads standard input.",
        ),
    ] = None,
) -> None:  # fmt: skip
    """Find a line that was changed, removed or moved, and a tail that was cut off.

    Ends with status 1 if a journal is not whole.
    """
    with ending_well():
        from deployments.verifying import verify_journals

        sys.exit(verify_journals(config.resolve(), case, against, as_json=as_json))


@journal_app.command()
def export(
    case: Case,
    to: Annotated[Path, typer.Option(metavar="DIR", help="Where to.", file_okay=False)],
    config: Config = HERE,
    language: Annotated[
        str, typer.Option(help="pl or en; the first of the controller's languages if left out.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over files of last time.")] = False,
) -> None:
    """Write the evidence of a case for an authority: one PDF, and its twin in JSON.

    The files hold personal data; the journal notes that they were written.
    """
    with ending_well():
        from deployments.journaling import export_evidence

        export_evidence(config.resolve(), case, to.resolve(), language=language, force=force)
