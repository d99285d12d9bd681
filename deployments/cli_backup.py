"""The commands `rightsflow backup` and `rightsflow restore`."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from deployments.options import HERE, AsJson, Config, a_day
from deployments.terminal import ending_well
from rightsflow.errors import Misconfigured

NO_FILES: list[Path] = []
"""The default of an option. Nobody adds to it."""


def backup(
    to: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to: new, or a backup that is brought up to "
                             "date.", file_okay=False)
    ],
    config: Config = HERE,
) -> None:  # fmt: skip
    """Save register, vault and key store, while `serve` goes on.

    With SQLite. Each of the three gets a folder of its own in DIR, so that `keys` is carried to
    another place than the others and expires sooner. The key file is never saved.
    """
    with ending_well():
        from deployments.backing import back_up

        back_up(config.resolve(), to.resolve())


def restore(
    check: Annotated[
        bool, typer.Option("--check", help="Prove that a restored backup is usable; changes "
                           "nothing.")
    ] = False,
    replay: Annotated[
        bool, typer.Option("--replay", help="Forget again what came after the backup, in the "
                           "register and in the systems.")
    ] = False,
    ledger: Annotated[
        list[Path],
        typer.Option(metavar="FILE", help="A copy of the ledger besides that of the settings, as "
                     "of another machine; repeatable.", exists=True, dir_okay=False),
    ] = NO_FILES,
    since: Annotated[
        date | None,
        typer.Option(metavar="DAY", parser=a_day, help="With --replay: the day of the systems' "
                     "backups, if it is before the register's. Then all systems are asked."),
    ] = None,
    config: Config = HERE,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Prove a restored backup, and make it forget what was erased since.

    Put register, vault, key store, key file and the newest copy of the ledger where they belong;
    then --check, then --replay, then start. --check ends with status 1 if the backup is not usable,
    and with 3 if it has something to forget.
    """
    with ending_well():
        from deployments.restoring import check_restored, replay_restored

        if check == replay:
            problem = "Say --check, or --replay. First the one, then the other."
            raise Misconfigured(problem)
        if check:
            sys.exit(check_restored(config.resolve(), ledger, as_json=as_json))
        sys.exit(replay_restored(config.resolve(), ledger, since))


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backup")(backup)
    app.command("restore")(restore)
