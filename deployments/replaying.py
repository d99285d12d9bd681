"""`rightsflow replay`: what was erased since a backup is erased again in a restored system."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, time
from pathlib import Path

from rich.table import Table

from deployments.terminal import OUT, Counting
from rightsflow.datamap.load import load_systems
from rightsflow.errors import Misconfigured
from rightsflow.plugins import open_connectors
from rightsflow.settings import read_settings
from tasks.replay import Replay, Replayed
from tasks.wiring import open_register, share_turns

_LEFT = 1


def replay_system(folder: Path, name: str, since_on: date, *, trial: bool) -> int:
    """Replay, print counts by case, and return the exit status: 1 if a person has to look."""
    found = replay_with(folder, name, since_on, trial=trial)
    back = [one for one in found if one.back]
    if not back:
        OUT.print(f"Nothing that was erased since {since_on} is back in {name}.", markup=False)
        return 0
    OUT.print(replay_table(back, trial=trial))
    left = sum(one.left for one in back)
    if left:
        OUT.print(
            f"Left for a person: {left}. It is not sure whose they are. Look in the system for "
            "what these cases erased.",
            markup=False,
        )
    return _LEFT if left else 0


def replay_with(folder: Path, name: str, since_on: date, *, trial: bool = False) -> list[Replayed]:
    """Replay and return what became of each order, with progress on a terminal."""
    with Counting("asking") as shown:
        return asyncio.run(_replayed(folder, name, since_on, shown, trial=trial))


def replay_table(back: list[Replayed], *, trial: bool) -> Table:
    """Return counts by case, to be printed."""
    table = Table("case", "what", "back", "would be done" if trial else "done", "left", box=None)
    for one in back:
        table.add_row(one.case_number, one.capability, str(one.back), str(one.done), str(one.left))
    return table


async def _replayed(
    folder: Path, name: str, since_on: date, shown: Counting, *, trial: bool
) -> list[Replayed]:
    settings, systems = read_settings(folder), load_systems(folder)
    if name not in systems:
        problem = f"No such system. The data map has: {', '.join(sorted(systems))}."
        raise Misconfigured(problem)
    zone = settings.controller.zone
    since_at = datetime.combine(since_on, time(), zone)
    if since_at > datetime.now(UTC):
        problem = "That day is still to come. Give the day on which the backup was made."
        raise Misconfigured(problem)
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        named = {name: systems[name]}
        (connector,) = open_connectors(named, folder, settings.plugins).values()
        await stack.enter_async_context(share_turns(connector, register))
        replay = Replay(
            register=register,
            keyring=keyring,
            connector=connector,
            today_on=datetime.now(zone).date(),
            now=datetime.now(UTC),
        )
        found = []
        async for one in replay.run(since_at, trial=trial):
            found.append(one)
            shown.count("replayed", 1)
        return found
