"""Processes as the kernel tells of them: who descends from whom, and who still lives."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_PROC = Path("/proc")
_LOOK_EVERY_S = 0.05
_ENDED = frozenset("ZX")


@dataclass(frozen=True, slots=True)
class Process:
    """A process; `started` tells it from a later one of the same number."""

    pid: int
    started: int

    @classmethod
    def own(cls) -> Self:
        """Return the process that asks."""
        return cls(os.getpid(), _stat(os.getpid())[2])

    @property
    def lives(self) -> bool:
        """Say whether it still runs; one that only waits to be buried does not."""
        try:
            state, _, started = _stat(self.pid)
        except OSError:
            return False
        return started == self.started and state not in _ENDED

    @property
    def command(self) -> str:
        """Return its command line, empty if it is gone."""
        try:
            words = (_PROC / str(self.pid) / "cmdline").read_bytes()
        except OSError:
            return ""
        return words.replace(b"\0", b" ").decode(errors="replace")

    def kill(self) -> None:
        """End it as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)


def descendants(pid: int) -> list[Process]:
    """Return the children of a process, their children, and so on."""
    children: dict[int, list[Process]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            try:
                _, parent, started = _stat(int(entry.name))
            except OSError:
                continue
            children.setdefault(parent, []).append(Process(int(entry.name), started))
    found, waiting = [], [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += [one.pid for one in below]
    return found


def outliving(processes: list[Process], within_s: float) -> list[str]:
    """Return the command lines of those that still live after so many seconds."""
    until = time.monotonic() + within_s
    while (alive := [one for one in processes if one.lives]) and time.monotonic() < until:
        time.sleep(_LOOK_EVERY_S)
    return [one.command for one in alive]


def _stat(pid: int) -> tuple[str, int, int]:
    """Return state, parent and start of a process; raises OSError if it is gone."""
    text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    fields = text.rpartition(")")[2].split()
    return fields[0], int(fields[1]), int(fields[19])
