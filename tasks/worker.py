"""Who works: every process holds a lock file while it lives, so that its death shows.

The operating system lets go of the lock when a process ends, however it ends: no process
number can be mistaken for another's, no time has to pass.
"""

import contextlib
import fcntl
import secrets
from datetime import datetime
from pathlib import Path
from typing import IO


class Worker:
    """The process at work, as the owner of leases: `<folder>:<random>`; use `close` at the end.

    The folder's own random name stands first: only who shares the folder can judge by its
    locks, and a machine that merely has the same name cannot.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._place = _name_of(folder)
        self._token = secrets.token_hex(8)
        self._file: IO[bytes] = self._path(self._token).open("wb")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    @property
    def name(self) -> str:
        """Return the name that leases carry."""
        return f"{self._place}:{self._token}"

    def is_dead(self, owner: str) -> bool:
        """Say whether another worker of this machine is gone; False of another folder's."""
        place, _, token = owner.rpartition(":")
        if place != self._place or token == self._token or not token.isalnum():
            return False
        path = self._path(token)
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            return True
        except BlockingIOError:
            return False
        return True

    def is_elsewhere(self, owner: str) -> bool:
        """Say whether a worker is of another folder, where its lock cannot be seen."""
        return owner.rpartition(":")[0] != self._place

    def sweep(self, before: datetime) -> None:
        """Remove the lock files that dead workers took before that moment."""
        for path in self._folder.glob("worker-*.lock"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    self.is_dead(f"{self._place}:{path.stem.partition('-')[2]}")

    def close(self) -> None:
        """Let go; what is still leased is taken over by the next worker."""
        self._path(self._token).unlink(missing_ok=True)
        self._file.close()

    def _path(self, token: str) -> Path:
        return self._folder / f"worker-{token}.lock"


def _name_of(folder: Path) -> str:
    """Return the folder's random name, made once; of two makers the first one wins."""
    fresh = folder / f"id-{secrets.token_hex(8)}"
    fresh.write_text(secrets.token_hex(8), encoding="ascii")
    with contextlib.suppress(FileExistsError):
        (folder / "id").hardlink_to(fresh)
    fresh.unlink()
    return (folder / "id").read_text(encoding="ascii")
