"""The commands `rightsflow map ...`."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.options import HERE, AsJson, Config
from deployments.terminal import ending_well

map_app = typer.Typer(help="Begin a data map, and try out what it leads to.", no_args_is_help=True)


@map_app.command("draft")
def map_draft(  # noqa: PLR0913, PLR0917 - each is an option of the command
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help="The database, without password: sqlite:///crm.db, "
            "postgresql://reader@db.example.com/crm, mariadb://reader@db.example.com/crm.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the map there, such as systems/crm.yaml; else it "
                     "is printed."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there already.")
    ] = False,
    system: Annotated[
        str,
        typer.Option(metavar="NAME", help="The short name of the system; by default that of FILE, "
                     "or of the database."),
    ] = "",
    schema: Annotated[
        str, typer.Option(help="The schema of the tables, if it is not the role's own.")
    ] = "",
    password_env: Annotated[
        str, typer.Option(metavar="VARIABLE", help="The environment variable with the password.")
    ] = "",
    password_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file with the password.")
    ] = None,
    no_tls: Annotated[
        bool, typer.Option("--no-tls", help="The network is protected otherwise.")
    ] = False,
) -> None:  # fmt: skip
    """Write a first data map of a database, with every guess marked for a person to look at.

    Reads the schema and the first 500 rows of each table, on a connection that can only read. No
    value is printed or kept: only counts, and the numbers or words by which a column tells kinds
    of records apart. The map has TODOs; it is refused until somebody has answered them.
    """
    with ending_well():
        from deployments.drafting import draft_map

        draft_map(
            url,
            out=out,
            force=force,
            system=system,
            schema=schema,
            password_env=password_env,
            password_file=password_file,
            tls=not no_tls,
        )


@map_app.command("known")
def map_known(as_json: AsJson = False) -> None:
    """List the systems whose map comes with Rightsflow, to begin from."""
    with ending_well():
        from deployments.known_maps import show_known_maps

        show_known_maps(as_json=as_json)


@map_app.command("new")
def map_new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The short name that the system shall have.")
    ],
    like: Annotated[
        str,
        typer.Option(metavar="KNOWN", help="The map to begin from; `rightsflow map known` lists "
                     "them."),
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there already.")
    ] = False,
    config: Config = HERE,
) -> None:  # fmt: skip
    """Write systems/NAME.yaml from the map of a system that many have.

    What only you can know is a TODO, and the map is refused until each is answered. Purposes,
    grounds and periods are proposals: look at them all.
    """
    with ending_well():
        from deployments.known_maps import new_map

        new_map(config.resolve(), name, like, force=force)


@map_app.command("rehearse")
def map_rehearse(
    system: Annotated[str, typer.Argument(metavar="SYSTEM", help="A system of the data map.")],
    case: Annotated[str, typer.Option(metavar="NUMBER", help="A case that has a plan.")],
    config: Config = HERE,
) -> None:
    """Do in one system what the plan of a case wants, count the rows, and take all of it back.

    Says what stands in the way before anybody approves: a constraint, a trigger, rows that would
    go along, a missing right. For SQL databases with transactions. Rows are locked meanwhile.
    """
    with ending_well():
        from deployments.rehearsing import rehearse_case

        rehearse_case(config.resolve(), system, case)
