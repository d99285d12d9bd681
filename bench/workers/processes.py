"""Processes as the kernel tells of them: a machine that loses its power, and what each has used."""

import os
import signal
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def family(root: int) -> list[int]:
    """Return a process and all that descend from it."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(path.parent.name)] = int(_fields(path)[1])
    found = {root}
    while grown := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= grown
    return sorted(found)


def kill_all(root: int) -> None:
    """End a process and all that descend from it, as a power cut would: the parents first."""
    for pid in family(root):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def cpu_s(pids: list[int]) -> float:
    """Return the processor time of processes and of their children that have ended."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            total += sum(map(int, _fields(Path(f"/proc/{pid}/stat"))[11:15]))
    return total / _TICKS


def named(name: str) -> list[int]:
    """Return the processes whose program has this name."""
    found = []
    for path in Path("/proc").glob("[0-9]*/comm"):
        with suppress(OSError):
            if path.read_text(encoding="ascii").strip() == name:
                found.append(int(path.parent.name))
    return found


def _fields(stat: Path) -> list[str]:
    return stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
