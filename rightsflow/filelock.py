"""A lock that a process holds while it lives: the operating system lets go of it at its end."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rightsflow.errors import Misconfigured


@contextmanager
def held(file: Path, problem: str) -> Iterator[None]:
    """Hold a lock file; raises `Misconfigured` with this problem where another process does."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Misconfigured(problem) from None
        yield
