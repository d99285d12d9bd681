"""Room on the disk: without it no mail is taken in and nothing gathered, and nothing is lost.

A register or vault that runs full in the middle of a write loses nothing either: what was not
committed is done again. But a full disk stops letters, too, so what grows stops before.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from rightsflow.errors import TryAgain
from rightsflow.settings import Settings
from rightsflow.watching import Disk
from tasks.desk import Desk


def disks(folder: Path, settings: Settings) -> list[Disk]:
    """Return the disks of this machine on which register and vault lie, each once."""
    at = settings.register_
    places: dict[int, tuple[list[str], Path]] = {}
    for name, path in _places(folder, str(at.vault), at.url):
        there = next(one for one in (path, *path.parents) if one.exists())
        places.setdefault(there.stat().st_dev, ([], there))[0].append(name)
    return [
        Disk("+".join(names), (usage := shutil.disk_usage(path)).free, usage.total)
        for names, path in places.values()
    ]


def has_room(at: Desk) -> bool:
    """Say whether what grows may go on."""
    enough = at.settings.alarms.free_bytes
    return all(disk.free_bytes >= enough for disk in disks(at.folder, at.settings))


def require_room(at: Desk) -> None:
    """Raise `TryAgain` where there is too little room."""
    if not has_room(at):
        problem = (
            f"The disk has less than {at.settings.alarms.free_mib} MiB left (alarms.free_mib): no "
            "mail is taken in and nothing is gathered until there is room. Nothing is lost."
        )
        raise TryAgain(problem)


def _places(folder: Path, vault: str, register: str) -> Iterator[tuple[str, Path]]:
    url = make_url(register)
    if url.get_backend_name() == "sqlite" and url.database:
        yield "register", folder / url.database
    if "://" not in vault:
        yield "vault", folder / vault
