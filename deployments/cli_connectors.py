"""`rightsflow connectors` and `rightsflow connector`."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.options import AsJson
from deployments.terminal import ending_well

connector_app = typer.Typer(help="Write a connector for a kind of system.", no_args_is_help=True)


def connectors(
    rules: Annotated[
        str,
        typer.Option(metavar="KIND", help="Show instead how one kind stands to each rule for "
                     "connectors, with its comment."),
    ] = "",
    config: Annotated[
        Path,
        typer.Option(metavar="DIR", envvar="RIGHTSFLOW_CONFIG", file_okay=False,
                     help="The instance whose controller.yaml says what is allowed. Without one "
                     "only Rightsflow's own kinds are."),
    ] = Path(),
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """List the kinds of systems that are installed, whether they are allowed, what they can do.

    A kind of another package is imported only if `plugins` in controller.yaml allows it; of any
    other nothing but its name and version is known. What is broken is told with its remedy.
    """
    with ending_well():
        from deployments.connecting import show_connectors, show_rules

        if rules:
            show_rules(config.resolve(), rules, as_json=as_json)
        else:
            show_connectors(config.resolve(), as_json=as_json)


@connector_app.command("new")
def connector_new(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="The kind, as data maps will name it: small letters, "
                       "digits and _, such as `timesheets`."),
    ],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="The folder to make, new or empty. Left out: "
                     "rightsflow-NAME in the current folder."),
    ] = None,
) -> None:  # fmt: skip
    """Write a package with a connector that works, for you to change, and tests that it passes.

    Makes a folder with the connector, its settings, a data map, a README, how it stands to the
    rules, and the tests that every connector passes. Nothing is overwritten.
    """
    with ending_well():
        from deployments.skeleton import write_skeleton

        write_skeleton(name, to)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("connectors")(connectors)
    app.add_typer(connector_app, name="connector")
