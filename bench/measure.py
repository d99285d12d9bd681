"""Wall time, processor time and memory of a piece of work, over every process it uses."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_EVERY_S = 0.25


@dataclass(slots=True)
class Figures:
    """What a piece of work took; `peak_bytes` is the sum of proportional set sizes."""

    wall_s: float = 0
    cpu_s: float = 0
    database_cpu_s: float = 0
    peak_bytes: int = 0


@contextmanager
def measured() -> Iterator[Figures]:
    """Measure this process, all its descendants, and PostgreSQL's processes."""
    figures, stop = Figures(), threading.Event()
    watcher = threading.Thread(target=_watch, args=(figures, stop))
    watcher.start()
    own, database, begin = _cpu_s(_family(os.getpid())), _cpu_s(_postgres()), time.perf_counter()
    try:
        yield figures
    finally:
        figures.wall_s = time.perf_counter() - begin
        figures.cpu_s = _cpu_s(_family(os.getpid())) - own
        figures.database_cpu_s = _cpu_s(_postgres()) - database
        stop.set()
        watcher.join()


def held_bytes() -> int:
    """Return the proportional set size of this process and its descendants."""
    return sum(_pss_bytes(process) for process in _family(os.getpid()))


def _watch(figures: Figures, stop: threading.Event) -> None:
    while not stop.wait(_EVERY_S):
        figures.peak_bytes = max(figures.peak_bytes, held_bytes())


def _family(root: int) -> list[int]:
    parents = {pid: fields[1] for pid, fields in _stats().items()}
    family = {root}
    while grown := {pid for pid, parent in parents.items() if int(parent) in family} - family:
        family |= grown
    return sorted(family)


def _postgres() -> list[int]:
    return [pid for pid, fields in _stats().items() if fields[-1] == "postgres"]


def _stats() -> dict[int, list[str]]:
    """Return the fields after the name in /proc/PID/stat, and the name at the end."""
    found: dict[int, list[str]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text()
        except OSError:
            continue
        name, _, rest = text.partition("(")[2].rpartition(")")
        found[int(path.parent.name)] = [*rest.split(), name]
    return found


def _cpu_s(processes: list[int]) -> float:
    """Return user, system, and reaped children's time of processes, in seconds."""
    stats = _stats()
    return sum(sum(map(int, stats[pid][11:15])) / _TICKS for pid in processes if pid in stats)


def _pss_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
