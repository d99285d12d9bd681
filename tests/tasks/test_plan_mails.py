"""What an approver is told of a plan: what goes, what stays and until when, and what to write."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import TextKind
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register import decisions
from tests.acceptance.people import TUYET
from tests.tasks import deeds_kit
from tests.tasks.deciding_kit import open_office
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.letters_seen import Seen
from tests.tasks.written import ERASURE, LEAD, RECTIFICATION, TWO_RIGHTS

pytestmark = pytest.mark.asyncio
APPROVAL, WANTED = HoldKind.plan_approval, StaffMail.decision_wanted
OBJECTION = (
    "I object to the processing of my data, on grounds relating to my situation (Article 21)."
)
AUTOMATED = "I do not want an automated decision about me; a human being shall review it (Art. 22)."
BOTH = pytest.mark.parametrize("language", ["pl", "en"])

OpenAble: TypeAlias = Callable[..., AbstractAsyncContextManager[AbleOffice]]


@pytest.fixture
def able_in(tmp_path: Path) -> OpenAble:
    """Give a way to open an able office whose own people read a language."""

    @asynccontextmanager
    async def opened(language: str, **more: Any) -> AsyncIterator[AbleOffice]:  # noqa: ANN401 - YAML
        said = {"language": language, **more}
        async with open_able_office(tmp_path, decisions=said) as office:
            yield office

    return opened


async def mail_to_lead(office: AbleOffice) -> Seen:
    """Return the newest mail that wants a decision."""
    return await office.newest(WANTED, LEAD)


def plan_in(mail: Seen) -> str:
    """Return what a mail says of plans."""
    _, _, rest = mail.text.partition("\nThe plan: ")
    if not rest:
        _, _, rest = mail.text.partition("\nPlan: ")
    assert rest
    return rest.partition("\nWhat you can decide")[0].partition("\nCo można zdecydować")[0]


def option_in(mail: Seen, decision: Decision) -> str:
    """Return what a mail says of a decision."""
    (line,) = [one for one in mail.text.splitlines() if f"({decision}): " in one]
    return line


@BOTH
async def test_an_erasure_tells_what_goes_what_is_kept_why_and_until_when(
    able_in: OpenAble, language: str
) -> None:
    """With the titles of the data map, the provision of the duty, and the last day."""
    async with able_in(language) as able:
        able.write_rows("UPDATE placements SET invoice = 'FV/7' WHERE contact_id = ?", TUYET.number)
        await able.ask(TUYET, ERASURE)
        mail = await mail_to_lead(able)
        plan = plan_in(mail)
        for said in {
            "pl": ("usunięcie: Notatki (2 zapisy)", "wyczyszczenie pól: Skierowania (1 zapis)",
                   "pola: Stawka;", "Faktura", "obowiązkowe przechowywanie dokumentów księgowych",
                   "art. 74 ust. 2 ustawy o rachunkowości", "do 31 grudnia 2031",
                   "(prawnie uzasadniony interes)"),
            "en": ("erased: Notes (2 records)", "fields cleared: Placements (1 record)",
                   "fields: Rate;", "Invoice", "keeping accounting documents",
                   "art. 74 ust. 2 ustawy o rachunkowości", "until 31 December 2031",
                   "(legitimate interest)"),
        }[language]:  # fmt: skip
            assert said in plan
        assert {"pl": "nie da się cofnąć", "en": "cannot be undone"}[language] in option_in(
            mail, Decision.approve
        )
        assert f"({Decision.refuse_partly})" not in mail.text
        named = [text for text in TUYET.canaries if text in plan]
        assert not named


async def test_a_mail_about_one_right_tells_its_plan_and_no_other(able_in: OpenAble) -> None:
    """The copy that is asked for, too, runs by itself."""
    async with able_in("en") as able:
        await able.ask(TUYET, TWO_RIGHTS)
        mail = await mail_to_lead(able)
        assert "The plan: erasure" in mail.text
        assert "The plan: access" not in mail.text


async def test_a_form_for_another_plan_does_not_count(able_in: OpenAble) -> None:
    """The digest covers the plan that was shown: drawn up otherwise, it is another one."""
    async with able_in("en") as able:
        await able.ask(TUYET, OBJECTION)
        hold = (await able.holds())[APPROVAL]
        async with able.desk.register.read() as connection:
            before = await decisions.shown(connection, hold)
        assert before in (await mail_to_lead(able)).text
        await able.decide(Decision.approve, APPROVAL)
        async with able.desk.register.read() as connection:
            assert await decisions.shown(connection, hold) != before


@BOTH
async def test_a_correction_says_exactly_what_to_write_and_which_fields_there_are(
    able_in: OpenAble, language: str
) -> None:
    """Their names as the systems are told them, and never what stands in them."""
    async with able_in(language) as able:
        await able.ask(TUYET, RECTIFICATION)
        mail = await mail_to_lead(able)
        plan = plan_in(mail)
        heading = {"pl": "SPROSTOWANIE", "en": "CORRECTION"}[language]
        new = {"pl": "nowa wartość", "en": "new value"}[language]
        title = {
            "pl": "crm.contacts.last_name: Nazwisko (System CRM, Kontakty)",
            "en": "crm.contacts.last_name: Surname (CRM, Contacts)",
        }[language]
        for said in (f"• {heading} ", f"\nsystem.collection.field = {new}\n", title):
            assert said in plan
        for absent in ("contacts.id", "placements.contact_id"):
            assert absent not in plan
        assert [text for text in TUYET.canaries if text in plan] == []
        wanted = {"pl": "Trzeba jeszcze napisać: co jest sprostowane", "en": "Still to be written: "
                  "what is corrected"}[language]  # fmt: skip
        assert wanted in option_in(mail, Decision.approve)


async def test_a_field_that_the_mail_lists_can_be_corrected(able_in: OpenAble) -> None:
    """Written as the mail says, it is accepted, and nothing more is wanted."""
    async with able_in("en") as able:
        await able.ask(TUYET, RECTIFICATION)
        lines = plan_in(await mail_to_lead(able)).splitlines()
        (path,) = [
            one.partition(":")[0] for one in lines if one.endswith("Surname (CRM, Contacts)")
        ]
        await able.write({TextKind.correction: f"{path} = Nowak"})
        assert "Still to be written" not in option_in(await mail_to_lead(able), Decision.approve)
        await able.decide(Decision.approve, APPROVAL)
        assert "Nowak" in (await able.letter(Letter.rights_reply)).text


@BOTH
async def test_an_objection_tells_what_upholding_it_brings(
    able_in: OpenAble, language: str
) -> None:
    """Restricted now and until when; erased if it is upheld; a refusal needs a ground."""
    async with able_in(language) as able:
        await able.ask(TUYET, OBJECTION)
        mail = await mail_to_lead(able)
        plan = plan_in(mail)
        for said in {
            "pl": ("Ograniczone na czas", "kończy się po odpowiedzi (7 dni)",
                   "Jeśli sprzeciw zostanie uwzględniony", "usunięcie: Notatki (2 zapisy)",
                   "odmowa wymaga podstawy"),
            "en": ("Restricted, while a person", "ends 7 days after the answer",
                   "If the objection is upheld", "erased: Notes (2 records)",
                   "a refusal needs a ground"),
        }[language]:  # fmt: skip
            assert said in plan
        option = option_in(mail, Decision.approve)
        assert {"pl": "sprzeciw zostanie uwzględniony", "en": "the objection is upheld"}[
            language
        ] in option
        assert {"pl": "Można jeszcze napisać: jak to", "en": "May be written: how it was"}[
            language
        ] in option


async def test_what_was_shown_of_an_objection_is_what_is_done(able_in: OpenAble) -> None:
    """The plan that is carried out after the approval is the one that the mail told."""
    async with able_in("en") as able:
        await able.ask(TUYET, OBJECTION)
        told = plan_in(await mail_to_lead(able)).partition("If the objection is upheld")[2]
        await able.decide(Decision.approve, APPROVAL)
        done = {(row.detail["system"]) for row in await able.events("done")}
        assert "CRM: erased: Notes (2 records)" in told
        assert "crm" in done
        assert not able.rows("SELECT 1 FROM notes WHERE contact_id = ?", TUYET.number)


@BOTH
async def test_an_automated_decision_wants_the_words_of_whoever_reviewed_it(
    tmp_path: Path, language: str
) -> None:
    """Approving says that a person has looked; how, only they can say."""

    def prepare(instance: Path) -> None:
        deeds_kit.prepared(instance)
        file = instance / "systems" / "crm.yaml"
        crm = yaml.safe_load(file.read_text(encoding="utf-8"))
        crm["purposes"]["relations"]["profiling"] = True
        file.write_text(yaml.safe_dump(crm, allow_unicode=True), encoding="utf-8")

    said = {"by_hand": [], "language": language}
    async with open_office(tmp_path, kind=AbleOffice, prepare=prepare, decisions=said) as office:
        assert isinstance(office, AbleOffice)
        await office.ask(TUYET, AUTOMATED)
        mail = await mail_to_lead(office)
        option = option_in(mail, Decision.approve)
        wanted = {
            "pl": "Trzeba jeszcze napisać: jak to rozważono",
            "en": "Still to be written: how",
        }
        assert wanted[language] in option
        assert {"pl": "• OCENA: ", "en": "• REVIEW: "}[language] in mail.text
        assert {"pl": "ocena człowieka: Kontakty", "en": "looked at by a person: Contacts"}[
            language
        ] in plan_in(mail)


async def test_what_no_program_can_do_is_told_as_a_colleague_s(tmp_path: Path) -> None:
    """A system that may only be read is erased by hand, and the mail says so."""

    def prepare(instance: Path) -> None:
        deeds_kit.prepared(instance)
        file = instance / "systems" / "documents.yaml"
        documents = yaml.safe_load(file.read_text(encoding="utf-8"))
        documents["connection"]["index"]["write"] = False
        file.write_text(yaml.safe_dump(documents, allow_unicode=True), encoding="utf-8")

    said = {"by_hand": [], "language": "en"}
    async with open_office(tmp_path, kind=AbleOffice, prepare=prepare, decisions=said) as office:
        assert isinstance(office, AbleOffice)
        await office.ask(TUYET, ERASURE)
        _, _, by_hand = plan_in(await mail_to_lead(office)).partition("does by hand")
        assert "Candidates' documents: erased: Documents received (1 record)" in by_hand


async def test_to_have_done_it_all_by_hand_wants_an_answer(able_in: OpenAble) -> None:
    """Releasing a plan tells the person in somebody's words what was done."""
    async with able_in("en") as able:
        await able.ask(TUYET, ERASURE)
        option = option_in(await mail_to_lead(able), Decision.release)
        assert "you did it by hand yourself" in option
        assert "Still to be written: the answer" in option
