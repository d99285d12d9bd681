"""`rightsflow suppressed`: which rows of an import are about people who are on a list."""

import asyncio
import codecs
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TextIO

import typer

from deployments.importfile import Form, ImportFile, Row, begins_with_mark, opened
from deployments.terminal import ERR, Counting
from rightsflow.datamap.load import load_systems
from rightsflow.errors import Misconfigured
from rightsflow.law.subject import Identifier
from rightsflow.law.suppression import EVERYTHING, Entry, SuppressionList, forbids
from rightsflow.register import suppression
from rightsflow.register.database import Database
from rightsflow.register.keyring import Keyring
from rightsflow.settings import read_settings
from tasks.wiring import open_register

HELD_BACK = 3
"""The exit status that says that some rows must not be imported."""

_WITH_MARK = "utf-8-sig"


class Why(StrEnum):
    """Why a row is held back."""

    no_marketing = "no_marketing"
    do_not_recreate = "do_not_recreate"
    unreadable = "unreadable"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an import is checked for: lists, the purpose that it serves, and how it is written."""

    lists: tuple[SuppressionList, ...]
    purpose: str
    form: Form


@dataclass(slots=True)
class _Counts:
    rows: int = 0
    without: int = 0
    held: Counter[Why] = field(default_factory=Counter)


def check_import(folder: Path, file: Path, wanted: Wanted, out: Path | None, *, force: bool) -> int:
    """Print the numbers of the rows that are held back; write the others; return the status."""
    known_purpose(folder, wanted.purpose)
    if out is not None:
        _free(file, out, force=force)
    with Counting("checking", file.stat().st_size) as shown:
        counts = asyncio.run(_checked(folder, file, wanted, out, shown))
    ERR.print(_said(counts, out), markup=False)
    return HELD_BACK if counts.held else 0


async def _checked(
    folder: Path, file: Path, wanted: Wanted, out: Path | None, shown: Counting
) -> _Counts:
    settings = read_settings(folder)
    today_on = datetime.now(settings.controller.zone).date()
    counts = _Counts()
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        kept = stack.enter_context(_written(file, wanted.form, out))
        source: TextIO
        reading, source = stack.enter_context(opened(file, wanted.form))
        kept.write(reading.headings)
        before = 0
        for rows in _portions(reading):
            found = await _found(register, keyring, rows, today_on)
            for row in rows:
                _judge(row, found, wanted, counts, kept)
            now = source.buffer.tell()
            shown.count("rows", len(rows), now - before)
            before = now
    return counts


def _portions(reading: ImportFile) -> Iterator[list[Row]]:
    """Yield rows with about as many identifiers as one query takes."""
    rows: list[Row] = []
    identifiers = 0
    for row in reading.rows():
        rows.append(row)
        identifiers += len(row.identifiers)
        if max(identifiers, len(rows)) >= suppression.AT_ONCE:
            yield rows
            rows, identifiers = [], 0
    if rows:
        yield rows


async def _found(
    register: Database, keyring: Keyring, rows: Sequence[Row], today_on: date
) -> dict[Identifier, tuple[Entry, ...]]:
    asked = [one for row in rows for one in row.identifiers]
    async with register.read() as connection:
        return await suppression.find(connection, keyring, asked, today_on)


def _judge(
    row: Row,
    found: dict[Identifier, tuple[Entry, ...]],
    wanted: Wanted,
    counts: _Counts,
    kept: TextIO,
) -> None:
    counts.rows += 1
    why = _why(row, found, wanted)
    if not why:
        counts.without += not row.identifiers
        kept.write(row.raw)
        return
    counts.held.update(why)
    typer.echo(f"{row.number} {','.join(why)}")


def _why(row: Row, found: dict[Identifier, tuple[Entry, ...]], wanted: Wanted) -> list[Why]:
    entries = [entry for one in row.identifiers for entry in found.get(one, ())]
    scopes = {SuppressionList.no_marketing: wanted.purpose}
    why = [
        Why(of)
        for of in wanted.lists
        if entries and forbids(entries, of, scopes.get(of, EVERYTHING))
    ]
    return [*why, Why.unreadable] if row.unreadable else why


def known_purpose(folder: Path, purpose: str) -> None:
    """Raise `Misconfigured` where the purpose is not one of direct marketing in the data map."""
    if purpose == EVERYTHING:
        return
    purposes = [
        f"{name}.{one}"
        for name, system in load_systems(folder).items()
        for one, of in system.purposes.items()
        if of.marketing
    ]
    if purpose not in purposes:
        known = ", ".join(sorted(purposes)) or "there is none"
        problem = f"No such purpose of direct marketing in the data map. Known: {known}."
        raise Misconfigured(problem)


def _free(file: Path, out: Path, *, force: bool) -> None:
    if out.resolve() == file.resolve():
        problem = "--out is the file that is checked. Name another one."
        raise Misconfigured(problem)
    if os.path.lexists(out) and not force:
        problem = f"{out.name} exists already. To write it anew, add --force."
        raise Misconfigured(problem)


@contextmanager
def _written(file: Path, form: Form, out: Path | None) -> Iterator[TextIO]:
    """Open what the rows go to that may be imported: whole under its name, or not there."""
    if out is None:
        with Path(os.devnull).open("w", encoding=form.encoding) as nothing:
            yield nothing
        return
    encoding = form.encoding
    if codecs.lookup(encoding).name == _WITH_MARK and not begins_with_mark(file):
        encoding = "utf-8"
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}-", dir=out.parent)
    except OSError as error:
        problem = f"{out.parent} cannot be written to: {error.strerror}."
        raise Misconfigured(problem) from None
    try:
        with os.fdopen(handle, "w", encoding=encoding, newline="") as kept:
            yield kept
            kept.flush()
            os.fsync(kept.fileno())
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _said(counts: _Counts, out: Path | None) -> str:
    held = ", ".join(f"{count} {why}" for why, count in sorted(counts.held.items()))
    said = [f"{counts.rows} rows checked: {f'held back {held}' if held else 'none is held back'}."]
    if counts.without:
        said.append(f"{counts.without} have neither address nor phone to look for.")
    if out is not None:
        said.append(f"The others are in {out.name}.")
    return " ".join(said)
