"""What stays of the address when a case is over is told as the register has it, and why."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rightsflow.canonical import canonical_phone
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.suppression import SuppressionList
from rightsflow.letters.choose import Letter
from rightsflow.register import suppression
from tests.acceptance.people import TUYET
from tests.tasks.deciding_kit import open_office
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.test_stopping_at_once import two_consents
from tests.tasks.written import ACCESS, CONSENT, ERASURE, MARKETING
from tests.tasks.written import letter as written

APPROVAL = HoldKind.plan_approval
OBJECTION = (
    "I object to the processing of my data, on grounds relating to my situation (Article 21)."
)
PL_ERASURE = "Proszę usunąć wszystkie moje dane osobowe (art. 17 RODO)."
PL_MARKETING = "Proszę nie wysyłać mi więcej marketingu ani ofert (art. 21 ust. 2 RODO)."

MARKETED = {"en": "nobody adds you again to marketing", "pl": "nie dopisał Pani/Pana ponownie do"}
RECREATED = {"en": "takes the erased data in again", "pl": "wprowadził usuniętych danych ponownie"}
UNTIL = {"en": "keep it until 1 November 2029", "pl": "go do 1 listopada 2029"}
WHILE = {"en": "as long as we send marketing", "pl": "tak długo, jak wysyłamy marketing"}
KNOWN = (
    Identifier(IdentifierKind.email, TUYET.email),
    Identifier(IdentifierKind.phone, canonical_phone(TUYET.phone, "PL") or ""),
)
NO_MARKETING, NOT_RECREATED = SuppressionList.no_marketing, SuppressionList.do_not_recreate


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened


async def listed(office: AbleOffice) -> set[SuppressionList]:
    """Return the lists on which the person stands."""
    at = office.desk
    async with at.register.read() as connection:
        return set(await suppression.standing(connection, at.keyring, KNOWN, at.today()))


def told(text: str, language: str) -> set[SuppressionList]:
    """Return the lists of which a letter tells; until when stands beside each."""
    text = " ".join(text.split())
    found = set()
    if MARKETED[language] in text:
        assert WHILE[language] in text
        found.add(NO_MARKETING)
    if RECREATED[language] in text:
        assert UNTIL[language] in text
        found.add(NOT_RECREATED)
    assert bool(found) is any(word in text for word in ("fingerprint", "odcisk"))
    return found


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        (ERASURE, "en", {NOT_RECREATED}),
        (PL_ERASURE, "pl", {NOT_RECREATED}),
        (MARKETING, "en", {NO_MARKETING}),
        (PL_MARKETING, "pl", {NO_MARKETING}),
        (f"{MARKETING} {ERASURE}", "en", {NO_MARKETING, NOT_RECREATED}),
        (f"{PL_MARKETING} {PL_ERASURE}", "pl", {NO_MARKETING, NOT_RECREATED}),
        (OBJECTION, "en", {NO_MARKETING}),
        (CONSENT, "en", set()),
    ],
)
async def test_the_letter_tells_of_each_list_and_of_no_other(
    able: AbleOffice, text: str, language: str, wanted: set[SuppressionList]
) -> None:
    """No marketing after an objection, no new record after an erasure, each for what it is."""
    await able.ask(TUYET, text)
    if APPROVAL in await able.holds():
        await able.decide(Decision.approve, APPROVAL)
    letters = await able.letters(Letter.rights_reply)
    assert told(letters[-1].text, language) == wanted == await listed(able)


async def test_consent_to_marketing_that_was_only_stopped_leaves_a_trace_that_is_told(
    tmp_path: Path,
) -> None:
    """Nothing is erased, and yet a fingerprint stays (Articles 21(3), 5(2) GDPR)."""
    async with open_office(
        tmp_path, kind=AbleOffice, prepare=two_consents, decisions={"by_hand": []}
    ) as office:
        assert isinstance(office, AbleOffice)
        await office.ask(TUYET, "I withdraw my consent to the newsletter.")
        letter = await office.letter(Letter.rights_reply)
        assert "erased on" not in letter.text
        assert told(letter.text, "en") == {NO_MARKETING} == await listed(office)


async def test_an_earlier_objection_stays_after_an_erasure_and_the_letter_says_so(
    able: AbleOffice,
) -> None:
    """What the register keeps of the person is told, whichever case it is from."""
    await able.ask(TUYET, MARKETING)
    await able.ask(TUYET, ERASURE)
    await able.decide(Decision.approve, APPROVAL)
    letters = await able.letters(Letter.rights_reply)
    assert told(letters[-1].text, "en") == {NO_MARKETING, NOT_RECREATED}


async def test_an_entry_that_was_taken_back_is_not_told(able: AbleOffice) -> None:
    """The person came back meanwhile: the letter claims nothing that is not there."""
    await able.ask(TUYET, f"{MARKETING} {ERASURE}")
    async with able.desk.register.write() as connection:
        await suppression.lift(connection, able.desk.keyring, KNOWN, NO_MARKETING)
    await able.decide(Decision.approve, APPROVAL)
    letters = await able.letters(Letter.rights_reply)
    assert told(letters[-1].text, "en") == {NOT_RECREATED} == await listed(able)


async def test_who_writes_from_elsewhere_is_listed_once_the_address_on_file_said_yes(
    able: AbleOffice,
) -> None:
    """What was not stopped at once is stopped later, and remembered all the same."""
    await able.ask("somebody@example.net", f"My address with you is {TUYET.email}. {OBJECTION}")
    assert await listed(able) == set()
    asked = await able.letter(Letter.identity_query)
    await able.hear(written(TUYET, "Yes.", answers=asked))
    await able.decide(Decision.approve, APPROVAL)
    letter = await able.letter(Letter.rights_reply)
    assert told(letter.text, "en") == {NO_MARKETING} == await listed(able)


async def test_a_copy_of_the_data_tells_of_no_list(able: AbleOffice) -> None:
    """It ends nothing and erases nothing."""
    await able.ask(TUYET, ACCESS)
    letter = await able.letter(Letter.access_reply)
    assert "fingerprint" not in letter.text
