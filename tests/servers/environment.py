"""Environments of their own for real servers that cannot share ours.

Each is made once, in $RIGHTSFLOW_TEST_CACHE (default ~/.cache/rightsflow-test), and made anew
when its constraints or the interpreter change.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

INSTALL_LIMIT_S = 240


def cache() -> Path:
    """Return the folder in which environments are kept between runs."""
    home = os.environ.get("RIGHTSFLOW_TEST_CACHE")
    return Path(home) if home else Path.home() / ".cache" / "rightsflow-test"


def programs(package: str, constraints: Path, *more: str) -> Path | None:
    """Return the folder of a package's programs, installed if need be; None if it cannot be.

    `more` are packages that are installed beside it.
    """
    folder = once(
        package,
        constraints.read_bytes() + sys.version.encode(),
        lambda folder: install((package, *more), constraints, folder),
    )
    return folder / "bin" if folder else None


def once(name: str, recipe: bytes, make: Callable[[Path], bool]) -> Path | None:
    """Return a folder of the cache, made anew if its recipe has changed; None if that fails."""
    cache().mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(recipe).hexdigest()
    folder, stamp = cache() / name, cache() / f"{name}.stamp"
    with (cache() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder.is_dir() and stamp.is_file() and stamp.read_text() == digest
        if not made and make(folder):
            stamp.write_text(digest)
            made = True
    return folder if made else None


def install(packages: Sequence[str], constraints: Path, folder: Path) -> bool:
    """Make the environment; tell whether that worked (it does not without a package index)."""
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1")
    commands = (
        (sys.executable, "-m", "venv", "--clear", str(folder)),
        (str(folder / "bin/python"), *pip, "--constraint", str(constraints), *packages),
    )
    try:
        for command in commands:
            subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_LIMIT_S)
    except (subprocess.SubprocessError, OSError):
        shutil.rmtree(folder, ignore_errors=True)
        return False
    return True
