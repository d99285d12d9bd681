"""`rightsflow journal verify`: whether every journal is whole, and what was told is still there."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from deployments.numbers import no_such_case
from deployments.terminal import OUT, Counting
from rightsflow.errors import Misconfigured
from rightsflow.evidence.words import words
from rightsflow.register import case_number, cases
from rightsflow.register.chain import Flaw
from rightsflow.register.database import Database
from rightsflow.register.heads import Lost, Told, lost, read_told
from rightsflow.register.tables import case as case_table
from rightsflow.register.verifying import Checked, check_one, check_some, without_case
from rightsflow.settings import Settings, read_settings
from tasks.wiring import open_register

_BATCH = 200
_MOST = 1000
"""So many flaws are named; the rest is counted."""

_WRONG = 1


@dataclass
class _Found:
    """What was verified, and what does not fit: the first flaws by name, all of them in number."""

    cases: int = 0
    lines: int = 0
    told: int = 0
    flaws: int = 0
    broken: list[Checked] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)

    def take(self, checked: Iterable[Checked]) -> None:
        """Count journals and keep those that are broken."""
        for one in checked:
            self.cases += 1
            self.lines += one.lines
            if one.flaw:
                self.flaws += 1
                self.broken += [one] if len(self.broken) < _MOST else []

    def miss(self, told: int, missing: Iterable[Lost]) -> None:
        """Count what was told and keep what is lost."""
        self.told += told
        for one in missing:
            self.flaws += 1
            self.lost += [one] if len(self.lost) < _MOST else []


def verify_journals(
    folder: Path, number: str, against: Iterable[str] | None, *, as_json: bool
) -> int:
    """Verify one journal or all, and what digests told; print it; return the exit status."""
    settings = read_settings(folder)
    found = asyncio.run(_verified(folder, settings, case_number.as_number(number), against))
    if as_json:
        OUT.print(json.dumps(_plain(found), indent=2), markup=False)
    else:
        for line in _said(found, settings):
            OUT.print(line, markup=False)
    return _WRONG if found.flaws else 0


async def _verified(
    folder: Path, settings: Settings, number: str, against: Iterable[str] | None
) -> _Found:
    found = _Found()
    async with AsyncExitStack() as stack:
        register, _ = await open_register(folder, settings, stack)
        if number:
            await _verify_one(register, number, found)
        else:
            await _verify_all(register, found)
        if against is not None:
            told = (one for one in read_told(against) if number in {"", one.case_number})
            await _look_for(register, told, found)
    return found


async def _verify_one(register: Database, number: str, found: _Found) -> None:
    async with register.read() as connection:
        case = await cases.by_number(connection, number)
        checked = await check_one(connection, case.id) if case else None
    if checked is None:
        raise no_such_case(number)
    found.take([checked])


async def _verify_all(register: Database, found: _Found) -> None:
    async with register.read() as connection:
        total = (await connection.execute(select(func.count()).select_from(case_table))).scalar()
    last = 0
    with Counting("verifying", total) as shown:
        while True:
            async with register.read() as connection:
                some = await check_some(connection, after_id=last, limit=_BATCH)
            if not some:
                break
            found.take(some)
            shown.count("journals", len(some))
            last = some[-1].case_id
        async with register.read() as connection:
            found.take(await without_case(connection))


async def _look_for(register: Database, told: Iterator[Told], found: _Found) -> None:
    while some := list(islice(told, _BATCH)):
        async with register.read() as connection:
            found.miss(len(some), await lost(connection, some))
    if not found.told:
        problem = "The text tells of no journal: no line of it is CASE NUMBER HASH."
        raise Misconfigured(problem)


def _said(found: _Found, settings: Settings) -> Iterator[str]:
    flaws = words("en", settings.controller.zone)
    for one in found.broken:
        yield f"✗ {one.number}: from line {one.line} on: {flaws.code('flaws', one.flaw)}."
    for missing in found.lost:
        told = missing.told
        why = _LOST[missing.flaw]
        yield f"✗ {told.case_number}: line {told.seq} is not as the digest told it: {why}."
    named = len(found.broken) + len(found.lost)
    if found.flaws > named:
        yield f"✗ and {found.flaws - named} more."
    if not found.broken:
        yield _fitting(found)
    if found.told and not found.lost:
        yield f"✓ Still there: {_counted(found.told, 'line')} that a digest told of."


def _fitting(found: _Found) -> str:
    """Return what it means that no chain is broken: with something lost, all is not well."""
    what = f"{_counted(found.cases, 'journal')}, {_counted(found.lines, 'line')}"
    if found.lost:
        return (
            f"✗ BROKEN: as it is now, each journal fits in itself ({what}), "
            "but what was told before is not there."
        )
    return f"✓ Whole: {what}."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


_LOST: dict[Flaw, str] = {
    Flaw.no_case: "the case is gone",
    Flaw.cut_off: "the tail was cut off or rewritten",
    Flaw.changed: "the journal was rewritten",
}


def _plain(found: _Found) -> dict[str, Any]:
    return {
        "whole": not found.flaws,
        "cases": found.cases,
        "lines": found.lines,
        "told": found.told,
        "flaws": found.flaws,
        "broken": [
            {"case": one.number, "line": one.line, "flaw": one.flaw} for one in found.broken
        ],
        "lost": [
            {"case": one.told.case_number, "line": one.told.seq, "flaw": one.flaw}
            for one in found.lost
        ],
    }
