"""Rectification, restriction and objection, from the letter to the answer."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight, Outcome
from rightsflow.letters.choose import Letter
from tasks.notaccepted import Why
from tests.acceptance.people import TUYET
from tests.tasks.deciding_kit import refused
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.team_kit import reply
from tests.tasks.written import GROUNDED, RECTIFICATION, RESTRICTION

pytestmark = pytest.mark.asyncio
APPROVAL = HoldKind.plan_approval
ARCHIVE = "rekrutacja@example.com"
OBJECTION = (
    "I object to the processing of my data, on grounds relating to my situation (Article 21)."
)


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened


async def test_a_restriction_marks_the_contact_and_says_so(able: AbleOffice) -> None:
    """The mark stands in the system that has one; the folder is marked by a colleague."""
    await able.ask(TUYET, RESTRICTION)
    assert not await able.letters(Letter.rights_reply)
    await reply(able, "gotowe", by=ARCHIVE)
    [(on,)] = able.rows("SELECT restricted_on FROM contacts WHERE id = ?", TUYET.number)
    assert on == "2026-11-02"
    await able.letter(Letter.rights_reply)


async def test_a_correction_is_made_where_it_was_named_and_told_with_old_and_new(
    able: AbleOffice,
) -> None:
    """Restricted while it is checked; then corrected, asked again, told."""
    await able.ask(TUYET, RECTIFICATION)
    correction = {TextKind.correction: "crm.contacts.last_name = Nowak"}
    await able.write(correction)
    await able.decide(Decision.approve, APPROVAL)
    assert able.rows("SELECT last_name FROM contacts WHERE id = ?", TUYET.number) == [("Nowak",)]
    letter = await able.letter(Letter.rights_reply)
    assert "Nowak" in letter.text
    assert TUYET.last_name in letter.text
    [request] = await able.requests()
    assert request.outcome is Outcome.granted


async def test_what_is_disputed_is_restricted_until_it_is_decided(able: AbleOffice) -> None:
    """Article 18(1)(a): from the moment that somebody wrote down which fields are meant."""
    await able.ask(TUYET, RECTIFICATION)
    marked = "SELECT restricted_on FROM contacts WHERE id = ?"
    assert able.rows(marked, TUYET.number) == [(None,)]
    await able.write({TextKind.correction: "crm.contacts.last_name = Nowak"})
    assert able.rows(marked, TUYET.number) == [("2026-11-02",)]
    await able.decide(Decision.approve, APPROVAL)
    assert "9 November 2026" in (await able.letter(Letter.rights_reply)).text
    await able.on(date(2026, 11, 9))
    assert able.rows(marked, TUYET.number) == [(None,)]


async def test_a_correction_without_words_is_not_accepted(able: AbleOffice) -> None:
    """Nobody but a person can say what is right."""
    await able.ask(TUYET, RECTIFICATION)
    with refused(Why.text_missing):
        await able.decide(Decision.approve, APPROVAL)


@pytest.mark.parametrize("line", ["crm.contacts.id = 7", "crm.nobody.name = x", "a new phone"])
async def test_a_correction_of_what_is_no_field_is_not_accepted(
    able: AbleOffice, line: str
) -> None:
    """Keys and unknown names are refused, and nothing changes."""
    await able.ask(TUYET, RECTIFICATION)
    await able.write({TextKind.correction: line})
    with refused(Why.no_correction):
        await able.decide(Decision.approve, APPROVAL)


async def test_an_objection_restricts_first_and_erases_when_it_is_upheld(
    able: AbleOffice,
) -> None:
    """Article 18(1)(d), then 17(1)(c): contacts and notes go, the contract stays."""
    await able.ask(TUYET, OBJECTION)
    assert able.rows("SELECT restricted_on FROM contacts WHERE id = ?", TUYET.number) != [(None,)]
    await able.decide(Decision.approve, APPROVAL)
    assert not able.rows("SELECT 1 FROM notes WHERE contact_id = ?", TUYET.number)
    assert able.rows("SELECT 1 FROM placements WHERE contact_id = ?", TUYET.number)
    [(first, email)] = able.rows(
        "SELECT first_name, email FROM contacts WHERE id = ?", TUYET.number
    )
    assert (first, email) == (TUYET.first_name, None)
    await able.letter(Letter.rights_reply)


async def test_an_objection_that_is_not_upheld_is_told_with_the_balance_and_the_mark_goes_later(
    able: AbleOffice,
) -> None:
    """Two people; restricted meanwhile; the mark goes on the day that was told, not before."""
    await able.ask(TUYET, OBJECTION)
    await able.write(GROUNDED)
    await able.both_decide(
        Decision.refuse, APPROVAL, ground=RefusalGround.compelling_grounds,
        rights=(AskedRight.objection,),
    )  # fmt: skip
    letter = await able.letter(Letter.rights_reply)
    assert "9 November 2026" in letter.text
    [request] = await able.requests()
    assert request.outcome is Outcome.refused
    marked = "SELECT restricted_on FROM contacts WHERE id = ?"
    await able.on(date(2026, 11, 8))
    assert able.rows(marked, TUYET.number) != [(None,)]
    await able.on(date(2026, 11, 9))
    assert able.rows(marked, TUYET.number) == [(None,)]
    assert [row.detail["system"] for row in await able.events("restriction_lifted")] == ["crm"]


async def test_a_restriction_is_lifted_only_after_it_was_announced(able: AbleOffice) -> None:
    """A decision announces the end, and the mark goes on that day (Article 18(3))."""
    await able.ask(TUYET, RESTRICTION)
    await reply(able, "gotowe", by=ARCHIVE)
    await able.write({TextKind.reason: "The data was checked and is right."})
    await able.decide(Decision.lift_restriction, HoldKind.restriction)
    await able.letter(Letter.restriction_lifting)
    marked = "SELECT restricted_on FROM contacts WHERE id = ?"
    assert able.rows(marked, TUYET.number) != [(None,)]
    await able.on(date(2026, 11, 9))
    assert able.rows(marked, TUYET.number) == [(None,)]
