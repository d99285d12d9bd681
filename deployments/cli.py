"""The command `rightsflow`."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from deployments import cli_connectors, cli_decide, cli_scan, cli_suppression
from deployments.cli_approver import approver_app
from deployments.cli_journal import journal_app
from deployments.cli_letters import letters_app
from deployments.cli_map import map_app
from deployments.options import HERE, AsJson, Config, a_day
from deployments.terminal import ending_well
from rightsflow.errors import Misconfigured
from rightsflow.law.right import Right
from rightsflow.register.types import Channel

app = typer.Typer(
    help="Answers data subjects' requests under the GDPR: reads the mailbox, asks every system, "
    "writes the letters, and leaves to people what people must decide.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
case_app = typer.Typer(help="Look at cases, and open one that came by post.", no_args_is_help=True)
app.add_typer(case_app, name="case")
app.add_typer(approver_app, name="approver")
app.add_typer(journal_app, name="journal")
app.add_typer(letters_app, name="letters")
app.add_typer(map_app, name="map")


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is empty or new.")],
    example: Annotated[
        str,
        typer.Option(help="Start from an example: `we-support` has three systems with invented "
                     "people; `blank` explains every setting."),
    ] = "blank",
) -> None:  # fmt: skip
    """Make an instance: controller.yaml, the data map in systems/, and the master key."""
    with ending_well():
        from deployments.starting import make

        make(folder, example)


@app.command()
def check(config: Config = HERE) -> None:
    """Validate every file and ask every system and the mailbox whether they answer."""
    with ending_well():
        from deployments.checking import check_instance

        sys.exit(check_instance(config.resolve()))


@app.command()
def run(config: Config = HERE) -> None:
    """Do one pass: read the mailbox, move every case as far as it goes, send what is due."""
    with ending_well():
        from deployments.running import run_once

        run_once(config.resolve())


@app.command()
def serve(
    config: Config = HERE,
    port: Annotated[int, typer.Option(help="Loopback port of the Prefect pages.")] = 4200,
) -> None:
    """Run until stopped: Prefect with its pages, and the flows by schedule."""
    with ending_well():
        from deployments.serving import serve_instance

        serve_instance(config.resolve(), port)


@app.command()
def worker(
    config: Config = HERE,
    limit: Annotated[int, typer.Option(min=1, help="Flow runs on this machine at once.")] = 2,
    name: Annotated[
        str | None,
        typer.Option(help="How Prefect's pages call this machine.", show_default="random"),
    ] = None,
) -> None:
    """Work as one of several machines: take flow runs of the pool `rightsflow`, until stopped.

    PREFECT_API_URL names the one Prefect server that they share; the register lies in PostgreSQL.
    """
    with ending_well():
        from deployments.working import work_for

        work_for(config.resolve(), limit, name)


@app.command()
def read(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE.eml...]", help="Mail files.")
    ] = None,
    samples: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Measure instead how well the letters of a folder are "
                     "read: it holds labels.csv with the columns file, kind, lang and rights."),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show what the intake makes of messages, without any register.

    With --json one line for each file. What is printed is personal data: it goes where you
    send it and nowhere else. With --samples only figures and names of files are printed.
    """
    with ending_well():
        from deployments.reading import read_files
        from deployments.samples import score_folder

        if samples and not files:
            score_folder(samples, as_json=as_json)
        elif files and not samples:
            read_files(files, as_json=as_json)
        else:
            problem = "Name mail files, or one folder of samples with --samples."
            raise Misconfigured(problem)


@app.command()
def deadline(  # noqa: PLR0913, PLR0917 - each is an option of the command
    received_at: Annotated[
        str, typer.Argument(metavar="RECEIVED_AT", help="As 2026-08-31T09:00:00+02:00.")
    ],
    extension_notice: Annotated[
        str | None, typer.Option(metavar="SENT_AT", help="When a notice of extension went out.")
    ] = None,
    extension_months: Annotated[
        int | None,
        typer.Option(help="Further months in the notice; two are the most.", show_default="2"),
    ] = None,
    asked_on: Annotated[
        date | None,
        typer.Option(metavar="DAY", parser=a_day, help="The day of a question about identity."),
    ] = None,
    answered_on: Annotated[
        date | None, typer.Option(metavar="DAY", parser=a_day, help="The day of its answer.")
    ] = None,
    country: Annotated[str, typer.Option(help="Whose public holidays count.")] = "PL",
    timezone: Annotated[str, typer.Option(help="Where a day begins and ends.")] = "Europe/Warsaw",
    as_json: AsJson = False,
) -> None:
    """Tell when an answer is due, and every step of the reckoning with its rule."""
    with ending_well():
        from deployments.deadline import reckoned, show_deadline

        found = reckoned(
            received_at,
            notice=extension_notice,
            months=extension_months,
            asked_on=asked_on,
            answered_on=answered_on,
            country=country,
            timezone=timezone,
        )
        show_deadline(found, as_json=as_json)


@app.command()
def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the demo's instance is made.")
    ] = Path("demo"),
) -> None:
    """Answer real-looking requests to an invented company, from nothing, in about a minute."""
    with ending_well():
        from deployments.demo import run_demo

        run_demo(folder.resolve())


@app.command()
def plan(
    number: Annotated[str, typer.Argument(metavar="CASE", help="A case number.")],
    config: Config = HERE,
    as_json: AsJson = False,
) -> None:
    """Show what happens to what for each right of a case, why, and how far it is.

    What goes, what is kept and until when, what waits for whom. No personal data: records are
    numbers.
    """
    with ending_well():
        from deployments.planning import plan_case

        plan_case(config.resolve(), number, as_json=as_json)


@case_app.command("list")
def case_list(
    config: Config = HERE,
    as_json: AsJson = False,
    all_: Annotated[bool, typer.Option("--all", help="Answered and closed cases too.")] = False,
) -> None:
    """List cases, the earliest due first; no personal data."""
    with ending_well():
        from deployments.showing import list_cases

        list_cases(config.resolve(), as_json=as_json, open_only=not all_)


@case_app.command("show")
def case_show(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="A case number.")],
    config: Config = HERE,
    as_json: AsJson = False,
    reveal: Annotated[
        bool,
        typer.Option("--reveal", help="Show who asked, the copy's passphrase and our letters to "
                     "the person; the journal notes that you looked."),
    ] = False,
) -> None:  # fmt: skip
    """Show a case: its requests, what each system held, holds, letters, journal."""
    with ending_well():
        from deployments.showing import show_case

        show_case(config.resolve(), number, as_json=as_json, reveal=reveal)


@case_app.command("open")
def case_open(
    right: Annotated[list[Right], typer.Option(help="A right that is asked for; repeatable.")],
    received_on: Annotated[
        date,
        typer.Option(metavar="DAY", parser=a_day, help="The day it was received: 2026-11-20."),
    ],
    config: Config = HERE,
    channel: Annotated[Channel, typer.Option(help="How it came in.")] = Channel.post,
    language: Annotated[str, typer.Option(help="The language to answer in.")] = "pl",
    person: Annotated[
        typer.FileText | None,
        typer.Option(help="YAML file with name, email, phone; `-` reads standard input. Without "
                     "it you are asked, so that nothing personal stays in the shell's history."),
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="The answer is overdue already, and that is right.")
    ] = False,
) -> None:  # fmt: skip
    """Store the person of a request that came by post or phone, and print the case number."""
    with ending_well():
        from deployments.opening import open_posted

        open_posted(
            config.resolve(),
            rights=tuple(right),
            received_on=received_on,
            channel=channel,
            language=language,
            person=person.read() if person else None,
            overdue=overdue,
        )


cli_scan.register(case_app)
cli_connectors.register(app)
cli_decide.register(app)
cli_suppression.register(app)


def main() -> None:
    """Run the command."""
    app(prog_name="rightsflow")


if __name__ == "__main__":
    main()
