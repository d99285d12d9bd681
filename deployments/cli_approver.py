"""`rightsflow approver`."""

from typing import Annotated

import typer

from deployments.options import HERE, AsJson, Config
from deployments.terminal import ending_well

approver_app = typer.Typer(help="Who may decide, and how it is proved.", no_args_is_help=True)

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="A role or a short name, such as hr-lead: it is seen in Prefect and in the journal.",
    ),
]


@approver_app.command("add")
def approver_add(
    name: Name,
    email: Annotated[
        str | None,
        typer.Option(help="Where mails about decisions go. Without it you are asked, so that the "
                     "address does not stay in the shell's history."),
    ] = None,
    config: Config = HERE,
    officer: Annotated[
        bool, typer.Option("--officer", help="This is the data protection officer.")
    ] = False,
) -> None:  # fmt: skip
    """Add an approver and show the QR code for the authenticator app, once."""
    with ending_well():
        from deployments.approving import add_approver

        address = email or typer.prompt("E-mail", err=True)
        add_approver(config.resolve(), name, address, officer=officer)


@approver_app.command("list")
def approver_list(config: Config = HERE, as_json: AsJson = False) -> None:
    """List who may decide, who is locked and who was revoked."""
    with ending_well():
        from deployments.approving import list_approvers

        list_approvers(config.resolve(), as_json=as_json)


@approver_app.command("revoke")
def approver_revoke(name: Name, config: Config = HERE) -> None:
    """Take the right to decide away, as after a lost phone; what was decided stands."""
    with ending_well():
        from deployments.approving import revoke_approver

        revoke_approver(config.resolve(), name)


@approver_app.command("unlock")
def approver_unlock(name: Name, config: Config = HERE) -> None:
    """Let an approver decide again who was locked after five wrong codes in a row."""
    with ending_well():
        from deployments.approving import unlock_approver

        unlock_approver(config.resolve(), name)
