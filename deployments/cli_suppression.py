"""Commands about people whose case is long gone: `suppressed`, `lift`, `replay`, `sweep`."""

import codecs
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from phonenumbers import SUPPORTED_REGIONS

from deployments.options import HERE, Config, a_day
from deployments.terminal import ending_well
from rightsflow.law.suppression import EVERYTHING, SuppressionList

EVERY_LIST = list(SuppressionList)
NO_COLUMNS: list[str] = []
"""Defaults of options. Nobody adds to these lists."""


def _an_encoding(name: str) -> str:
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except LookupError:
        problem = f"{name!r} is no encoding. Write it like utf-8, cp1250 or iso-8859-2."
        raise typer.BadParameter(problem) from None


def _a_delimiter(text: str) -> str:
    sign = {"tab": "\t", "\\t": "\t"}.get(text, text)
    if len(sign) > 1:
        problem = "One sign stands between cells: a comma, a semicolon, or `tab`."
        raise typer.BadParameter(problem)
    return sign


def _a_country(code: str) -> str:
    if code.upper() not in SUPPORTED_REGIONS:
        problem = f"{code!r} is no country. Two letters, such as PL."
        raise typer.BadParameter(problem)
    return code.upper()


def suppressed(  # noqa: PLR0913, PLR0917 - each is an option of the command
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.csv", help="The import, with headings in its first line.",
                       exists=True, dir_okay=False, readable=True),
    ],
    list_: Annotated[
        list[SuppressionList],
        typer.Option("--list", help="Which list; repeatable. Left out: both."),
    ] = EVERY_LIST,
    purpose: Annotated[
        str,
        typer.Option(metavar="SYSTEM.PURPOSE", help="The marketing that the import is for. Left "
                     "out: an objection to any marketing holds a row back."),
    ] = EVERYTHING,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where the rows go that may be imported.",
                     dir_okay=False),
    ] = None,
    column: Annotated[
        list[str],
        typer.Option(metavar="HEADING", help="A column with addresses or phones; repeatable. "
                     "Left out: those whose heading speaks of mail or telephone."),
    ] = NO_COLUMNS,
    encoding: Annotated[
        str,
        typer.Option(parser=_an_encoding, metavar="NAME",
                     help="How the file is written, such as cp1250."),
    ] = "utf-8-sig",
    delimiter: Annotated[
        str, typer.Option(parser=_a_delimiter, metavar="SIGN", help="Between cells; `tab` for a "
                          "tabulator. Left out: what the first line has most of.")
    ] = "",
    country: Annotated[
        str,
        typer.Option(parser=_a_country, metavar="CODE",
                     help="Where a phone number without a country's code is from."),
    ] = "PL",
    force: Annotated[bool, typer.Option("--force", help="Write over --out.")] = False,
    config: Config = HERE,
) -> None:  # fmt: skip
    """Hold back the rows of an import that are about people who are on a suppression list.

    Prints the number of each such row with the list, as a spreadsheet counts rows, and never what
    stands in it. Ends with status 3 if any row was held back. Run it before every import.
    """
    with ending_well():
        from deployments.importfile import Form
        from deployments.suppressing import Wanted, check_import

        form = Form(encoding, delimiter, tuple(column), country)
        wanted = Wanted(tuple(list_), purpose, form)
        sys.exit(check_import(config.resolve(), file, wanted, out, force=force))


def lift(
    of: Annotated[
        SuppressionList, typer.Argument(metavar="LIST", help="no_marketing or do_not_recreate.")
    ],
    purpose: Annotated[
        str,
        typer.Option(metavar="SYSTEM.PURPOSE", help="The marketing that they opted into. Left "
                     "out: all of the list."),
    ] = EVERYTHING,
    config: Config = HERE,
) -> None:  # fmt: skip
    """Take a person off a list who came back by their own will: an opt-in, an application.

    Asks for address and phone, so that neither stays in the shell's history.
    """
    with ending_well():
        from deployments.lifting import lift_person

        lift_person(config.resolve(), of, purpose)


def replay(
    system: Annotated[
        str, typer.Argument(metavar="SYSTEM", help="The system that was restored, as in its map.")
    ],
    since: Annotated[
        date,
        typer.Option(metavar="DAY", parser=a_day, help="The day on which the backup was made."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what is back and what would be done.")
    ] = False,
    config: Config = HERE,
) -> None:
    """Erase again in a restored system what was erased since its backup was made.

    Run it before anybody works in the system again. Touches only records that surely are the
    person's; the others are counted, by case, and left alone: then it ends with status 1.
    """
    with ending_well():
        from deployments.replaying import replay_system

        sys.exit(replay_system(config.resolve(), system, since, trial=dry_run))


def sweep(
    system: Annotated[
        str, typer.Argument(metavar="[SYSTEM]", help="A system of the data map; all if left out.")
    ] = "",
    config: Config = HERE,
) -> None:
    """Look who was erased, or objected to marketing, and stands in a system again.

    Opens a case for each of them, once. `serve` and `run` do the same each morning; run it after
    a large import. Ends with status 1 if somebody is back.
    """
    with ending_well():
        from deployments.sweeping import sweep_systems

        sys.exit(sweep_systems(config.resolve(), system))


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("suppressed")(suppressed)
    app.command("lift")(lift)
    app.command("replay")(replay)
    app.command("sweep")(sweep)
