"""What a digest told of a journal is found again, or it is said that it is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from rightsflow.errors import Misconfigured
from rightsflow.register.chain import Flaw
from rightsflow.register.database import Database
from rightsflow.register.heads import Lost, Told, heads, lost, read_told
from rightsflow.register.journal import Entry, broken, note
from rightsflow.register.lines import lines_of
from rightsflow.register.tables import case, journal
from tests.rightsflow.register.rows import NOW, new_case, opened

HASH = "0123456789abcdef" * 4
LATER = NOW + timedelta(days=1)


async def noted(register: Database, *case_ids: int, times: int = 3) -> None:
    """Note some lines in each case, all of them NOW."""
    async with register.write() as connection:
        for number in range(times):
            entries = [Entry(key, "noted", {"n": number}) for key in case_ids]
            await note(connection, entries, NOW)


async def told_of(register: Database) -> list[Told]:
    """Return what a digest would tell."""
    async with register.read() as connection:
        return await heads(connection)


async def missing(register: Database, told: list[Told]) -> list[Lost]:
    """Look for what was told."""
    async with register.read() as connection:
        return await lost(connection, told)


async def is_whole(register: Database, case_id: int) -> bool:
    """Say whether a journal fits its case row."""
    async with register.read() as connection:
        return await broken(connection, case_id) is None


async def cut_behind(register: Database, case_id: int, seq: int) -> None:
    """Cut the tail off and let the case row say that this was the end."""
    async with register.write() as connection:
        here = (journal.c.case_id == case_id, journal.c.seq > seq)
        await connection.execute(delete(journal).where(*here))
        newest = select(journal.c.hash).where(journal.c.case_id == case_id, journal.c.seq == seq)
        head = {"journal_seq": seq, "journal_head": newest.scalar_subquery()}
        await connection.execute(update(case).where(case.c.id == case_id).values(head))


async def test_heads_are_the_newest_lines(register: Database) -> None:
    """One for each journal that has lines, in the order of the cases."""
    one, other, _ = await opened(register, new_case(), new_case(), new_case())
    await noted(register, one.id, other.id)
    told = await told_of(register)
    assert [head[:2] for head in told] == [(one.number, 3), (other.number, 3)]
    async with register.read() as connection:
        assert told[0].hash == (await lines_of(connection, one.id))[-1].hash


async def test_heads_since_a_moment_are_of_journals_that_changed(register: Database) -> None:
    """What the last digest told already is not told again."""
    one, other = await opened(register, new_case(), new_case())
    await noted(register, one.id, other.id)
    async with register.write() as connection:
        await note(connection, [Entry(other.id, "noted")], LATER)
        assert [head[:2] for head in await heads(connection, LATER)] == [(other.number, 4)]
        assert len(await heads(connection, NOW)) == 2


async def test_what_was_told_is_found_while_the_journal_grows(register: Database) -> None:
    """A line stays where it is for ever, whatever is noted after it."""
    (one,) = await opened(register)
    await noted(register, one.id)
    told = await told_of(register)
    await noted(register, one.id)
    assert await missing(register, told) == []


async def test_a_tail_that_was_cut_off_with_the_case_row_shows(register: Database) -> None:
    """Such a journal is whole by itself: only what was told outside gives it away."""
    (one,) = await opened(register)
    await noted(register, one.id)
    (told,) = await told_of(register)
    await cut_behind(register, one.id, 2)
    assert await is_whole(register, one.id)
    assert await missing(register, [told]) == [Lost(told, Flaw.cut_off)]


async def test_a_tail_that_was_written_anew_shows(register: Database) -> None:
    """Cut off, and other lines noted in its place: whole again, and not as it was told."""
    (one,) = await opened(register)
    await noted(register, one.id)
    (told,) = await told_of(register)
    await cut_behind(register, one.id, 1)
    await noted(register, one.id, times=5)
    assert await is_whole(register, one.id)
    assert await missing(register, [told]) == [Lost(told, Flaw.changed)]


async def test_a_line_with_the_told_hash_and_other_words_is_broken(register: Database) -> None:
    """Keeping the told hash in place breaks the chain instead."""
    (one,) = await opened(register)
    await noted(register, one.id)
    (told,) = await told_of(register)
    async with register.write() as connection:
        here = (journal.c.case_id == one.id, journal.c.seq == 3)
        await connection.execute(update(journal).where(*here).values(actor="dpo"))
    assert await missing(register, [told]) == []
    assert not await is_whole(register, one.id)


async def test_a_case_that_is_gone_shows(register: Database) -> None:
    """Removed with all that belongs to it, it leaves no trace but what was told."""
    one, other = await opened(register, new_case(), new_case())
    await noted(register, one.id, other.id)
    told = await told_of(register)
    async with register.write() as connection:
        await connection.execute(delete(journal).where(journal.c.case_id == one.id))
        await connection.execute(delete(case).where(case.c.id == one.id))
    assert await missing(register, told) == [Lost(told[0], Flaw.no_case)]


@pytest.mark.parametrize(
    "text",
    [
        "RF-2026-000012 7 {hash}",
        "> RF-2026-000012 7 {hash}",
        "  * RF-2026-000012   7\t{hash}.\r\n",
        "| RF-2026-000012 7 {hash} |",
    ],
)
def test_a_digest_is_read_as_it_was_written_and_as_it_is_quoted(text: str) -> None:
    """A mail program may have quoted, indented or set it in a list."""
    told = Told("RF-2026-000012", 7, HASH)
    assert list(read_told(["Good morning,", "", text.format(hash=HASH.upper()), "the end"])) == [
        told
    ]
    assert list(read_told([told.written()])) == [told]


@pytest.mark.parametrize("hash_", [HASH[:60], f"{HASH}0", f"{HASH} 5"])
def test_a_hash_that_is_not_whole_stops_the_reading(hash_: str) -> None:
    """A line that was broken by a mail program is not silently left out."""
    with pytest.raises(Misconfigured, match="Line 2"):
        list(read_told(["first", f"> RF-2026-000012 7 {hash_}"]))


def test_what_is_no_line_of_a_digest_is_passed_over() -> None:
    """Case numbers stand in many mails."""
    assert list(read_told(["RF-2026-000012 is due on 2026-12-28", HASH, "RF-2026-000012 7"])) == []
