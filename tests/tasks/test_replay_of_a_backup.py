"""A database is set back to its backup: a case's erasure is done in it again, and nothing else."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from tasks.replay import Replay, Replayed
from tests.acceptance.people import BOGUMIL, TUYET
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.written import ERASURE

pytestmark = pytest.mark.asyncio
_TABLES = ("contacts", "notes", "placements", "shifts")


@pytest.fixture
async def restored(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that erased somebody, and whose database was then set back to before."""
    async with open_able_office(tmp_path) as office:
        backup = tmp_path / "backup.sqlite"
        shutil.copy(office.database, backup)
        await office.ask(TUYET, ERASURE)
        await office.decide(Decision.approve, HoldKind.plan_approval)
        assert everything(office) != {}
        shutil.copy(backup, office.database)
        yield office


def everything(office: AbleOffice) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the CRM."""
    return {table: office.rows(f"SELECT * FROM {table} ORDER BY id") for table in _TABLES}  # noqa: S608 - names of this file


async def replayed(office: AbleOffice) -> list[Replayed]:
    """Replay what was erased in the CRM since yesterday."""
    at = office.desk
    run = Replay(at.register, at.keyring, at.connectors["crm"], at.today(), office.clock())
    return [one async for one in run.run(office.clock() - timedelta(days=1), trial=False)]


async def test_who_was_erased_and_came_back_by_a_backup_goes_again(restored: AbleOffice) -> None:
    """Contact, notes, placement and shifts of one person; every row of the others stays."""
    before = everything(restored)
    others = {
        "contacts": [row for row in before["contacts"] if row[0] != TUYET.number],
        "notes": [row for row in before["notes"] if row[1] != TUYET.number],
        "placements": [row for row in before["placements"] if row[1] != TUYET.number],
        "shifts": [row for row in before["shifts"] if row[1] != TUYET.number],
    }
    assert others != before
    (outcome,) = await replayed(restored)
    assert (outcome.left, outcome.back) == (0, outcome.done)
    assert everything(restored) == others
    assert await replayed(restored) == []


async def test_who_has_the_number_of_the_erased_person_now_is_left(restored: AbleOffice) -> None:
    """A database that was set back counts on, and gives a number anew: a person has to look."""
    restored.write_rows(
        "UPDATE contacts SET email = ?, phone = NULL WHERE id = ?",
        f"new.{BOGUMIL.email}",
        TUYET.number,
    )
    before = everything(restored)
    (outcome,) = await replayed(restored)
    assert outcome.done == 0
    assert outcome.left > 0
    assert everything(restored) == before
