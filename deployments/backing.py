"""`rightsflow backup`: register, vault and key store of a running instance, in that order."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from deployments.terminal import ERR, OUT, Counting
from rightsflow.copy.shelves import sync
from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.register.masterkey import KeyFiles
from rightsflow.settings import Settings, read_settings

_PRIVATE = 0o700
_UNFINISHED = ".new"
_BUSY_TIMEOUT_S = 60


def back_up(folder: Path, to: Path) -> None:
    """Save the three things, and the copy of the ledger; what is there is brought up to date.

    Register first, key store last: files and keys are stored before the register speaks of them.

    Raises `Misconfigured` for a register in PostgreSQL, which has its own tools, and while a
    rotation goes on.
    """
    settings = read_settings(folder)
    register, keys = (
        _file_of(settings.register_.url, folder),
        _file_of(settings.register_.keys_url, folder),
    )
    _refuse_rotation(settings)
    if to == folder or folder in to.parents:
        problem = "A backup inside of the instance goes the way of the instance. Name another DIR."
        raise Misconfigured(problem)
    for name in ("register", "vault", "keys"):
        (to / name).mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
    _copy_database(register, to / "register" / "register.sqlite")
    saved = "the vault lies in a bucket and is saved by its store"
    if isinstance(settings.register_.vault, Path):
        with Counting("copying the vault") as shown:
            count = _copy_vault(settings.register_.vault, to / "vault", shown)
        saved = f"{count} new files of the vault"
    ledger = settings.register_.ledger_copy
    if ledger.exists():
        _copy_file(ledger, to / "register" / ledger.name)
    _copy_database(keys, to / "keys" / "keys.sqlite")
    _refuse_rotation(settings)
    OUT.print(f"Saved: register, key store; {saved}.", markup=False)
    ERR.print(
        "Carry the folder keys to another place than the others: its backups expire after "
        f"{settings.retention.key_backup_days} days. The key file is in none of them.",
        markup=False,
    )


def _refuse_rotation(settings: Settings) -> None:
    if KeyFiles(settings.register_.key_file).next.exists():
        problem = (
            "A rotation of the master key is not finished, and a backup of this moment would need "
            "two keys. Finish it, then save: rightsflow key rotate"
        )
        raise Misconfigured(problem)


def _file_of(url: str, folder: Path) -> Path:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        problem = (
            "The register lies in PostgreSQL, which has tools of its own: pg_dump. The order and "
            "the commands stand in docs/how-to/backup.md."
        )
        raise Misconfigured(problem)
    return folder / parsed.database


def _copy_database(source: Path, to: Path) -> None:
    """Write one moment of a database to a file, while others write; deleted rows are not in it."""
    fresh = to.with_name(to.name + _UNFINISHED)
    fresh.unlink(missing_ok=True)
    if not source.exists():
        problem = f"{source.name} is not there. Was the instance ever started?"
        raise Misconfigured(problem)
    try:
        with closing(sqlite3.connect(source, timeout=_BUSY_TIMEOUT_S)) as connection:
            connection.execute("VACUUM INTO ?", (str(fresh),))
    except sqlite3.OperationalError as error:
        problem = f"{source.name} cannot be copied now ({error.sqlite_errorname})."
        raise TryAgain(problem) from None
    _settle(fresh, to)


def _copy_vault(vault: Path, to: Path, shown: Counting) -> int:
    """Copy what is new and remove what is gone: a file of the vault never changes."""
    count, there = 0, set()
    for file in _files(vault):
        name = file.relative_to(vault)
        there.add(name)
        if not (to / name).exists():
            (to / name).parent.mkdir(exist_ok=True, mode=_PRIVATE)
            if _copy_file(file, to / name):
                count += 1
                shown.count("files", 1)
    for old in list(_files(to)):
        if old.relative_to(to) not in there:
            old.unlink()
    return count


def _files(vault: Path) -> Iterator[Path]:
    """Yield the finished files; one that is being written has a name with a dot before it."""
    for file in sorted(vault.glob("*/*")):
        if not file.name.startswith("."):
            yield file


def _copy_file(source: Path, to: Path) -> bool:
    """Copy a file so that it is whole or absent; False if it was deleted meanwhile."""
    fresh = to.with_name(f".{to.name}{_UNFINISHED}")
    try:
        shutil.copyfile(source, fresh)
    except FileNotFoundError:
        fresh.unlink(missing_ok=True)
        return False
    _settle(fresh, to)
    return True


def _settle(fresh: Path, to: Path) -> None:
    handle = os.open(fresh, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(to)
    sync(to.parent)
