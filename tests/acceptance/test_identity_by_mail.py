"""Who is asking? Data goes to an address on file after proof, and to nobody else."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import yaml

from tests.acceptance.auditing import faults_in
from tests.acceptance.conftest import OpenOffice, registers
from tests.acceptance.office import Office, letter_from, number_in
from tests.acceptance.opening import copy_in, records_in
from tests.acceptance.people import (
    BOGUMIL,
    EVERYONE,
    JADWIGA,
    KAZIMIERZ,
    LONG,
    MIROSLAWA,
    OSTAP,
    SOLOMIIA,
    TUYET,
    WIESLAWA,
    Person,
)

SUBJECT = "Wniosek o dostęp"
ASKS = "Dzień dobry,\n\nna podstawie art. 15 RODO proszę o kopię moich danych osobowych.\n"
ASKS_IN_ENGLISH = "Hello,\n\nplease send me a copy of my personal data under Article 15 GDPR.\n"
ERASE = "Dzień dobry,\n\nproszę o usunięcie wszystkich moich danych osobowych (art. 17 RODO).\n"
YES = "Potwierdzam, że to moja prośba."
ASKER = "obcy.pytajacy@example.com"
NOBODY = "nikt.nieznany@example.org"
NEWS = "redakcja@biuletyn.example.com"
DATA = {"application/pdf", "application/zip"}


@dataclass
class Day:
    """What was written to an office in one day, and what came of it."""

    office: Office
    posted: str = ""
    asked: int = 0
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)

    def question_to(self, person: Person) -> EmailMessage:
        """Return the question about identity: the last letter before the person's reply."""
        early = self.office.letters()[: self.asked]
        return [letter for letter in early if letter["To"] == person.email][-1]

    def case_of(self, person: Person) -> dict[str, Any]:
        """Return the case in which a letter went to the person."""
        return self.cases[number_in(self.office.letters_to(person.email)[0])]

    def holds(self, person: Person) -> list[str]:
        """Return what the person's case waits for."""
        return list(self.case_of(person)["holds"])


@pytest.fixture(scope="module", params=registers("postgresql"))
def day(request: pytest.FixtureRequest, open_office: OpenOffice) -> Iterator[Day]:
    """Give a day at an office: letters, a pass, replies to its questions, and a second pass."""
    with open_office(request.param) as office:
        known = Day(office)
        _morning(office)
        office.run()
        known.posted = _by_post(office)
        office.take_further(known.posted)
        known.asked = len(office.letters())
        _afternoon(known)
        office.run()
        known.cases = {case["number"]: case for case in office.cases()}
        yield known


def _morning(office: Office) -> None:
    for person in (BOGUMIL, JADWIGA, KAZIMIERZ, MIROSLAWA, WIESLAWA):
        office.write(letter_from(person, office, SUBJECT, f"{ASKS}\n{person.name}\n"))
    office.write(letter_from(OSTAP, office, "Usunięcie danych", f"{ERASE}\nOstap\n"))
    foreign = f"{ASKS}Mój adres w Państwa bazie to {LONG.email}.\n"
    office.write(letter_from(ASKER, office, SUBJECT, foreign))
    office.write(letter_from(NOBODY, office, SUBJECT, ASKS))
    twice = letter_from(TUYET, office, "My data", ASKS_IN_ENGLISH)
    office.write(twice)
    office.write(twice)
    bulk = [("List-Unsubscribe", "<https://biuletyn.example.com/u>"), ("Precedence", "bulk")]
    body = "Nowości tygodnia: RODO w pigułce, szkolenia i porady.\nWypisz się: kliknij tutaj.\n"
    office.write(letter_from(NEWS, office, "Biuletyn: prawo do danych", body, headers=bulk))


def _by_post(office: Office) -> str:
    """Store the person of a letter that came on paper; return the number of the case."""
    person = {"name": SOLOMIIA.name, "email": SOLOMIIA.email}
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    words = ("case", "open", "--right", "access", "--received-on", yesterday, "--person", "-")
    given = yaml.safe_dump(person, allow_unicode=True)
    return office.command(*words, "--config", str(office.folder), given=given).strip()


def _afternoon(day: Day) -> None:
    office = day.office

    def reply(person: Person, text: str, **headers: str) -> EmailMessage:
        question = day.question_to(person)
        given = [(name.replace("_", "-"), value) for name, value in headers.items()]
        subject = f"Re: {question['Subject']}"
        return letter_from(person, office, subject, text, answers=question, headers=given)

    office.write(reply(BOGUMIL, f"{YES}\n"))
    office.write(reply(SOLOMIIA, f"{YES}\n"))
    office.write(reply(JADWIGA, "To nie ja.\n"))
    away = f"Jestem na urlopie do 14 grudnia.\n{YES}\n"
    office.write(reply(MIROSLAWA, away, Auto_Submitted="auto-replied"))
    quoted = f"Co to za wiadomość?\n\n> Wystarczy odpisać zdaniem:\n> {YES}\n"
    office.write(reply(WIESLAWA, quoted))
    receipt, _ = office.letters_to(ASKER)
    office.write(letter_from(ASKER, office, "Re: wniosek", f"{YES}\n", answers=receipt))


def _carries_data(letter: EmailMessage) -> bool:
    return any(part.get_content_type() in DATA for part in letter.walk())


def test_an_unproven_sender_is_asked_at_the_address_on_file(day: Day) -> None:
    """Without dmarc=pass nothing is given out: a question goes to the address on file."""
    receipt, question, *_ = day.office.letters_to(BOGUMIL.email)
    assert not _carries_data(receipt)
    assert not _carries_data(question)
    assert question["Subject"].startswith("Prosimy o potwierdzenie wniosku")
    assert number_in(question) == number_in(receipt)


def test_a_clear_yes_from_the_address_on_file_brings_the_copy(day: Day) -> None:
    """The reply to our own Message-ID counts; the copy goes to the address on file."""
    *_, answer = day.office.letters_to(BOGUMIL.email)
    shown = day.office.case(number_in(answer), reveal=True)
    files = copy_in(answer).read(shown["personal"]["passphrase"])
    assert records_in(files)["crm.contacts"][0]["email"] == BOGUMIL.email
    assert shown["stage"] == "answered"
    assert day.holds(BOGUMIL) == []


def test_a_denial_stops_the_case(day: Day) -> None:
    """Who did not ask gets nothing, nothing is given out, and a person looks into it."""
    assert len(day.office.letters_to(JADWIGA.email)) == 2
    assert "identity" in day.holds(JADWIGA)
    assert day.case_of(JADWIGA)["outcomes"] == []


def test_a_sender_whose_domain_disowns_the_mail_gets_no_automatic_answer(day: Day) -> None:
    """dmarc=fail: no receipt, no question, no data; the case waits for a person."""
    assert day.office.letters_to(KAZIMIERZ.email) == []
    answered = {number_in(letter) for letter in day.office.letters()}
    (silent,) = [case for number, case in day.cases.items() if number not in answered]
    assert silent["rights"] == ["access"]
    assert silent["holds"] == ["identity"]


def test_an_absence_notice_confirms_nothing(day: Day) -> None:
    """What a machine writes is no word of the person, whatever it says."""
    assert len(day.office.letters_to(MIROSLAWA.email)) == 2
    assert day.holds(MIROSLAWA) == ["identity_reply"]


def test_our_own_words_quoted_back_confirm_nothing(day: Day) -> None:
    """The sentence that we proposed counts only as the writer's own: a person reads the rest."""
    assert len(day.office.letters_to(WIESLAWA.email)) == 2
    assert "read_message" in day.holds(WIESLAWA)


def test_whoever_names_anothers_address_learns_nothing(day: Day) -> None:
    """The asking address is told of itself alone; the question goes to the address on file."""
    receipt, answer = day.office.letters_to(ASKER)
    (question,) = day.office.letters_to(LONG.email)
    assert number_in(receipt) == number_in(answer) != number_in(question)
    assert question["Subject"].startswith("Prosimy o potwierdzenie")
    own = [LONG.token, LONG.first_name, LONG.last_name, LONG.phone, LONG.email]
    for letter in (receipt, answer):
        assert not _carries_data(letter)
        said = "".join(part.get_content() for part in letter.walk() if not part.is_multipart())
        assert [text for text in own if text in said] == []
    assert ASKER not in str(question)


def test_a_yes_of_the_asking_address_counts_for_nothing(day: Day) -> None:
    """Only the address to which the question went can answer it."""
    assert "identity_reply" in day.holds(LONG)
    assert day.case_of(LONG)["outcomes"] == []


def test_a_person_nobody_knows_is_told_so(day: Day) -> None:
    """Nothing held under these identifiers is an answer, too, and closes the matter."""
    receipt, answer = day.office.letters_to(NOBODY)
    assert not _carries_data(answer)
    body = answer.get_body(("plain",))
    assert body is not None
    assert NOBODY in body.get_content()
    assert day.cases[number_in(receipt)]["outcomes"] == ["nothing_held"]


def test_an_erasure_request_is_acknowledged_and_waits_for_a_person(day: Day) -> None:
    """Every right opens a case with a clock, also where a person has to act."""
    (receipt,) = day.office.letters_to(OSTAP.email)
    case = day.cases[number_in(receipt)]
    assert case["rights"] == ["erasure"]
    assert case["holds"] == ["right_by_person"]


def test_a_newsletter_opens_no_case_and_gets_no_answer(day: Day) -> None:
    """What asks for nothing is nobody's case."""
    assert day.office.letters_to(NEWS) == []
    people = (BOGUMIL, JADWIGA, MIROSLAWA, WIESLAWA, LONG, OSTAP, TUYET, SOLOMIIA)
    ours = {day.case_of(person)["number"] for person in people}
    ours |= {number_in(day.office.letters_to(one)[0]) for one in (NOBODY, ASKER)}
    assert len(day.cases.keys() - ours) == 1, "the only other case is that of the forged sender"


def test_a_letter_delivered_twice_is_one_case(day: Day) -> None:
    """The same letter again opens no second case and brings no second answer."""
    letters = day.office.letters_to(TUYET.email)
    assert [_carries_data(letter) for letter in letters] == [False, True]
    assert len({number_in(letter) for letter in letters}) == 1


def test_a_posted_request_is_asked_about_and_answered(day: Day) -> None:
    """The flow by case number asks at the address on file; the yes brings the copy."""
    question, answer = day.office.letters_to(SOLOMIIA.email)
    assert {number_in(question), number_in(answer)} == {day.posted}
    assert not _carries_data(question)
    assert _carries_data(answer)


def test_data_went_to_proven_addresses_alone(day: Day) -> None:
    """Of everything that left, only the letters to three proven people carry data."""
    with_data = [letter for letter in day.office.letters() if _carries_data(letter)]
    assert sorted(letter["To"] for letter in with_data) == sorted(
        person.email for person in (BOGUMIL, SOLOMIIA, TUYET)
    )
    bodies = [
        part.get_content()
        for letter in day.office.letters()
        for part in letter.walk()
        if part.get_content_maintype() == "text"
    ]
    planted = [text for person in EVERYONE for text in (*person.notes, person.phone)]
    assert [text for text in planted for body in bodies if text in body] == []


def test_the_audit_of_what_left_finds_a_letter_that_was_spoiled(day: Day) -> None:
    """Every office audits its letters when it closes: one without the officer's address fails."""
    office = day.office
    (taken,) = [one for one in office.sink.letters if one.recipients == (OSTAP.email,)]
    whole, spoiled = taken.content, taken.content.replace(b"iod@example.com", b"nobody")
    letters = [message_from_bytes(one, policy=default) for one in (whole, spoiled)]
    found = [
        asyncio.run(faults_in(office.folder, office.register_url, [letter])) for letter in letters
    ]
    assert [[code for _, code in one] for one in found] == [[], ["frame_incomplete"]]
