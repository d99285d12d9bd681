"""What stands with an instance: figures from the register, disks of this machine, alarms.

Nothing is opened but the register, without any key, and nothing is changed: it works while
everything else stands still.
"""

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deployments.alarming import tell, told
from deployments.terminal import OUT, plain
from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.register import figures
from rightsflow.settings import Settings, read_settings
from rightsflow.watching import Alarm, Disk, Figures, alarms
from rightsflow.watching.metrics import exposition
from tasks.room import disks
from tasks.wiring import open_databases

_PATIENCE_S = 10


@dataclass(frozen=True, slots=True)
class Report:
    """How it stands: `figures` is None where the register gave none."""

    figures: Figures | None
    disks: tuple[Disk, ...]
    alarms: tuple[Alarm, ...]


async def report(folder: Path, settings: Settings) -> Report:
    """Return how an instance stands now."""
    found = await _figures(folder, settings)
    here = disks(folder, settings)
    limits = settings.alarms.limits(settings.pace.poll_minutes)
    return Report(found, tuple(here), alarms(found, here, limits))


async def _figures(folder: Path, settings: Settings) -> Figures | None:
    """Return the figures; None where the register is away, or is not that of this program."""
    at = settings.register_
    if at.url.startswith("sqlite") and not (folder / at.url.rpartition("///")[2]).exists():
        return None
    try:
        async with AsyncExitStack() as stack:
            register, _ = open_databases(folder, settings, stack)
            async with asyncio.timeout(_PATIENCE_S), register.read() as connection:
                now = datetime.now(UTC)
                today = now.astimezone(settings.controller.zone).date()
                return await figures.figures(connection, now, today)
    except (TryAgain, Misconfigured, TimeoutError):
        return None


def show_health(folder: Path, *, as_json: bool, mail: bool) -> int:
    """Print the alarms that stand, each with its remedy; return 1 if there is any, else 0.

    With `mail` those that were not told lately are mailed.
    """
    settings = read_settings(folder)
    found = asyncio.run(_reported(folder, settings, mail=mail))
    if as_json:
        status = "alarm" if found.alarms else "well"
        told_of = json.dumps({"status": status, "alarms": told(found.alarms)}, indent=2)
        OUT.print(told_of, markup=False)
    elif found.alarms:
        for alarm in found.alarms:
            OUT.print(f"[red]✗[/red] {plain(alarm)}\n  {alarm.row.remedy}", markup=True)
    else:
        OUT.print("[green]✓[/green] No alarm.", markup=True)
    return 1 if found.alarms else 0


def print_metrics(folder: Path) -> None:
    """Print the metrics once, for the textfile collector of a node exporter."""
    found = asyncio.run(report(folder, read_settings(folder)))
    text = exposition(found.figures, found.disks, found.alarms).decode()
    OUT.print(text, end="", markup=False, soft_wrap=True)


async def _reported(folder: Path, settings: Settings, *, mail: bool) -> Report:
    found = await report(folder, settings)
    if mail:
        await tell(folder, settings, found.alarms, datetime.now(UTC))
    return found


async def tell_alarms(folder: Path) -> int:
    """Mail the alarms that stand and were not told lately; return how many."""
    settings = read_settings(folder)
    found = await report(folder, settings)
    return await tell(folder, settings, found.alarms, datetime.now(UTC))
