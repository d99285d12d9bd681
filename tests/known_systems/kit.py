"""An office whose one system is a real product, and a look through all that its database holds."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path

from deployments.known_maps import known_maps
from rightsflow.connector import Subject
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.subject import Identifier, IdentifierKind
from tests.acceptance.people import Person
from tests.tasks.deciding_kit import open_office
from tests.tasks.deeds_kit import AbleOffice, prepared
from tests.tasks.written import ERASURE

_CONNECTION = re.compile(r"^connection:\n(?: .*\n)+", re.MULTILINE)

Rows = Iterable[tuple[str, Mapping[str, object]]]
"""Rows of a whole database, each with the name of its table."""


def map_of(name: str, connection: Mapping[str, object], changed: Mapping[str, str]) -> str:
    """Return a shipped map with another connection; `changed` are words put in place of others."""
    text, count = _CONNECTION.subn(
        f"connection: {json.dumps(connection)}\n", known_maps()[name].read_text()
    )
    assert count == 1
    for old, new in changed.items():
        assert old in text
        text = text.replace(old, new)
    return text


@asynccontextmanager
async def open_with(
    folder: Path,
    name: str,
    connection: Mapping[str, object],
    changed: Mapping[str, str] | None = None,
    *,
    alone: bool = True,
) -> AsyncIterator[AbleOffice]:
    """Open an office that knows one system, by the map that is shipped for it.

    Not `alone`: beside its own, in which people have an address on file.
    """

    def prepare(instance: Path) -> None:
        if alone:
            for file in (instance / "systems").iterdir():
                file.unlink()
        else:
            prepared(instance)
        text = map_of(name, connection, changed or {})
        (instance / "systems" / f"{name}.yaml").write_text(text)

    async with open_office(
        folder, kind=AbleOffice, prepare=prepare, decisions={"by_hand": []}
    ) as office:
        assert isinstance(office, AbleOffice)
        yield office


async def erased(office: AbleOffice, person: Person) -> None:
    """Let a person ask for erasure, and an approver say whose the records are and to the plan.

    Most addresses in such systems were never proved: an approver compares, and confirms them all.
    """
    await office.ask(person, ERASURE)
    if HoldKind.candidates in await office.holds():
        records = tuple(range(1, await _found(office, person) + 1))
        confirmed = Decision.identity_confirmed
        assert await office.decide(confirmed, HoldKind.candidates, records=records)
    holds = {kind: one.reasons for kind, one in (await office.holds()).items()}
    assert holds.keys() == {HoldKind.plan_approval}, holds
    assert await office.decide(Decision.approve, HoldKind.plan_approval)


async def _found(office: AbleOffice, person: Person) -> int:
    """Return how many records carry the person's address."""
    subject = Subject("case1", (Identifier(IdentifierKind.email, person.email),))
    found: set[tuple[str, str]] = set()
    for connector in office.desk.connectors.values():
        found |= {(one.match.system, one.match.record) async for one in connector.locate([subject])}
    return len(found)


def traces(rows: Rows, person: Person, *more: str) -> dict[str, int]:
    """Return the columns in which somebody's address or number stands, in whatever spelling.

    `more` are further addresses.
    """
    number = re.sub(r"\D", "", person.phone)[-9:]
    found: Counter[str] = Counter()
    for table, row in rows:
        for column, value in row.items():
            text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
            addressed = any(one in text.lower() for one in (person.email, *more))
            if addressed or number in re.sub(r"\D", "", text):
                found[f"{table}.{column}"] += 1
    return dict(found)


def sqlite_rows(file: Path) -> Callable[[], Rows]:
    """Return what reads every row of an SQLite file, by no code of ours."""

    def rows() -> Rows:
        with closing(sqlite3.connect(file)) as held:
            held.row_factory = sqlite3.Row
            names = held.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (name,) in names:
                for row in held.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - its own tables
                    yield name, dict(row)

    return rows
