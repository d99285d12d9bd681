"""What an erasure left over: removed by hand, or kept on a ground and told; never just "erased"."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import Outcome
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from tasks.notaccepted import Why
from tests.acceptance.people import TUYET
from tests.tasks.deciding_kit import refused
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.rests_kit import APPROVAL, MISMATCH, Archive, erased, put
from tests.tasks.test_verifying import Silent
from tests.tasks.written import GROUNDED, LEAD, REASON

pytestmark = pytest.mark.asyncio
NOTE = f"was {TUYET.email}"
STAYS: Mapping[str, Any] = {"ground": RefusalGround.legal_claims}


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened
        for connector in opened.desk.connectors.values():
            await connector.close()


@pytest.fixture
async def left(able: AbleOffice) -> AbleOffice:
    """Give an office in which an erasure left a line in a log that nobody mapped."""
    able.write_rows("INSERT INTO history (what) VALUES (?)", NOTE)
    await erased(able)
    assert (await able.holds())[MISMATCH].reasons == ("left in history.what",)
    return able


async def outcomes(office: AbleOffice) -> list[Outcome | None]:
    """Return what became of the requests of the case."""
    return [request.outcome for request in await office.requests()]


async def test_what_was_removed_in_the_system_is_seen_when_it_is_asked_again(
    left: AbleOffice,
) -> None:
    """The hold is released, and the letter says what is true now."""
    left.write_rows("DELETE FROM history")
    await left.decide(Decision.release, MISMATCH)
    assert await outcomes(left) == [Outcome.granted]
    assert "history" not in (await left.letter(Letter.rights_reply)).text


async def test_what_a_system_keeps_out_of_sight_is_gone_by_the_word_of_a_person(
    able: AbleOffice,
) -> None:
    """No program sees an archive: whoever emptied it says so, and the system is asked again."""
    put(able, Archive)
    await erased(able)
    await able.decide(Decision.release, MISMATCH)
    assert MISMATCH in await able.holds()
    await able.decide(Decision.approve, MISMATCH)
    assert await able.holds() == {}
    assert await outcomes(able) == [Outcome.granted]
    assert await able.letters(Letter.rights_reply)


async def test_nobodys_word_is_taken_against_what_the_system_shows(left: AbleOffice) -> None:
    """It is asked again, and the same line is the same question again."""
    await left.decide(Decision.approve, MISMATCH)
    assert (await left.holds())[MISMATCH].reasons == ("left in history.what",)
    assert not await left.letters(Letter.rights_reply)


async def test_what_stays_by_a_decision_is_told_with_its_ground(left: AbleOffice) -> None:
    """Place, provision, reason and remedies stand in the letter, which grants in part only."""
    await left.write(GROUNDED)
    await left.both_decide(Decision.refuse_partly, MISMATCH, **STAYS)
    told = (await left.letter(Letter.rights_reply)).text
    for words in ("history.what", "Article 17(3)(e) GDPR", REASON, "apart from what is named"):
        assert words in told
    assert await outcomes(left) == [Outcome.partly_granted]
    assert await left.holds() == {}
    [entry] = await left.events("rest_stays")
    assert entry.detail["left"] == 1
    assert left.rows("SELECT what FROM history") == [(NOTE,)]


async def test_it_is_told_in_the_language_of_the_person(able: AbleOffice) -> None:
    """In Polish as well, with what the data map calls the place."""
    able.write_rows("INSERT INTO history (what) VALUES (?)", NOTE)
    await able.ask(TUYET, "Na podstawie art. 17 RODO żądam usunięcia wszystkich moich danych.")
    await able.decide(Decision.approve, APPROVAL)
    await able.write(GROUNDED)
    await able.both_decide(Decision.refuse_partly, MISMATCH, **STAYS)
    told = (await able.letter(Letter.rights_reply)).text
    for words in ("history.what", "art. 17 ust. 3 lit. e RODO", "Co zostaje", REASON):
        assert words in told


async def test_one_person_alone_keeps_nothing(left: AbleOffice) -> None:
    """It is a refusal in part: two people, one of them the officer."""
    await left.write(GROUNDED)
    assert not await left.decide(Decision.refuse_partly, MISMATCH, by="lead", **STAYS)
    assert MISMATCH in await left.holds()
    assert not await left.letters(Letter.rights_reply)


async def test_what_is_found_in_another_place_is_a_question_of_its_own(left: AbleOffice) -> None:
    """The decision was about a place: it covers no other."""
    left.write_rows("CREATE TABLE newsletter_2019 (address TEXT)")
    left.write_rows("INSERT INTO newsletter_2019 VALUES (?)", TUYET.email)
    await left.write(GROUNDED)
    await left.both_decide(Decision.refuse_partly, MISMATCH, **STAYS)
    assert (await left.holds())[MISMATCH].reasons == ("left in newsletter_2019.address",)
    assert not await left.letters(Letter.rights_reply)


async def test_what_is_gone_meanwhile_is_not_told_as_staying(left: AbleOffice) -> None:
    """The letter says what the system has on the day it was asked last."""
    await left.write(GROUNDED)
    assert not await left.decide(Decision.refuse_partly, MISMATCH, by="lead", **STAYS)
    left.write_rows("DELETE FROM history")
    assert await left.decide(Decision.refuse_partly, MISMATCH, by="officer", **STAYS)
    assert await outcomes(left) == [Outcome.granted]
    told = (await left.letter(Letter.rights_reply)).text
    assert "history" not in told
    assert REASON not in told


@pytest.mark.parametrize(
    ("fields", "texts", "why"),
    [
        ({"ground": RefusalGround.excessive}, GROUNDED, Why.no_ground),
        ({"ground": RefusalGround.others_rights}, GROUNDED, Why.no_ground),
        ({}, GROUNDED, Why.ground_missing),
        (STAYS, {TextKind.reason: REASON}, Why.text_missing),
        ({**STAYS, "systems": ("documents",)}, GROUNDED, Why.no_such_system),
    ],
    ids=["of the request", "of a copy", "none", "no evidence", "another system"],
)
async def test_it_stays_only_on_a_ground_that_speaks_of_the_data(
    left: AbleOffice, fields: dict[str, Any], texts: dict[TextKind, str], why: Why
) -> None:
    """What the law does not know cannot be chosen, and what it wants has to be written."""
    await left.write(texts)
    with refused(why):
        await left.decide(Decision.refuse_partly, MISMATCH, **fields)


async def test_where_nothing_was_left_over_there_is_nothing_to_decide(able: AbleOffice) -> None:
    """A receipt that counts nothing is a fault of the system, and is asked again."""
    put(able, Silent)
    await erased(able)
    with refused(Why.nothing_left_over):
        await able.decide(Decision.approve, MISMATCH)
    mail = (await able.newest(StaffMail.decision_wanted, LEAD)).text
    assert "(release)" in mail
    assert "(approve)" not in mail
    assert "(refuse_partly)" not in mail


async def test_the_approvers_are_told_what_they_can_decide(left: AbleOffice) -> None:
    """With the grounds that an erasure has, and what each decision means here."""
    mail = (await left.newest(StaffMail.decision_wanted, LEAD)).text
    for words in ("(approve)", "(refuse_partly)", "legal_claims", "usunięto ręcznie"):
        assert words in mail
    assert "excessive" not in mail
