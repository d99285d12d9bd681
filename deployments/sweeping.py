"""`rightsflow sweep`: who was erased or objected, and stands in a system again."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from deployments.terminal import OUT, Counting
from rightsflow.errors import Misconfigured, RightsflowError, TryAgain
from rightsflow.law.suppression import SuppressionList
from tasks.desk import Desk
from tasks.sweep import Swept, swept
from tasks.wiring import open_desk

_FOUND, _AWAY = 1, 75


def sweep_systems(folder: Path, name: str) -> int:
    """Sweep one system or all; print counts; return 1 if somebody is back, 75 if one is away."""
    with Counting("sweeping") as shown:
        found, failed = asyncio.run(_swept(folder, name, shown))
    OUT.print(_table(found))
    for line in _said(found, failed):
        OUT.print(line, markup=False)
    if any(sum(one.again.values()) for one in found):
        return _FOUND
    if failed:
        return _AWAY if any(isinstance(error, TryAgain) for error in failed) else _FOUND
    return 0


async def _swept(
    folder: Path, name: str, shown: Counting
) -> tuple[list[Swept], list[RightsflowError]]:
    async with open_desk(folder) as at:
        found, failed = [], []
        for system in _chosen(at, name):
            try:
                one = await swept(at, system)
            except RightsflowError as error:
                failed.append(error)
            else:
                found.append(one)
                shown.count("identifiers", one.looked_at)
    return found, failed


def _chosen(at: Desk, name: str) -> Sequence[str]:
    if name and name not in at.systems:
        problem = f"No such system. The data map has: {', '.join(sorted(at.systems))}."
        raise Misconfigured(problem)
    return [name] if name else list(at.systems)


def _table(found: Sequence[Swept]) -> Table:
    columns = ("system", "looked at", *SuppressionList, "cases opened", "waiting")
    table = Table(*columns, box=None)
    for one in found:
        counts = [str(one.again.get(of, 0)) for of in SuppressionList]
        looked_at = str(one.looked_at) if one.asked else "-"
        table.add_row(one.system, looked_at, *counts, ", ".join(one.opened) or "-", str(one.more))
    return table


def _said(found: Sequence[Swept], failed: Sequence[RightsflowError]) -> list[str]:
    said = [
        f"{one.system} cannot name who is in it: whoever answers for it has to look."
        for one in found
        if not one.asked
    ]
    if any(one.more for one in found):
        said.append("Those who wait get their case with the next sweep.")
    return [*said, *(f"✗ {error}" for error in failed)]
