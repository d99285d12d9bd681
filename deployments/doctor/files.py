"""Files and folders: who else on this machine may read keys, or change where data goes."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from deployments.doctor.finding import Facts, Finding, Grade
from deployments.login import LOGIN_FILE
from rightsflow.secret import SecretSource
from rightsflow.settings import CONTROLLER_FILE, MaildirBox, MaildirOut

_MAY_READ, _MAY_WRITE = 0o077, 0o022
_BACKUPS = ("*backup*", "*.bak", "*.dump", "*.sql", "*.sql.gz", "*.tar", "*.tar.*", "*.tgz")
_READ = "Whoever may log in to this machine can read it."


def secret_files(facts: Facts) -> Iterator[Finding]:
    """Find secrets that others may read: the master key, logins, passwords in files."""
    for file in sorted(_secrets(facts)):
        if file.is_file() and file.stat().st_mode & _MAY_READ:
            yield Finding(
                "secret-readable",
                Grade.serious,
                f"Others may read {_shown(file, facts)}, which is a secret.",
                _READ,
                f"chmod 600 {file}",
            )


def private_places(facts: Facts) -> Iterator[Finding]:
    """Find folders and databases with cases, letters or messages that others may read."""
    for path in dict.fromkeys(_private(facts)):
        if path.exists() and path.stat().st_mode & _MAY_READ and not _shut(path, facts):
            yield Finding(
                "place-readable",
                Grade.serious,
                f"Others may look into {_shown(path, facts)}.",
                f"{_READ} Letters and messages there name people.",
                f"chmod -R go-rwx {path}",
            )


def settings_files(facts: Facts) -> Iterator[Finding]:
    """Find files by which others could send data elsewhere."""
    files = [facts.folder / CONTROLLER_FILE, *sorted((facts.folder / "systems").glob("*.y*ml"))]
    for file in files:
        if file.is_file() and file.stat().st_mode & _MAY_WRITE:
            yield Finding(
                "settings-writable",
                Grade.serious,
                f"Others may change {_shown(file, facts)}.",
                "It says where letters go out and what is asked about whom.",
                f"chmod go-w {file}",
            )


def key_beside_backups(facts: Facts) -> Iterator[Finding]:
    """Find a master key in a folder with backups: together they open everything."""
    folder = facts.settings.register_.key_file.parent
    found = sorted({one.name for pattern in _BACKUPS for one in folder.glob(pattern)})
    if found:
        yield Finding(
            "key-beside-backups",
            Grade.serious,
            f"What looks like a backup lies beside the master key: {', '.join(found[:3])}.",
            "The key opens what is in the backup, and an erased case comes back with both.",
            "Keep backups elsewhere, and one copy of the key apart from all of them "
            "(docs/how-to/backup.md).",
        )


def _secrets(facts: Facts) -> set[Path]:
    named = {facts.settings.register_.key_file, facts.folder / LOGIN_FILE}
    for model in (facts.settings, *facts.systems.values()):
        named |= {facts.folder / path for path in _named(model)}
    return named


def _named(told: object) -> Iterator[Path]:
    """Yield the files that sources of secrets name, in sections and in connections."""
    if isinstance(told, SecretSource):
        if told.file:
            yield told.file
    elif isinstance(told, BaseModel):
        for name in type(told).model_fields:
            yield from _named(getattr(told, name))
    elif isinstance(told, Mapping):
        yield from _in_connection(told)
    elif isinstance(told, tuple | list):
        for one in told:
            yield from _named(one)


def _in_connection(told: Mapping[str, Any]) -> Iterator[Path]:
    if set(told) == {"file"} and isinstance(told["file"], str):
        yield Path(told["file"]).expanduser()
    for one in told.values():
        yield from _named(one)


def _private(facts: Facts) -> Iterator[Path]:
    folder, settings = facts.folder, facts.settings
    if isinstance(settings.register_.vault, Path):
        yield settings.register_.vault
    yield from (folder / "prefect", folder / "oauth")
    yield from sorted(folder.glob("*.sqlite*"))
    if isinstance(settings.outgoing, MaildirOut):
        yield folder / settings.outgoing.path
    if isinstance(settings.mailbox, MaildirBox):
        yield folder / settings.mailbox.path


def _shut(path: Path, facts: Facts) -> bool:
    """Tell whether nobody else gets there, because the instance folder lets nobody in."""
    inside = path.is_relative_to(facts.folder)
    return inside and not facts.folder.stat().st_mode & _MAY_READ


def _shown(path: Path, facts: Facts) -> str:
    return str(path.relative_to(facts.folder) if path.is_relative_to(facts.folder) else path)
