"""The journal: every entry bound to the one before, so that any change shows."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Update, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.database import Database
from rightsflow.register.journal import Entry, broken, note
from rightsflow.register.tables import case, journal
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import NOW, new_case, opened, rows_of

WORDS = st.text(max_size=8)
DETAILS = st.dictionaries(
    WORDS, st.none() | st.booleans() | st.integers(0, 10**9) | WORDS, max_size=3
)
EVENTS = st.lists(
    st.tuples(st.text("abcdefgh_", min_size=1, max_size=9), DETAILS), min_size=1, max_size=5
)

CHANGES: dict[str, Callable[[Any], Update]] = {
    "at": lambda row: update(journal).values(at=row.at + timedelta(microseconds=1)),
    "actor": lambda row: update(journal).values(actor=f"{row.actor}x"),
    "event": lambda row: update(journal).values(event=f"{row.event}x"),
    "detail": lambda row: update(journal).values(detail={**row.detail, "more": 1}),
    "hash": lambda row: update(journal).values(hash=f"x{row.hash[1:]}"),
    "seq": lambda row: update(journal).values(seq=row.seq + 100),
}
"""A change of each column of an entry, from whatever it holds."""


async def noted(register: Database, events: list[tuple[str, dict[str, Any]]]) -> int:
    """Open a case with these events, each in a transaction of its own; return its row number."""
    (one,) = await opened(register)
    for number, (event, detail) in enumerate(events):
        async with register.write() as connection:
            at = NOW + timedelta(seconds=number)
            await note(connection, [Entry(one.id, event, detail)], at)
    return one.id


async def first_broken(register: Database, case_id: int) -> int | None:
    """Return the first entry that does not fit."""
    async with register.read() as connection:
        return await broken(connection, case_id)


async def entries(connection: AsyncConnection, case_id: int) -> list[Any]:
    """Return the rows of a journal."""
    query = journal.select().where(journal.c.case_id == case_id).order_by(journal.c.seq)
    return list(await connection.execute(query))


# One register serves all examples: each of them opens a case of its own.
shared = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=25,
    deadline=None,
)


@shared
@given(events=EVENTS)
async def test_a_journal_that_nobody_touched_is_whole(
    register: Database, events: list[tuple[str, dict[str, Any]]]
) -> None:
    """Whatever was noted, in whatever words, comes back as it was bound."""
    assert await first_broken(register, await noted(register, events)) is None


@shared
@given(events=EVENTS, data=st.data())
async def test_any_change_of_an_entry_shows(
    register: Database, events: list[tuple[str, dict[str, Any]]], data: st.DataObject
) -> None:
    """Who, what, when, in which order: no column of no entry can be changed unseen."""
    case_id = await noted(register, events)
    column = data.draw(st.sampled_from(sorted(CHANGES)))
    at = data.draw(st.integers(0, len(events) - 1))
    async with register.write() as connection:
        row = (await entries(connection, case_id))[at]
        here = (journal.c.case_id == case_id, journal.c.seq == row.seq)
        await connection.execute(CHANGES[column](row).where(*here))
    assert await first_broken(register, case_id) == at + 1


@shared
@given(events=EVENTS, data=st.data())
async def test_any_removed_entry_shows(
    register: Database, events: list[tuple[str, dict[str, Any]]], data: st.DataObject
) -> None:
    """From the middle, the tail or all of it: what is missing is named by its number."""
    case_id = await noted(register, events)
    first = data.draw(st.integers(1, len(events)))
    last = data.draw(st.integers(first, len(events)))
    async with register.write() as connection:
        here = (journal.c.case_id == case_id, journal.c.seq.between(first, last))
        await connection.execute(delete(journal).where(*here))
    assert await first_broken(register, case_id) == first


@shared
@given(events=EVENTS.filter(lambda events: len(events) > 1), data=st.data())
async def test_entries_that_change_places_show(
    register: Database, events: list[tuple[str, dict[str, Any]]], data: st.DataObject
) -> None:
    """Each line knows its number: what two of them say cannot be exchanged, hashes included."""
    case_id = await noted(register, events)
    first, second = sorted(
        data.draw(st.lists(st.integers(1, len(events)), min_size=2, max_size=2, unique=True))
    )
    async with register.write() as connection:
        for old, new in ((first, 0), (second, first), (0, second)):
            here = (journal.c.case_id == case_id, journal.c.seq == old)
            await connection.execute(update(journal).where(*here).values(seq=new))
    assert await first_broken(register, case_id) == first


async def test_an_entry_slipped_in_behind_the_last_shows(register: Database) -> None:
    """A tail that fits its chain but was never noted by the case row is no part of it."""
    case_id = await noted(register, [("opened", {})])
    async with register.write() as connection:
        before = case.select().where(case.c.id == case_id)
        head = (await connection.execute(before)).one()
        await note(connection, [Entry(case_id, "approved", {}, "dpo")], NOW)
        back = {"journal_seq": head.journal_seq, "journal_head": head.journal_head}
        await connection.execute(update(case).where(case.c.id == case_id).values(back))
    assert await first_broken(register, case_id) == 2


async def test_an_entry_of_another_case_does_not_fit(register: Database) -> None:
    """An entry carries its case: moved to another one it shows."""
    one = await noted(register, [("opened", {})])
    other = await noted(register, [])
    async with register.write() as connection:
        await connection.execute(update(journal).values(case_id=other))
    assert await first_broken(register, other) == 1
    assert await first_broken(register, one) == 1


async def test_a_new_journal_is_whole_and_empty(register: Database) -> None:
    """Nothing noted is nothing missing, and noting nothing changes nothing."""
    (one,) = await opened(register)
    async with register.write() as connection:
        await note(connection, [], NOW)
    assert await first_broken(register, one.id) is None
    assert await rows_of(register, journal) == []


async def test_several_entries_of_several_cases_keep_their_order(register: Database) -> None:
    """One transaction notes for many cases; each chain counts by itself."""
    one, other = await opened(register, new_case(), new_case())
    async with register.write() as connection:
        mixed = [Entry(key, f"e{n}") for n in range(3) for key in (one.id, other.id)]
        await note(connection, mixed, NOW)
        rows = await entries(connection, other.id)
    assert [(row.seq, row.event) for row in rows] == [(1, "e0"), (2, "e1"), (3, "e2")]
    assert await first_broken(register, one.id) is None
    assert await first_broken(register, other.id) is None


@pytest.mark.parametrize("writers", [2, 4])
async def test_writers_at_once_keep_the_journal_whole(
    home: Home, register: Database, writers: int
) -> None:
    """Workers that note in the same cases at once, in any order, make one chain in each."""
    both = [one.id for one in await opened(register, new_case(), new_case())]
    registers = [register, *(home.open() for _ in range(writers - 1))]

    async def write(at: Database, worker: int) -> None:
        for number in range(8):
            order = both if worker % 2 else both[::-1]
            async with at.write() as connection:
                news = [Entry(key, "noted", {"worker": worker, "n": number}) for key in order]
                await note(connection, news, NOW)

    await asyncio.gather(*(write(at, worker) for worker, at in enumerate(registers)))
    for case_id in both:
        assert await first_broken(register, case_id) is None
    assert len(await rows_of(register, journal)) == 2 * 8 * writers


async def test_a_journal_is_whole_while_it_is_written(home: Home, register: Database) -> None:
    """Whoever verifies in the middle of the work raises no false alarm."""
    case_id = await noted(register, [("opened", {})])
    reader = home.open()
    found: list[int | None] = []

    async def write() -> None:
        for number in range(30):
            async with register.write() as connection:
                await note(connection, [Entry(case_id, "noted", {"n": number})], NOW)

    async def verify() -> None:
        while not writing.done():
            found.append(await first_broken(reader, case_id))

    writing = asyncio.create_task(write())
    await asyncio.gather(writing, verify())
    assert set(found) <= {None}
    assert await first_broken(reader, case_id) is None
