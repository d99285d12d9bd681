"""Erasure from the letter to the answer: planned, approved, done, asked again, told."""

from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome
from rightsflow.letters.choose import Letter
from rightsflow.register import results
from rightsflow.register.types import Step
from tests.acceptance.people import BOGUMIL, TUYET, ZANETA
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.written import ERASURE, TWO_RIGHTS

pytestmark = pytest.mark.asyncio
APPROVAL = HoldKind.plan_approval


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened


async def test_nothing_is_erased_before_somebody_approved_it(able: AbleOffice) -> None:
    """The plan waits, and the data is still there."""
    await able.ask(TUYET, ERASURE)
    assert set(await able.holds()) == {APPROVAL}
    assert able.rows("SELECT 1 FROM contacts WHERE email = ?", TUYET.email)


async def test_an_approved_erasure_leaves_nobody_to_be_found(able: AbleOffice) -> None:
    """Contact, notes, placements, shifts, CV and its index: all of it is gone, and told."""
    cv = able.database.parent / TUYET.cv_path
    assert cv.is_file()
    others = able.rows("SELECT * FROM contacts WHERE email <> ? ORDER BY id", TUYET.email)
    await able.ask(TUYET, ERASURE)
    assert await able.decide(Decision.approve, APPROVAL)
    number = TUYET.number
    assert not able.rows("SELECT 1 FROM contacts WHERE id = ?", number)
    assert not able.rows("SELECT 1 FROM notes WHERE contact_id = ?", number)
    assert not able.rows("SELECT 1 FROM placements WHERE contact_id = ?", number)
    assert not able.rows("SELECT 1 FROM documents WHERE email = ?", TUYET.email)
    assert not cv.exists()
    assert able.rows("SELECT * FROM contacts ORDER BY id") == others
    [request] = await able.requests()
    assert request.outcome is Outcome.granted
    letter = await able.letter(Letter.rights_reply)
    assert letter.recipient == TUYET.email
    assert not await able.holds()


async def test_the_journal_names_each_system_that_was_asked_again(able: AbleOffice) -> None:
    """Surveyed, planned, decided, done and verified, system by system."""
    await able.ask(TUYET, ERASURE)
    await able.decide(Decision.approve, APPROVAL)
    verified = {row.detail["system"]: row.detail["left"] for row in await able.events("verified")}
    assert verified == {"crm": 0, "documents": 0}
    done = {row.detail["system"] for row in await able.events("done")}
    assert done == {"crm", "documents"}


async def test_receipts_and_journal_name_the_connector_with_its_version(able: AbleOffice) -> None:
    """Years later it shows which program did it, of which package, in which version."""
    await able.ask(TUYET, ERASURE)
    await able.decide(Decision.approve, APPROVAL)
    [request], ours = await able.requests(), version("rightsflow")
    async with able.desk.register.read() as connection:
        rows = (await results.receipts_for(connection, [request.id], list(Step)))[request.id]
    by = {"crm": f"sql (rightsflow {ours})", "documents": f"files (rightsflow {ours})"}

    assert {row.system: row.connector for row in rows if row.step in {"act", "verify"}} == by
    for event in ("done", "verified"):
        noted = {row.detail["system"]: row.detail["connector"] for row in await able.events(event)}
        assert noted == by


async def test_an_invoice_stays_with_its_last_day_and_the_rest_goes(able: AbleOffice) -> None:
    """Partly granted: the letter names the provision and the day."""
    able.write_rows("UPDATE placements SET invoice = 'FV/7' WHERE contact_id = ?", TUYET.number)
    await able.ask(TUYET, ERASURE)
    await able.decide(Decision.approve, APPROVAL)
    [(employer, invoice, rate)] = able.rows(
        "SELECT employer, invoice, hourly_rate FROM placements WHERE contact_id = ?", TUYET.number
    )
    assert (employer, invoice, rate) == (TUYET.employer, "FV/7", None)
    [(first, email)] = able.rows(
        "SELECT first_name, email FROM contacts WHERE id = ?", TUYET.number
    )
    assert (first, email) == (TUYET.first_name, None)
    [request] = await able.requests()
    assert request.outcome is Outcome.partly_granted
    assert "31 December 2031" in (await able.letter(Letter.rights_reply)).text


async def test_an_old_value_in_a_log_is_a_hold_and_never_called_erased(able: AbleOffice) -> None:
    """A table that nobody mapped still names the person: somebody has to look."""
    able.write_rows("INSERT INTO history (what) VALUES (?)", f"mail changed to {TUYET.email}")
    await able.ask(TUYET, ERASURE)
    await able.decide(Decision.approve, APPROVAL)
    hold = (await able.holds())[HoldKind.data_mismatch]
    assert hold.reasons == ("left in history.what",)
    assert not await able.letters(Letter.rights_reply)
    [request] = await able.requests()
    assert request.is_open
    able.write_rows("DELETE FROM history")
    await able.decide(Decision.release, HoldKind.data_mismatch)
    await able.letter(Letter.rights_reply)


async def test_a_copy_is_made_before_anything_is_erased_and_both_are_one_letter(
    able: AbleOffice,
) -> None:
    """Access and erasure in one mail: one letter with both, the copy enclosed."""
    await able.ask(TUYET, TWO_RIGHTS)
    assert not await able.letters(Letter.access_reply)
    await able.decide(Decision.approve, APPROVAL)
    letter = await able.letter(Letter.rights_reply)
    assert letter.with_data
    assert not able.rows("SELECT 1 FROM contacts WHERE email = ?", TUYET.email)
    assert {one.outcome for one in await able.requests()} == {Outcome.granted}


async def test_who_is_not_held_is_told_so(able: AbleOffice) -> None:
    """Nothing to erase: the letter says where we looked."""
    await able.ask("nikt@example.net", ERASURE)
    await able.letter(Letter.nothing_held)


async def test_running_everything_again_changes_nothing(able: AbleOffice) -> None:
    """The second run finds nothing to do, for anybody."""
    for person in (TUYET, ZANETA, BOGUMIL):
        await able.ask(person, ERASURE)
        await able.decide(Decision.approve, APPROVAL)
    before = (len(await able.events()), able.rows("SELECT * FROM contacts"))
    await able.work()
    assert (len(await able.events()), able.rows("SELECT * FROM contacts")) == before
