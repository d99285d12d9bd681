"""The systems that are measured: each is a stage of the contract, filled with invented people.

A further one is a line in `TARGETS`: how its stage is made, and how many people it is for.
"""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.connectors import doubles
from rightsflow.conformance import FaultyProxy, Person, Stage
from tests.connectors.files.staging import files_stage
from tests.connectors.mailman.test_contract import MailmanStage, changes
from tests.connectors.sql.staging import sql_stage
from tests.servers.databases import answers
from tests.servers.environment import programs
from tests.servers.mailman import CONSTRAINTS, start

NOTES = 9
"""Records below each person, who is the tenth."""

_TEXT = "Called back, wants shifts near home; prefers mornings. " * 2


@dataclass(frozen=True, slots=True)
class Target:
    """One system: `stage` makes it empty in a folder, `there` says whether it can be made."""

    stage: Callable[[Path], Awaitable[Stage]]
    there: Callable[[], bool] = lambda: True
    erases: int = 10_000
    """People of them who are erased in bearable time."""

    paged: bool = False
    """It answers in pages, each of which is a request."""


async def _mailman(folder: Path) -> Stage:
    binaries = programs("mailman", CONSTRAINTS)
    if binaries is None:
        problem = "Mailman cannot be installed here."
        raise RuntimeError(problem)
    server = start(folder, binaries)
    server.prepare()
    stage = MailmanStage(server, await FaultyProxy.before(server.url, changes), folder)
    ended = stage.close

    async def close() -> None:
        await ended()
        server.stop()

    stage.close = close  # type: ignore[method-assign]
    return stage


TARGETS: dict[str, Target] = {
    "sql, SQLite": Target(partial(sql_stage, "sqlite")),
    "sql, PostgreSQL": Target(partial(sql_stage, "postgresql"), partial(answers, "postgresql")),
    "sql, MariaDB": Target(partial(sql_stage, "mariadb"), partial(answers, "mariadb")),
    "files": Target(files_stage),
    "http, a double": Target(doubles.http, erases=300, paged=True),
    "dynamics, a double": Target(
        doubles.dynamics, doubles.can_run_dynamics, erases=300, paged=True
    ),
    "mailman": Target(
        _mailman, lambda: programs("mailman", CONSTRAINTS) is not None, erases=300, paged=True
    ),
}


def people(count: int) -> list[Person]:
    """Return so many invented people with notes and a document."""
    return [
        Person(
            email=f"person{number:06}@example.com",
            mark=f"mark{number:06}x",
            notes=tuple(f"{number}/{note} {_TEXT}" for note in range(NOTES)),
            document=b"%PDF " + bytes(2000),
        )
        for number in range(count)
    ]


@asynccontextmanager
async def filled(target: Target, everybody: list[Person]) -> AsyncIterator[Stage]:
    """Make a system with everybody in it, and take it down."""
    with tempfile.TemporaryDirectory() as folder:
        stage = await target.stage(Path(folder))
        try:
            await stage.plant(everybody)
            yield stage
        finally:
            await stage.close()
