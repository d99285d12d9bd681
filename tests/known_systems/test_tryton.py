"""A real Tryton, by the map that is shipped: what its own wizard leaves goes, or is named."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround
from rightsflow.law.right import Outcome
from rightsflow.letters.choose import Letter
from tests.acceptance.people import BOGUMIL, TUYET, ZANETA
from tests.known_systems.kit import erased, open_with, sqlite_rows, traces
from tests.servers.tryton import ERASED, SECOND
from tests.tasks.deeds_kit import AbleOffice
from tests.tasks.written import GROUNDED, REASON

pytestmark = pytest.mark.real("tryton")


@pytest.fixture
async def office(tryton: Path, tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office whose one system is Tryton."""
    connection = {"url": f"sqlite:///{tryton}", "write": True}
    async with open_with(tmp_path, "tryton", connection) as opened:
        yield opened


async def test_the_map_fits(office: AbleOffice) -> None:
    """Nothing of the schema is forgotten, and nothing is named that is not there."""
    async with office.desk.connectors["tryton"] as connector:
        assert (await connector.check()).problems == ()


def test_the_wizard_of_tryton_leaves_address_and_number(tryton: Path) -> None:
    """`value` is masked, `value_compact` is not, and the newsletter goes on."""
    assert traces(sqlite_rows(tryton)(), ERASED) == {
        "party_contact_mechanism.value_compact": 2,
        "marketing_email.email": 1,
    }


async def test_an_erasure_leaves_no_trace_in_the_whole_database(
    office: AbleOffice, tryton: Path
) -> None:
    """Contact, newsletter, account and failed logins: gone, told, and nobody else is touched."""
    rows = sqlite_rows(tryton)
    before = traces(rows(), ZANETA)
    assert len(traces(rows(), TUYET)) > 4
    await erased(office, TUYET)

    assert traces(rows(), TUYET) == {}
    assert [row for _, row in rows() if TUYET.street in map(str, row.values())] == []
    assert traces(rows(), ZANETA) == before
    [request] = await office.requests()
    assert request.outcome is Outcome.granted
    assert (await office.letter(Letter.rights_reply)).recipient == TUYET.email


async def test_a_note_that_no_map_can_reach_is_named_until_somebody_has_seen_to_it(
    office: AbleOffice, tryton: Path
) -> None:
    """`party.party,2` in one column is no link: the search finds what is left, and says where.

    It looks for all of his addresses, also for the one by which he was not found.
    """
    await erased(office, BOGUMIL)
    assert traces(sqlite_rows(tryton)(), BOGUMIL, SECOND) == {"ir_note.message": 1}
    hold = (await office.holds())[HoldKind.data_mismatch]
    assert hold.reasons == ("left in ir_note.message",)
    assert not await office.letters(Letter.rights_reply)

    with closing(sqlite3.connect(tryton)) as crm, crm:
        crm.execute("DELETE FROM ir_note")
    assert await office.decide(Decision.release, HoldKind.data_mismatch)
    assert (await office.letter(Letter.rights_reply)).recipient == BOGUMIL.email
    assert traces(sqlite_rows(tryton)(), BOGUMIL, SECOND) == {}


async def test_a_note_that_has_to_stay_is_named_in_the_letter(
    office: AbleOffice, tryton: Path
) -> None:
    """Two people say on which ground; the person reads where it is, why, and how to contest it."""
    await erased(office, BOGUMIL)
    await office.write(GROUNDED)
    await office.both_decide(
        Decision.refuse_partly, HoldKind.data_mismatch, ground=RefusalGround.legal_claims
    )
    told = (await office.letter(Letter.rights_reply)).text
    for words in ("ir_note.message", REASON, "17"):
        assert words in told
    [request] = await office.requests()
    assert request.outcome is Outcome.partly_granted
    assert traces(sqlite_rows(tryton)(), BOGUMIL, SECOND) == {"ir_note.message": 1}
