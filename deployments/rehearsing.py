"""`rightsflow map rehearse`: a plan is tried out in one system, and taken back."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from deployments.numbers import no_such_case
from deployments.terminal import OUT
from rightsflow.datamap.load import load_systems
from rightsflow.deeds import Capability, Receipt, Rehearsed
from rightsflow.errors import Misconfigured
from rightsflow.plugins import open_connectors
from rightsflow.register import cases
from rightsflow.settings import read_settings
from tasks.rehearsing import orders_in_plan, rehearse
from tasks.wiring import open_register

_COUNTED = ("removed", "anonymised", "changed", "gone")


def rehearse_case(folder: Path, system: str, number: str) -> None:
    """Print what would happen to how many records, and to how many rows of which tables.

    Raises `Misconfigured` where there is no such system or case, or no plan, and whatever the deed
    itself would raise: it says what stands in the way.
    """
    found = asyncio.run(_rehearsed(folder, system, number))
    if not found:
        OUT.print(f"The plan of {number} has nothing to do in {system}.", markup=False)
        return
    OUT.print(_table(found))
    OUT.print("It was done and taken back: nothing is changed.")


async def _rehearsed(folder: Path, name: str, number: str) -> Mapping[Capability, Rehearsed]:
    settings, systems = read_settings(folder), load_systems(folder)
    if name not in systems:
        problem = f"No such system. The data map has: {', '.join(sorted(systems))}."
        raise Misconfigured(problem)
    now = datetime.now(UTC)
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        (connector,) = open_connectors({name: systems[name]}, folder).values()
        await stack.enter_async_context(connector)
        async with register.read() as connection:
            case = await cases.by_number(connection, number)
            if case is None:
                raise no_such_case(number)
            orders = await orders_in_plan(connection, keyring, connector, case, now)
        return await rehearse(connector, orders, now)


def _table(found: Mapping[Capability, Rehearsed]) -> Table:
    table = Table("what", "records", "table", "rows before", "rows after", box=None)
    for capability, one in found.items():
        records = ", ".join(
            f"{count} {what}" for what in _COUNTED if (count := _sum(one.receipts, what))
        )
        concerned = {name: rows for name, rows in one.rows.items() if rows[0] != rows[1]}
        table.add_row(capability, records or "none")
        for name, (before, after) in concerned.items():
            table.add_row("", "", name, str(before), str(after))
    return table


def _sum(receipts: tuple[Receipt, ...], what: str) -> int:
    return sum(getattr(one, what) for one in receipts)
