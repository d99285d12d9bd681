"""Each right from the mail to the letter, in Polish and in English, in systems that really change.

Mail comes in by SMTP and IMAP; a CRM in PostgreSQL, a folder of CVs and a Mailman are changed and
asked again; the letter lies in the person's own mailbox in the end. What the CRM cannot mark in
the folder of CVs, a colleague does.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from rightsflow.letters.words import words
from rightsflow.settings.policies import Retention
from tests.acceptance.approving import add_approver, text_of
from tests.acceptance.asked import ASKED, BYSTANDERS, ENGLISH, INVOICED, PEOPLE, POLISH, Asked
from tests.acceptance.auditing import faults_in
from tests.acceptance.conftest import OpenOffice
from tests.acceptance.deeds import AbleSystems, able_systems
from tests.acceptance.holdings import holdings
from tests.acceptance.office import OFFICER, letter_from, number_in
from tests.acceptance.opening import copy_in, records_in
from tests.acceptance.rights_story import (
    COLLEAGUE,
    Story,
    approve_all,
    receipts_of,
    write_texts,
)
from tests.servers.dovecot import Dovecot
from tests.servers.mailman import MailmanServer
from tests.servers.smtp import Relay

LANGUAGES = (POLISH, ENGLISH)
BY_COLLEAGUE = "restriction-en"
ANSWER_FOR_SYSTEMS = {"crm@example.com", COLLEAGUE, "postmaster@example.org"}
HOST = "dane@pod-kasztanem.example.net"
INVOICE = "UPDATE placements SET invoice = 'FV/7/2026' WHERE employer = 'Zakłady Ballinderrypol'"
"""Of one who asks for erasure: a placement that was charged to a client."""

WHOLE = dict.fromkeys(("contacts", "notes", "placements", "shifts", "scores"))
"""What is gone from the CRM where all of it goes."""

BLANKED = dict.fromkeys(f"contacts.{name}" for name in ("email", "phone", "street", "added_on"))
"""What is cleared of a contact whose name is still needed."""

CV = dict.fromkeys(("documents", "cv"))
ACCOUNT = dict.fromkeys(("lists", "accounts"))
"""What is gone from the Mailman where all of it goes."""

UNDERSTOOD = {POLISH: "Jak rozumiemy", ENGLISH: "How we understand it"}
REMEDIES = {POLISH: "skargę do organu nadzorczego", ENGLISH: "complaint with the supervisory"}


@pytest.fixture(scope="module")
def able(
    mailman_server: MailmanServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AbleSystems]:
    """Give systems that may be changed, with people of their own in them."""
    folder = tmp_path_factory.mktemp("able")
    with able_systems(folder, mailman_server, PEOPLE, INVOICE) as made:
        yield made


@pytest.fixture(scope="module")
def story(open_office: OpenOffice, able: AbleSystems, dovecot: Dovecot) -> Iterator[Story]:
    """Give an office in which every request is dealt with to its end."""
    with open_office("postgresql", able, Relay(dovecot)) as office:
        office.change("controller.yaml", decisions={"by_hand": []})
        office.staff |= ANSWER_FOR_SYSTEMS
        told = Story(office, add_approver(office, "officer", OFFICER, officer=True), able, dovecot)
        told.held.append(holdings(able))
        for one in ASKED.values():
            body = f"{one.body}\n{one.person.name}\n"
            office.write(letter_from(one.person, office, one.subject, body))
        office.run()
        told.note()
        write_texts(told)
        office.run()
        approve_all(told)
        told.note()
        told.receipts = receipts_of(office)
        yield told


@pytest.fixture(params=ASKED)
def key(request: pytest.FixtureRequest) -> str:
    """Give the name of each request."""
    return str(request.param)


@pytest.fixture
def asked(key: str) -> Asked:
    """Give each request."""
    return ASKED[key]


def test_each_request_is_read_as_it_was_meant(story: Story, key: str, asked: Asked) -> None:
    """The case asks for what the letter asks for, and the receipt says it in its language."""
    assert tuple(story.case(key)["rights"]) == asked.rights
    first, _ = story.letters(key)
    assert UNDERSTOOD[asked.language] in text_of(first)


def test_what_cannot_be_undone_waits_for_an_approver(story: Story, key: str, asked: Asked) -> None:
    """After the first pass the CV is there, and so is every value of the CRM but for marks."""
    early = story.became(key, 1)
    assert ("plan_approval" in story.case(key, 0)["holds"]) is asked.approved
    marks = {"contacts.no_offers_since", "contacts.restricted_on", "documents.consent_withdrawn_at"}
    assert early.keys() <= marks | {"lists"}


def test_every_decision_was_accepted(story: Story) -> None:
    """The approver decides once in each case that waits."""
    assert story.results == ["decided"] * sum(one.approved for one in ASKED.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_marketing_stops_at_the_first_pass(story: Story, language: str) -> None:
    """Neither identity nor approval is waited for, also where erasure is asked for beside it."""
    for key in (f"marketing-{language}", f"several-{language}"):
        early = story.became(key, 1)
        on_lists = {"lists": None} if ASKED[key].person.lists else {}
        assert early.pop("contacts.no_offers_since")
        assert early == on_lists
    assert story.became(f"marketing-{language}") == story.became(f"marketing-{language}", 1)
    assert story.case(f"marketing-{language}", 0)["outcomes"] == ["granted"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_objection_is_a_restriction_until_it_is_weighed(story: Story, language: str) -> None:
    """Marked at once; upheld, the contact loses what no contract needs, and its notes go."""
    key, today = f"objection-{language}", story.held[1]
    marked = today.one(ASKED[key].person, "contacts")["restricted_on"]
    assert marked == _today()
    became = story.became(key)
    assert became.pop("contacts.no_offers_since")
    assert became == {**BLANKED, "contacts.restricted_on": marked, "notes": None, "scores": None}


def test_an_erasure_leaves_nothing(story: Story) -> None:
    """Contact, notes, placement, score, CV with its index, lists: all of it is gone."""
    assert story.became("erasure-pl") == {**WHOLE, **CV, **ACCOUNT}
    assert story.case("erasure-pl")["outcomes"] == ["granted"]


def test_an_invoice_stays_with_a_name_and_a_last_day(story: Story) -> None:
    """What accounting needs is kept: the letter says what, for which provision, until when."""
    person = INVOICED
    rate = {"placements.hourly_rate": None}
    gone = dict.fromkeys(("notes", "shifts", "scores", "held"))
    assert story.became("erasure-en") == {**BLANKED, **rate, **gone, **CV, **ACCOUNT}
    assert story.case("erasure-en")["outcomes"] == ["partly_granted"]
    kept = story.held[-1].values[_contact(story, person.email)]
    assert (kept["first_name"], kept["last_name"]) == (person.first_name, person.last_name)
    told = text_of(story.answer("erasure-en"))
    for wanted in ("Article 17(3)(b) GDPR", "until 31 December 2031", "Surname"):
        assert wanted in told


@pytest.mark.parametrize(
    ("key", "field_", "value"),
    [
        ("rectification-pl", "last_name", "Żółwińska-Kruk"),
        ("rectification-en", "phone", "+44 20 7946 0958"),
    ],
)
def test_a_correction_is_made_and_told_with_old_and_new(
    story: Story, key: str, field_: str, value: str
) -> None:
    """The one field is another, the data was restricted meanwhile, and the letter says both."""
    became = story.became(key)
    assert became == {f"contacts.{field_}": value, "contacts.restricted_on": _today()}
    told = text_of(story.answer(key))
    old = story.held[0].one(ASKED[key].person, "contacts")[field_]
    assert old in told
    assert value in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_restriction_is_a_mark_and_nothing_goes(story: Story, language: str) -> None:
    """Only the mark is new, and that it is there is kept in sight."""
    key = f"restriction-{language}"
    assert story.became(key) == {"contacts.restricted_on": _today()}
    assert story.case(key)["holds"] == ["restriction"]
    assert story.case(key)["outcomes"] == ["granted"]


def test_what_no_program_can_do_waits_for_a_colleague(story: Story) -> None:
    """The folder knows no mark: whoever answers for it is asked, and the letter waits for it."""
    assert story.case(BY_COLLEAGUE, 0)["outcomes"] == []
    titles = text_of(story.answer(BY_COLLEAGUE))
    assert "Candidates' documents" in titles


@pytest.mark.parametrize("language", LANGUAGES)
def test_withdrawn_consent_ends_at_once_and_the_cv_goes_after_approval(
    story: Story, language: str
) -> None:
    """The index says so at the first pass; then CV and index are gone, and nothing of the CRM."""
    key = f"consent-{language}"
    on_lists = {"lists": None} if ASKED[key].person.lists else {}
    early = story.became(key, 1)
    assert early.pop("documents.consent_withdrawn_at")
    assert early == on_lists
    assert story.became(key) == {**CV, **(ACCOUNT if on_lists else {})}
    assert story.case(key)["outcomes"] == ["granted"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_machines_decision_is_reviewed_by_a_person(story: Story, language: str) -> None:
    """Nothing changes by that; the letter has the person's words, and how the machine counts."""
    key = f"automated-{language}"
    assert story.became(key) == {}
    told = " ".join(text_of(story.answer(key)).split())
    assert ASKED[key].written.partition(": ")[2].strip() in told
    assert {POLISH: "dni przepracowane", ENGLISH: "days worked"}[language] in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_rights_are_one_letter_with_a_copy_of_what_was_erased(
    story: Story, language: str
) -> None:
    """The copy was made first: it holds what is gone from the systems now."""
    key = f"several-{language}"
    person = ASKED[key].person
    assert story.became(key) == {**WHOLE, **CV, **(ACCOUNT if person.lists else {})}
    assert story.case(key)["outcomes"] == ["granted"] * 3
    letter = story.answer(key)
    shown = story.office.case(story.number(key), reveal=True)
    files = copy_in(letter).read(shown["personal"]["passphrase"])
    assert records_in(files)["crm.contacts"][0]["email"] == person.email
    assert person.cv in files.values()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_erased_does_not_go_on(story: Story, language: str) -> None:
    """One letter answers an objection and an erasure: it never says both of the same data."""
    told = text_of(story.answer(f"several-{language}"))
    goes_on = {POLISH: "To trwa dalej", ENGLISH: "This goes on"}[language]
    assert goes_on not in told


def test_the_letter_lies_in_the_persons_mailbox(story: Story, key: str, asked: Asked) -> None:
    """One receipt and one answer, in the person's language, of one case."""
    first, answer = story.letters(key)
    number = story.number(key)
    assert [number_in(one) for one in (first, answer)] == [number] * 2
    sent = {str(one["Message-ID"]) for one in story.office.letters_to(asked.person.email)}
    assert {str(first["Message-ID"]), str(answer["Message-ID"])} == sent
    assert REMEDIES[asked.language] in " ".join(text_of(answer).split())


async def test_every_letter_passes_the_checker(story: Story) -> None:
    """Every right is named with its outcome, every frame and remedy is there."""
    letters = [letter for key in ASKED for letter in story.letters(key)]
    assert len(letters) == 2 * len(ASKED)
    faults = await faults_in(story.office.folder, story.office.register_url, letters)
    assert faults == []


def test_the_register_proves_it(story: Story, key: str) -> None:
    """Every system that was changed was asked again, and had nothing left."""
    of_case = [row[1:] for row in story.receipts if row[0] == story.number(key)]
    acted = {system for step, system, _ in of_case if step == "act"}
    verified = {system: counts for step, system, counts in of_case if step == "verify"}
    assert verified == {system: {"left": 0} for system in acted}
    assert story.case(key)["stage"] == "answered"


def test_every_journal_is_whole(story: Story) -> None:
    """No entry of any case is missing or changed."""
    story.office.command("journal", "verify", "--config", str(story.office.folder))


def test_nothing_of_anybody_else_is_touched(story: Story) -> None:
    """Every record of those who did not write is as it was, and no record is new."""
    before, after = story.held[0], story.held[-1]
    writers = {one.person.email for one in ASKED.values()}
    others = {record for record, owner in before.owners.items() if owner not in writers}
    assert {owner for record, owner in before.owners.items() if record in others} >= {
        person.email for person in BYSTANDERS
    }
    assert [one for one in others if after.values.get(one) != before.values[one]] == []
    assert [one for one in after.values if one not in before.values] == []


def test_whoever_keeps_the_servers_is_told(story: Story) -> None:
    """Each erasure, correction and restriction is a letter to the host, which passes the audit."""
    told = {number_in(one) for one in story.office.letters_to(HOST)}
    wanted = ("erasure", "rectification", "restriction", "objection", "several")
    assert told == {story.number(key) for key in ASKED if key.partition("-")[0] in wanted}


def test_how_long_a_trace_stays_is_told_as_it_is_kept(story: Story) -> None:
    """The list of what was erased, and the fingerprint by which no import takes anybody in again.

    The days are those of the settings; whose consent ended is on no such list.
    """
    kept = Retention()
    told = " ".join(text_of(story.answer("erasure-pl")).split())
    for days in (kept.system_backup_days, kept.ledger_days, kept.do_not_recreate_days):
        assert words(POLISH).day(_today() + timedelta(days=days)) in told
    assert "fingerprint" not in text_of(story.answer("consent-en"))
    assert "for as long as we send marketing" in text_of(story.answer("marketing-en"))


def _today() -> date:
    return datetime.now(UTC).date()


def _contact(story: Story, email: str) -> tuple[str, str]:
    owners = story.held[0].owners
    (record,) = [one for one, who in owners.items() if (one[0], who) == ("contacts", email)]
    return record
