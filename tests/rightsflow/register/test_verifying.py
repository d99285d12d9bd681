"""Verifying: many journals at a time, each flaw named by its case, its line and its kind."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Executable, delete, insert, text, update

from rightsflow.register.chain import Chain, Flaw, Head, Line, first_flaw, hash_of
from rightsflow.register.database import Database
from rightsflow.register.journal import Entry, note
from rightsflow.register.lines import lines_of
from rightsflow.register.tables import case, journal
from rightsflow.register.verifying import Checked, check_one, check_some, without_case
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import NOW, new_case, opened

LINES = 5


@pytest.fixture
async def sqlite_register(sqlite_home: Home) -> Database:
    """Give an empty register in a file."""
    new = sqlite_home.open()
    await new.upgrade()
    return new


async def written(register: Database, cases: int = 1) -> list[int]:
    """Open cases with a journal of some lines each; return their row numbers."""
    ids = [one.id for one in await opened(register, *(new_case() for _ in range(cases)))]
    async with register.write() as connection:
        for number in range(LINES):
            at = NOW + timedelta(hours=number)
            await note(connection, [Entry(key, f"e{number}", {"n": number}) for key in ids], at)
    return ids


async def after(register: Database, *statements: Executable) -> None:
    """Do to the register what somebody with the database's password does."""
    async with register.write() as connection:
        for statement in statements:
            await connection.execute(statement)


async def all_of(register: Database, limit: int = 100) -> list[Checked]:
    """Verify every journal, batch by batch."""
    found: list[Checked] = []
    while True:
        async with register.read() as connection:
            last = found[-1].case_id if found else 0
            some = await check_some(connection, after_id=last, limit=limit)
        if not some:
            return found
        assert len(some) <= limit
        found += some


def at_line(case_id: int, seq: int) -> tuple[Any, Any]:
    """Return the condition for one line."""
    return journal.c.case_id == case_id, journal.c.seq == seq


DEEDS: dict[str, tuple[Callable[[int], Sequence[Executable]], int, Flaw]] = {
    "a changed detail": (
        lambda key: [update(journal).where(*at_line(key, 3)).values(detail={"n": 9})],
        3,
        Flaw.changed,
    ),
    "a changed actor": (
        lambda key: [update(journal).where(*at_line(key, 2)).values(actor="dpo")],
        2,
        Flaw.changed,
    ),
    "a removed line": (lambda key: [delete(journal).where(*at_line(key, 4))], 4, Flaw.missing),
    "a removed beginning": (lambda key: [delete(journal).where(*at_line(key, 1))], 1, Flaw.missing),
    "lines in another order": (
        lambda key: [
            update(journal).where(*at_line(key, old)).values(seq=new)
            for old, new in ((2, 0), (3, 2), (0, 3))
        ],
        2,
        Flaw.changed,
    ),
    "a cut tail": (
        lambda key: [delete(journal).where(journal.c.case_id == key, journal.c.seq > 3)],
        4,
        Flaw.cut_off,
    ),
    "a whole journal removed": (
        lambda key: [delete(journal).where(journal.c.case_id == key)],
        1,
        Flaw.cut_off,
    ),
    "a line slipped in at the end": (
        lambda key: [
            insert(journal).values(
                case_id=key, seq=6, at=NOW, actor="dpo", event="x", detail={}, hash="0" * 64
            )
        ],
        6,
        Flaw.added,
    ),
    "another head in the case row": (
        lambda key: [update(case).where(case.c.id == key).values(journal_head="f" * 64)],
        5,
        Flaw.changed,
    ),
}
"""What is done by hand, the line that is named for it, and the flaw."""


@pytest.mark.parametrize("deed", DEEDS)
async def test_each_flaw_is_named_by_case_line_and_kind(register: Database, deed: str) -> None:
    """The one journal that was touched is found among the others."""
    first, touched, last = await written(register, 3)
    statements, line, flaw = DEEDS[deed]
    await after(register, *statements(touched))
    found = await all_of(register, limit=2)
    assert [(one.case_id, one.line, one.flaw) for one in found] == [
        (first, None, None),
        (touched, line, flaw),
        (last, None, None),
    ]
    assert found[1].number == f"RF-2026-{touched:06d}"


async def test_every_journal_is_verified_once_in_batches(register: Database) -> None:
    """No batch leaves a case out or takes one twice, a case without lines included."""
    ids = await written(register, 7)
    ids += [one.id for one in await opened(register)]
    found = await all_of(register, limit=3)
    assert [(one.case_id, one.lines, one.flaw) for one in found] == [
        *((key, LINES, None) for key in ids[:7]),
        (ids[7], 0, None),
    ]


async def test_a_case_that_is_not_there_is_not_whole(register: Database) -> None:
    """Nothing is said of it."""
    async with register.read() as connection:
        assert await check_one(connection, 77) is None


async def test_what_is_left_of_a_removed_case_is_found(
    sqlite_home: Home, sqlite_register: Database
) -> None:
    """Another program lets a case row be removed from under its journal."""
    register = sqlite_register
    gone, _ = await written(register, 2)
    async with register.read() as connection:
        assert await without_case(connection) == []
    with closing(sqlite3.connect(sqlite_home.folder / "register.sqlite")) as by_hand:
        by_hand.execute('DELETE FROM "case" WHERE id = ?', (gone,))
        by_hand.commit()
    async with register.read() as connection:
        left = await without_case(connection)
    assert left == [Checked(gone, f"(row {gone})", LINES, 1, Flaw.no_case)]


MUTATIONS = st.sampled_from(["at", "actor", "event", "detail", "hash"])
GARBAGE = st.text("0123456789abcdef{}[]\":,.- +T'x", max_size=40)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=60,
)
@given(column=MUTATIONS, seq=st.integers(1, LINES), garbage=GARBAGE)
async def test_anything_written_into_a_line_by_hand_shows(
    sqlite_register: Database, column: str, seq: int, garbage: str
) -> None:
    """SQLite keeps whatever is written: no text in any column stops the verifying or passes it."""
    register = sqlite_register
    (key,) = await written(register)
    async with register.read() as connection:
        before = await lines_of(connection, key)
    statement = text(f"UPDATE journal SET {column} = :new WHERE case_id = :key AND seq = :seq")  # noqa: S608 - a column of ours
    await after(register, statement.bindparams(new=garbage, key=key, seq=seq))
    async with register.read() as connection:
        checked = await check_one(connection, key)
        same = before == await lines_of(connection, key)
    assert checked is not None
    assert checked.line == (None if same else seq)


def chained(details: Sequence[dict[str, Any]]) -> list[Line]:
    """Return the lines of a whole journal of case 1."""
    lines, head = [], ""
    for seq, detail in enumerate(details, start=1):
        line = Line(seq, NOW, "rightsflow", "noted", detail, "")
        head = hash_of(head, 1, line)
        lines.append(Line(seq, NOW, "rightsflow", "noted", detail, head))
    return lines


@given(
    details=st.lists(st.dictionaries(st.text(), st.text() | st.integers()), min_size=1, max_size=6)
)
def test_a_journal_written_anew_from_some_line_on_does_not_fit_the_case_row(
    details: list[dict[str, Any]],
) -> None:
    """Reckoning all later hashes again is not enough: the case row holds the newest."""
    lines = chained(details)
    noted = Head(len(lines), lines[-1].hash)
    assert first_flaw(1, lines, noted) is None
    anew = chained([*details[:-1], {**details[-1], "more": 1}])
    assert first_flaw(1, anew, noted) == (len(lines), Flaw.changed)
    assert Chain(2).flaw(lines[0], noted) is Flaw.changed
