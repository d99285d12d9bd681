"""Killing a small office's processes: at a chosen point, or at some moment."""

import json
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing
from signal import SIGKILL

from tests.acceptance.killed import Point
from tests.acceptance.processes import Process, descendants, outliving
from tests.acceptance.small_office import SmallOffice

_GONE_WITHIN_S = 20
_LIMIT_S = 240
_LOOK_EVERY_S = 0.02


def kill_at(office: SmallOffice, point: Point, words: Sequence[str] = ("run",)) -> None:
    """Do a pass that is killed at a point; afterwards no process of it may live."""
    done, left = strike(office, point, words)
    assert done.returncode == -SIGKILL, f"{point} killed nobody:\n{done.stderr}"
    assert outliving(left, _GONE_WITHIN_S) == []


def strike(
    office: SmallOffice, point: Point, words: Sequence[str] = ("run",)
) -> tuple[subprocess.CompletedProcess[str], list[Process]]:
    """Do a pass in which the blow falls; return how it ended, and who lived below it then."""
    struck = office.folder.parent / "struck"
    struck.unlink(missing_ok=True)
    done = office.driven(point.text, struck, words)
    assert struck.exists(), f"{point} was never reached:\n{done.stdout}{done.stderr}"
    return done, [Process(*row) for row in json.loads(struck.read_text(encoding="ascii"))]


def finish(office: SmallOffice) -> None:
    """Do a pass to its end."""
    done = office.run()
    assert done.returncode == 0, done.stderr


def let_time_pass(office: SmallOffice) -> None:
    """Make everything that waits to be tried again due."""
    with closing(sqlite3.connect(office.folder / "register.sqlite")) as register, register:
        register.execute("UPDATE work_item SET next_try_at = NULL")


def undisturbed(office: SmallOffice) -> float:
    """Do a pass to its end; return for how many seconds it had the instance open."""
    process = _opened(office)
    since = time.monotonic()
    assert process.wait(_LIMIT_S) == 0
    return time.monotonic() - since


def kill_after(office: SmallOffice, seconds: float) -> None:
    """Kill a pass so many seconds after it has opened the instance, if it is not done then."""
    process = _opened(office)
    time.sleep(seconds)
    below = descendants(process.pid)
    process.kill()
    process.wait()
    assert outliving(below, _GONE_WITHIN_S) == []


def _opened(office: SmallOffice) -> subprocess.Popen[bytes]:
    """Start a pass; return when it has opened the instance, or has ended."""
    locks = office.folder / "run"
    before = set(locks.glob("worker-*"))
    process = office.begun()
    while process.poll() is None and set(locks.glob("worker-*")) <= before:
        time.sleep(_LOOK_EVERY_S)
    return process
