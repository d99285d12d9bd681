"""Cases per minute with 1, 2 and 4 workers: python -m bench.workers [--workers 1 2 4]."""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import yaml
from rich.console import Console
from rich.table import Table

from bench.__main__ import databases, with_driver
from bench.office import drop_requests, make_office
from bench.people import load, make_shop
from bench.workers.fleet import Fleet, fleet
from bench.workers.processes import cpu_s, family, named

_NAMES = ("shop", "register", "keys", "prefect")
_LOOK_EVERY_S = 1.0
_LIMIT_S = 1800
_WARM_UP = 5
_OUT = Console()
_ANSWERED = "SELECT count(*) FROM letter WHERE letter = 'access_reply' AND state = 'sent'"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a number of workers took for the cases; processor seconds by who used them."""

    workers: int
    cases: int
    wall_s: float
    workers_s: float
    prefect_s: float
    postgresql_s: float


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.workers", description=__doc__)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--cases", type=int, default=120, help="cases for each number of workers")
    parser.add_argument("--batch", type=int, default=20, help="cases in one step")
    arguments = parser.parse_args()
    shop = make_shop()
    with databases(*_NAMES) as urls, tempfile.TemporaryDirectory() as scratch:
        asyncio.run(load(urls["shop"], shop))
        folder = Path(scratch) / "office"
        make_office(folder, shop=with_driver(urls["shop"]), register=urls["register"],
                    keys=urls["keys"], batch=arguments.batch)  # fmt: skip
        _share(folder)
        people = iter(shop.subjects)
        with fleet(folder, with_driver(urls["prefect"])) as machines:
            rows = []
            for count in arguments.workers:
                _open(machines, count)
                warm = [next(people) for _ in range(_WARM_UP)]
                chosen = [next(people) for _ in range(arguments.cases)]
                _do(machines, folder, urls["register"], warm)
                rows.append(_measured(machines, folder, urls["register"], chosen))
                _OUT.print(f"{count} workers: {rows[-1].wall_s:.0f} s for {arguments.cases} cases")
    _OUT.print(_table(rows))


def _share(folder: Path) -> None:
    """Let what the machines share lie where it is, whoever's copy of the settings names it."""
    file = folder / "controller.yaml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    for section in ("mailbox", "outgoing"):
        settings[section]["path"] = str(folder / settings[section]["path"])
    settings["register"]["vault"] = str(folder / "vault")
    file.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")


def _open(machines: Fleet, count: int) -> None:
    """Have so many workers at work, each new."""
    for machine in list(machines.machines):
        machines.lose(machine)
    for _ in range(count):
        machines.add()
    logs = [machine.folder / "worker.log" for machine in machines.machines]
    while not all("Works for" in log.read_text(encoding="utf-8") for log in logs):
        time.sleep(_LOOK_EVERY_S)


def _measured(machines: Fleet, folder: Path, register: str, people: Sequence[str]) -> Figures:
    roots = [machine.process.pid for machine in machines.machines]

    def used() -> tuple[float, float, float]:
        at_work = cpu_s([pid for root in roots for pid in family(root)])
        return at_work, cpu_s([machines.prefect.pid]), cpu_s(named("postgres"))

    before, begun = used(), time.monotonic()
    _do(machines, folder, register, people)
    wall_s = time.monotonic() - begun
    spent = (after - first for after, first in zip(used(), before, strict=True))
    return Figures(len(roots), len(people), wall_s, *spent)


def _do(machines: Fleet, folder: Path, register: str, people: Sequence[str]) -> None:
    """Let these people ask for their copies, until each has been sent."""
    until = asyncio.run(_count(register)) + len(people)
    drop_requests(folder, list(people), datetime.now(UTC))
    machines.prefect.begin("intake")
    end = time.monotonic() + _LIMIT_S
    while asyncio.run(_count(register)) < until:
        if time.monotonic() > end:
            problem = "The workers have not answered in time."
            raise TimeoutError(problem)
        if not machines.prefect.unfinished():
            machines.prefect.begin("fulfil")
        time.sleep(_LOOK_EVERY_S)


async def _count(register: str) -> int:
    connection = await asyncpg.connect(register)
    try:
        return int(await connection.fetchval(_ANSWERED))
    finally:
        await connection.close()


def _table(rows: Sequence[Figures]) -> Table:
    cores = os.cpu_count() or 1
    table = Table("workers", "cases per minute", "CPU s a case: workers", "Prefect", "PostgreSQL",
                  f"of the {cores} cores used, %", title=f"{rows[0].cases} cases")  # fmt: skip
    for row in rows:
        spent = (row.workers_s, row.prefect_s, row.postgresql_s)
        table.add_row(
            str(row.workers),
            f"{row.cases / row.wall_s * 60:.0f}",
            *(f"{one / row.cases:.3f}" for one in spent),
            f"{sum(spent) / row.wall_s / cores * 100:.0f}",
        )
    return table


if __name__ == "__main__":
    main()
