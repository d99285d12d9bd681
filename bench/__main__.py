"""Run the benchmark: python -m bench [--cases 200 2000] [--batch 100] [--profile FILE]."""

import argparse
import asyncio
import cProfile
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from rich.console import Console
from rich.table import Table

from bench.bare import bare_work
from bench.measure import Figures, measured
from bench.office import drop_requests, make_office
from bench.people import load, make_shop
from deployments.embedded import free_port, started
from rightsflow.copy.pool import CopyPool
from rightsflow.register.tables import letter

_SERVER = os.environ.get("RIGHTSFLOW_BENCH_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
_WARM_UP = 20
_PROCESSES = 2
_MIB = 1024 * 1024
_OUT = Console()


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[200, 2000])
    parser.add_argument("--batch", type=int, default=100, help="cases in one step")
    parser.add_argument("--profile", type=Path, help="write a cProfile of the main process")
    arguments = parser.parse_args()
    shop = make_shop()
    with databases("shop", "register", "keys") as urls, tempfile.TemporaryDirectory() as scratch:
        asyncio.run(load(urls["shop"], shop))
        folder = Path(scratch) / "office"
        shop_url = with_driver(urls["shop"])
        make_office(folder, shop=shop_url, register=urls["register"], keys=urls["keys"],
                    batch=arguments.batch)  # fmt: skip
        with started(folder, free_port(), schedules=False):
            rows = asyncio.run(_measure(folder, shop_url, shop.subjects, arguments))
    _OUT.print(_table(rows))


async def _measure(
    folder: Path, shop: str, subjects: Sequence[str], arguments: argparse.Namespace
) -> list[tuple[int, Figures, Figures]]:
    from tasks.wiring import open_desk

    rows, position = [], _WARM_UP
    async with open_desk(folder) as desk:
        await _pass(folder, subjects[:_WARM_UP])
        profile = cProfile.Profile() if arguments.profile else None
        for count in arguments.cases:
            chosen = subjects[position : position + count]
            position += count
            drop_requests(folder, list(chosen), datetime.now(UTC))
            with measured() as whole:
                if profile:
                    profile.enable()
                await _flows()
                if profile:
                    profile.disable()
            await _prove(desk.register, count)
            async with CopyPool(_PROCESSES) as pool:
                with measured() as bare:
                    await bare_work(folder, shop, chosen, pool)
            rows.append((count, whole, bare))
        if profile:
            profile.dump_stats(arguments.profile)
    return rows


async def _pass(folder: Path, subjects: Sequence[str]) -> None:
    drop_requests(folder, list(subjects), datetime.now(UTC))
    await _flows()


async def _flows() -> None:
    """Take in and fulfil everything, up to letters in the outbox; sending is not measured."""
    from flows.access import access
    from flows.fulfil import find
    from tasks.arrivals import take_in

    while await take_in():
        pass
    await find(None)
    await access()


async def _prove(register: object, count: int) -> None:
    """Refuse to report figures of work that was not done."""
    from sqlalchemy import func, select

    async with register.read() as connection:  # type: ignore[attr-defined]
        query = select(func.count()).where(letter.c.letter == "access_reply")
        answered = await connection.scalar(query)
    if answered < count:
        problem = f"only {answered} of {count} answers were queued"
        raise RuntimeError(problem)


@contextmanager
def databases(*names: str) -> Iterator[dict[str, str]]:
    """Make empty databases, and drop them at the end; yields the address of each."""
    full = {name: f"rightsflow_bench_{name}" for name in names}
    dropping = [f"drop database if exists {one} with (force)" for one in full.values()]
    asyncio.run(_administer(*dropping, *(f"create database {one}" for one in full.values())))
    try:
        yield {name: f"{_SERVER}/{one}" for name, one in full.items()}
    finally:
        asyncio.run(_administer(*dropping))


async def _administer(*statements: str) -> None:
    connection = await asyncpg.connect(f"{_SERVER}/postgres")
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def with_driver(url: str) -> str:
    """Return an address as SQLAlchemy wants it."""
    return url.replace("postgresql://", "postgresql+asyncpg://")


def _table(rows: Sequence[tuple[int, Figures, Figures]]) -> Table:
    table = Table("cases", "", "per minute", "CPU s a case", "database CPU s a case",
                  "peak memory MiB", "wall ratio", "CPU ratio")  # fmt: skip
    for count, whole, bare in rows:
        wall, cpu = whole.wall_s / bare.wall_s, _cpu(whole) / _cpu(bare)
        table.add_row(*_row(count, "Rightsflow", whole), f"{wall:.2f}", f"{cpu:.2f}")
        table.add_row(*_row(count, "bare work", bare), "1", "1")
    return table


def _row(count: int, what: str, figures: Figures) -> list[str]:
    return [
        str(count),
        what,
        f"{count / figures.wall_s * 60:.0f}",
        f"{figures.cpu_s / count:.4f}",
        f"{figures.database_cpu_s / count:.4f}",
        f"{figures.peak_bytes / _MIB:.0f}",
    ]


def _cpu(figures: Figures) -> float:
    return figures.cpu_s + figures.database_cpu_s


if __name__ == "__main__":
    main()
