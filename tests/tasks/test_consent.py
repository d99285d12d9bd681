"""Records that somebody else made: where nothing shows the person's consent, a person looks."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from rightsflow.consent import WithoutConsent
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from tasks.consent import ask_about
from tests.acceptance.people import TUYET
from tests.rightsflow.test_consent import a_placement
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.written import ACCESS, DUE_ON, ERASURE, LEAD

pytestmark = pytest.mark.asyncio
MISSING = HoldKind.consent_missing


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office in which a filled `invoice` shows the consent to a placement."""
    async with open_able_office(tmp_path, decisions={"language": "en"}) as able_office:
        collections = able_office.desk.systems["crm"].collections
        told = {"consent_shown_by": "invoice"}
        collections["placements"] = collections["placements"].model_copy(update=told)
        yield able_office


async def test_an_approver_is_asked_and_the_copy_goes_out(office: AbleOffice) -> None:
    """The mail says what the records are called, and nothing that stands in them."""
    await office.ask(TUYET, ACCESS)
    hold = (await office.holds())[MISSING]
    assert (hold.system, hold.reasons) == ("crm", ("placements",))
    mail = await office.newest(StaffMail.decision_wanted, LEAD)
    assert "nothing shows that they agreed" in mail.text
    assert "Placements" in mail.text
    assert [one.outcome for one in await office.requests()] == [Outcome.granted]
    assert (await office.letter(Letter.access_reply)).text


async def test_nobody_is_asked_where_the_consent_is_on_record(office: AbleOffice) -> None:
    """Of every record: one without it is enough to ask."""
    office.write_rows("UPDATE placements SET invoice = 'seen'")
    await office.ask(TUYET, ACCESS)
    assert await office.holds() == {}


async def test_it_is_noticed_whatever_is_asked_for(office: AbleOffice) -> None:
    """Also where nothing is copied, and once where two rights come upon the same."""
    await office.ask(TUYET, f"{ACCESS} {ERASURE}")
    assert MISSING in await office.holds()
    opened = [one.detail for one in await office.events("hold_opened")]
    assert [one["kind"] for one in opened].count(MISSING) == 1


async def test_it_stays_in_sight_until_somebody_has_looked(office: AbleOffice) -> None:
    """The answer to the request does not end it; once looked into it is not asked again."""
    number = await office.ask(TUYET, ACCESS)
    await office.on(DUE_ON + timedelta(days=1))
    assert set(await office.holds(number)) == {MISSING}
    assert await office.decide(Decision.release, MISSING)
    seen = WithoutConsent(office.desk.systems["crm"])
    seen.see(a_placement(number))
    async with office.desk.register.write() as connection:
        await ask_about(connection, office.desk, seen, [await office.case(number)])
    assert await office.holds(number) == {}
