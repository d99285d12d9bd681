"""Nothing is called erased that is still there: residue of every kind, and systems that lie."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from connectors.sql.connector import SqlConnector
from rightsflow.deeds import Expected, Order, Receipt, Residue
from rightsflow.law.decision import Decision
from rightsflow.letters.choose import Letter
from tests.acceptance.people import TUYET, ZANETA
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.rests_kit import APPROVAL, MISMATCH, Archive, erased, put
from tests.tasks.written import ERASURE

pytestmark = pytest.mark.asyncio


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened
        for connector in opened.desk.connectors.values():
            await connector.close()


class Liar(SqlConnector):
    """Says that it erased, and did not; asked again, it says that nothing is left."""

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Count every record as removed, and touch none."""
        return [
            Receipt(
                one.case_number, now, removed=sum(len(change.records) for change in one.changes)
            )
            for one in orders
        ]

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Say what is wanted."""
        del expected
        return []


class Silent(Liar):
    """Says nothing at all of what it did."""

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Return receipts that count nothing."""
        return [Receipt(one.case_number, now) for one in orders]


async def nothing_was_told(able: AbleOffice, place: str) -> None:
    """Expect a hold that names the place, and no letter that says "erased"."""
    assert (await able.holds())[MISMATCH].reasons == (place,)
    assert not await able.letters(Letter.rights_reply)
    [request] = await able.requests()
    assert request.is_open


@pytest.mark.parametrize("kind", [Liar, Silent])
async def test_a_system_that_lies_is_found_out(able: AbleOffice, kind: type[SqlConnector]) -> None:
    """It is asked a second time by locating the person, and every record is counted."""
    put(able, kind)
    await erased(able)
    assert MISMATCH in await able.holds()
    assert not await able.letters(Letter.rights_reply)
    assert able.rows("SELECT 1 FROM contacts WHERE id = ?", TUYET.number)


async def test_what_a_system_says_that_it_kept_is_never_told_as_erased(able: AbleOffice) -> None:
    """Not found by searching is not gone."""
    put(able, Archive)
    await erased(able)
    await nothing_was_told(able, "left in archived")


async def test_a_copy_in_another_table_is_found(able: AbleOffice) -> None:
    """Nobody mapped it, and it names the person."""
    able.write_rows("CREATE TABLE newsletter_2019 (address TEXT)")
    able.write_rows("INSERT INTO newsletter_2019 VALUES (?)", TUYET.email.upper())
    await erased(able)
    await nothing_was_told(able, "left in newsletter_2019.address")


async def test_a_row_that_a_trigger_leaves_is_found(able: AbleOffice) -> None:
    """Deleting writes the old row somewhere else."""
    able.write_rows(
        "CREATE TRIGGER keeps AFTER DELETE ON contacts BEGIN"
        " INSERT INTO history (what) VALUES (OLD.email); END"
    )
    await erased(able)
    await nothing_was_told(able, "left in history.what")


async def test_a_file_that_stays_on_disk_is_found(able: AbleOffice) -> None:
    """A copy of the CV under another name."""
    cv = able.database.parent / TUYET.cv_path
    cv.with_name("kopia-cv.pdf").write_bytes(cv.read_bytes())
    await erased(able)
    assert MISMATCH in await able.holds()
    assert not await able.letters(Letter.rights_reply)


async def test_only_the_case_with_a_residue_waits(able: AbleOffice) -> None:
    """Another person's erasure goes on and is told."""
    able.write_rows("INSERT INTO history (what) VALUES (?)", f"was {TUYET.email}")
    first = await able.ask(TUYET, ERASURE)
    second = await able.ask(ZANETA, ERASURE)
    await able.decide(Decision.approve, APPROVAL, number=first)
    await able.decide(Decision.approve, APPROVAL, number=second)
    assert (await able.letter(Letter.rights_reply)).recipient == ZANETA.email
    assert MISMATCH in await able.holds(first)


async def test_erasing_one_changes_no_row_of_anybody_else(able: AbleOffice) -> None:
    """Every table is compared, row by row."""
    before = everything(able)
    await erased(able)
    left = everything(able)
    gone = {name: before[name] - left[name] for name in before}
    assert all(not left[name] - before[name] for name in before)
    assert {name for name, rows in gone.items() if rows} == {
        "contacts", "notes", "placements", "shifts", "documents",
    }  # fmt: skip
    assert all(row[0] == TUYET.number for row in gone["contacts"])
    assert all(row[1] == TUYET.number for row in gone["notes"] | gone["placements"])


def everything(able: AbleOffice) -> dict[str, set[tuple[object, ...]]]:
    """Return every row of every table."""
    with closing(sqlite3.connect(able.database)) as crm:
        names = [row[0] for row in crm.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return {name: set(crm.execute(f'SELECT * FROM "{name}"')) for name in names}  # noqa: S608 - its own tables
