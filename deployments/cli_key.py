"""The commands `rightsflow key ...`."""

import sys
from typing import Annotated

import typer

from deployments.options import HERE, AsJson, Config
from deployments.terminal import ending_well

key_app = typer.Typer(
    help="Look after the master key: a copy on paper, a proof of that copy, a new key.",
    no_args_is_help=True,
)


@key_app.command()
def check(config: Config = HERE, as_json: AsJson = False) -> None:
    """Tell the name of the master key, what is wrapped by it, and what is kept of earlier ones."""
    with ending_well():
        from deployments.keys import check_keys

        check_keys(config.resolve(), as_json=as_json)


@key_app.command()
def escrow(
    next_: Annotated[
        bool, typer.Option("--next", help="The key that a rotation is to take on, made by "
                           "`rightsflow key rotate --prepare`.")
    ] = False,
    config: Config = HERE,
) -> None:  # fmt: skip
    """Print the master key for paper: four lines, each with a check against typing errors.

    What is printed IS the key. Send it to a printer, not to a file: `rightsflow key escrow | lp`.
    """
    with ending_well():
        from deployments.escrow import print_key

        print_key(config.resolve(), next_=next_)


@key_app.command()
def verify(
    write: Annotated[
        bool, typer.Option("--write", help="Make the key file from it, which is lost.")
    ] = False,
    config: Config = HERE,
) -> None:
    """Prove that a copy of the key opens this register; asks for it line by line.

    Nothing of what you type is shown. A typing error is told with its line. Takes the four lines
    of a paper copy, or the one line of a key file.
    """
    with ending_well():
        from deployments.escrow import verify_copy

        sys.exit(verify_copy(config.resolve(), write=write))


@key_app.command()
def rotate(
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Only make the next key, so that it is put on paper "
                           "and onto every machine before anything is wrapped by it.")
    ] = False,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="The next key lies beside the master key on every "
                           "machine that works on this register. Asked for with PostgreSQL.")
    ] = False,
    config: Config = HERE,
) -> None:  # fmt: skip
    """Take on a new master key, while `serve` and workers go on.

    Wraps the key of every case anew. May be killed and run again: it goes on. At the end the new
    key is in the key file, and the old one is gone.
    """
    with ending_well():
        from deployments.rotating import rotate_key

        rotate_key(config.resolve(), prepare=prepare, everywhere=everywhere)
