"""The commands `purge` and `case keep`."""

from datetime import date
from typing import Annotated

import typer

from deployments.options import HERE, AsJson, Config, a_day
from deployments.terminal import ending_well
from rightsflow.law.retention import Dispute


def purge(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would go, what goes next, and what "
                           "stays for which reason.")
    ] = False,
    as_json: AsJson = False,
    config: Config = HERE,
) -> None:  # fmt: skip
    """Delete what has had its time: copies, cases with their keys, messages, entries of lists.

    `serve` does it every night; with `run` from a timetable, run this once a day. Prints counts
    and case numbers, nothing personal. May be killed and run again.
    """
    with ending_well():
        from deployments.purging import purge_instance, show_plan

        if dry_run:
            show_plan(config.resolve(), as_json=as_json)
        else:
            purge_instance(config.resolve(), as_json=as_json)


def keep(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="A case number.")],
    until: Annotated[
        date,
        typer.Option(metavar="DAY", parser=a_day, help="The last day on which it is kept. A day "
                     "that has passed ends the keeping."),
    ],
    reason: Annotated[Dispute, typer.Option(help="Why; the journal notes it.")],
    config: Config = HERE,
) -> None:  # fmt: skip
    """Keep a case in dispute, with its copy and key, to a day beyond its time.

    A complaint to the authority, a claim at court, proceedings about a fine, an audit. Without
    it, it goes on its date.
    """
    with ending_well():
        from deployments.purging import keep_case

        keep_case(config.resolve(), number, until, reason)


def register(app: typer.Typer, case_app: typer.Typer) -> None:
    """Add the commands."""
    app.command("purge")(purge)
    case_app.command("keep")(keep)
