"""What is stopped at once: marketing that was objected to, consent that was withdrawn."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.suppression import EVERYTHING
from rightsflow.letters.choose import Letter
from rightsflow.register import erasures, suppression
from tests.acceptance.people import TUYET
from tests.acceptance.small_office import STRANGER
from tests.tasks.deciding_kit import open_office
from tests.tasks.deeds_kit import AbleOffice, open_able_office, prepared
from tests.tasks.written import BEGIN, CONSENT, MARKETING

pytestmark = pytest.mark.asyncio


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened


async def test_marketing_stops_without_identity_and_without_anybody_deciding(
    able: AbleOffice,
) -> None:
    """The sender is not even authentic: no mailings go to that address any more."""
    await able.ask(TUYET, MARKETING, result="none")
    assert able.rows("SELECT no_mailings FROM contacts WHERE id = ?", TUYET.number) == [(1,)]
    assert not await able.holds()
    letter = await able.letter(Letter.rights_reply)
    assert letter.recipient == TUYET.email
    [request] = await able.requests()
    assert request.outcome is Outcome.granted


async def test_nobody_else_is_stopped(able: AbleOffice) -> None:
    """Only the records that carry exactly this address."""
    await able.ask(TUYET, MARKETING)
    assert able.rows("SELECT count(*) FROM contacts WHERE no_mailings = 1") == [(1,)]


async def test_withdrawn_consent_stops_at_once_and_erases_after_approval(able: AbleOffice) -> None:
    """The CV may not be used from now on; it goes when somebody has approved it."""
    cv = able.database.parent / TUYET.cv_path
    await able.ask(TUYET, CONSENT)
    [(withdrawn,)] = able.rows(
        "SELECT consent_withdrawn_at FROM documents WHERE email = ?", TUYET.email
    )
    assert withdrawn
    assert cv.exists()
    assert set(await able.holds()) == {HoldKind.plan_approval}
    await able.decide(Decision.approve, HoldKind.plan_approval)
    assert not cv.exists()
    assert able.rows("SELECT 1 FROM contacts WHERE id = ?", TUYET.number)
    [request] = await able.requests()
    assert request.outcome is Outcome.granted
    await able.letter(Letter.rights_reply)


def two_consents(instance: Path) -> None:
    """Let offers rest on consent as well, which people call a newsletter."""
    prepared(instance)
    file = instance / "systems" / "crm.yaml"
    crm = yaml.safe_load(file.read_text(encoding="utf-8"))
    del crm["purposes"]["mailings"]["interest"]
    crm["purposes"]["mailings"] |= {"ground": "consent", "called": ["newsletter", "biuletyn"]}
    file.write_text(yaml.safe_dump(crm, allow_unicode=True), encoding="utf-8")


CV_STOPPED = "SELECT count(*) FROM documents WHERE email = ? AND consent_withdrawn_at IS NOT NULL"


@pytest.mark.parametrize(
    ("text", "cv_stopped"),
    [
        ("I withdraw my consent to the newsletter.", 0),
        (CONSENT, 1),
        ("I withdraw my consent to the newsletter and to everything else.", 1),
    ],
)
async def test_consent_is_withdrawn_for_what_is_named(
    tmp_path: Path, text: str, cv_stopped: int
) -> None:
    """The newsletter ends; the CV goes on unless the person means it as well."""
    async with open_office(
        tmp_path, kind=AbleOffice, prepare=two_consents, decisions={"by_hand": []}
    ) as office:
        assert isinstance(office, AbleOffice)
        await office.ask(TUYET, text)
        stopped = office.rows("SELECT no_mailings FROM contacts WHERE id = ?", TUYET.number)
        assert stopped == [(1,)]
        assert office.rows(CV_STOPPED, TUYET.email) == [(cv_stopped,)]
        if not cv_stopped:
            assert not await office.holds(), "nothing is erased, so nobody approves"
            assert "recruitment" in (await office.letter(Letter.rights_reply)).text.lower()


def two_newsletters(instance: Path) -> None:
    """Let both consents be to marketing, and end in the same record."""
    two_consents(instance)
    file = instance / "systems" / "crm.yaml"
    crm = yaml.safe_load(file.read_text(encoding="utf-8"))
    crm["purposes"]["offers"] = {**crm["purposes"]["mailings"], "called": ["offers"]}
    contacts = crm["collections"]["contacts"]
    contacts["stop"]["offers"] = {"set": {"restricted_on": "$today"}}
    file.write_text(yaml.safe_dump(crm, allow_unicode=True), encoding="utf-8")


async def test_all_marketing_that_ends_later_is_remembered(tmp_path: Path) -> None:
    """Where only a person knew whose the record is, nothing could be stopped at once.

    Both newsletters end with the approval, and one that the person takes back some day is not
    taken for the only one.
    """
    async with open_office(
        tmp_path, kind=AbleOffice, prepare=two_newsletters, decisions={"by_hand": []}
    ) as office:
        assert isinstance(office, AbleOffice)
        await office.ask(STRANGER, f"{CONSENT} My address is {TUYET.email}.")
        await office.decide(Decision.identity_confirmed, HoldKind.identity_reply)
        await office.decide(Decision.approve, HoldKind.plan_approval)
        marks = "SELECT no_mailings, restricted_on IS NOT NULL FROM contacts WHERE id = ?"
        assert office.rows(marks, TUYET.number) == [(1, 1)]
        at = office.desk
        async with at.register.read() as connection:
            done = await erasures.since(connection, at.keyring, "crm", BEGIN, limit=9)
            who = [Identifier(IdentifierKind.email, TUYET.email)]
            [listed] = (await suppression.find(connection, at.keyring, who, at.today())).values()
        assert {one.scope for one in listed} == {"crm.mailings", "crm.offers"}
        assert {one.scope for one in done} == {EVERYTHING}


async def test_consent_of_somebody_unproven_is_stopped_and_nothing_is_erased(
    able: AbleOffice,
) -> None:
    """Stopping waits for nobody; the erasure that follows waits for identity."""
    await able.ask(TUYET, CONSENT, result="none")
    assert able.rows(
        "SELECT 1 FROM documents WHERE email = ? AND consent_withdrawn_at IS NOT NULL", TUYET.email
    )
    assert set(await able.holds()) == {HoldKind.identity_reply}


async def test_a_right_that_applies_to_nothing_is_not_called_holding_nothing(
    able: AbleOffice,
) -> None:
    """There is no consent to withdraw, and yet there is data: the letter says what goes on."""
    able.write_rows("DELETE FROM documents WHERE email = ?", TUYET.email)
    await able.ask(TUYET, CONSENT)
    assert not await able.letters(Letter.nothing_held)
    letter = await able.letter(Letter.rights_reply)
    assert "Keeping in touch with candidates" in letter.text
    [request] = await able.requests()
    assert request.outcome is Outcome.nothing_held
