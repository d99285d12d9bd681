"""A further copy of the same data may cost what it costs: told first, and the person decides.

On the SQLite register alone: what differs between registers is tested with each statement.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from tests.acceptance.approving import Approver, add_approver, text_of
from tests.acceptance.conftest import OpenOffice
from tests.acceptance.office import Office, letter_from, number_in
from tests.acceptance.opening import copy_in, records_in
from tests.acceptance.people import LONG, OSTAP, ZANETA, Person

ASKS = "Dzień dobry,\n\nproszę o kopię moich danych osobowych (art. 15 RODO).\n"
REPEATED = "Ta osoba prosi o to samo co wcześniej."
ACCEPTS, TAKES_BACK, SAYS_NOTHING = ZANETA, LONG, OSTAP
ASKING = (ACCEPTS, TAKES_BACK, SAYS_NOTHING)
TARIFF = {
    "copy": "12.50",
    "hundred_records": "3.00",
    "how_to_pay": {"pl": "Przelewem na rachunek podany na fakturze.", "en": "By bank transfer."},
}
PRICE = "12,50 zł"
WITH_DATA = {"application/pdf", "application/zip"}


@dataclass
class Repeated:
    """Requests made again within the year, and the letters of the second case of each person."""

    office: Office
    lead: Approver
    asked: list[EmailMessage] = field(default_factory=list)
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)

    def letters(self, person: Person) -> list[EmailMessage]:
        """Return receipt, quote and what followed, without the first case's letters."""
        found = self.office.letters_to(person.email)
        first = number_in(found[0])
        return [letter for letter in found if number_in(letter) != first]

    def quote(self, person: Person) -> EmailMessage:
        """Return the letter that tells the price."""
        return self.letters(person)[1]

    def case(self, person: Person) -> dict[str, Any]:
        """Return how the person's second case ended."""
        return self.cases[number_in(self.quote(person))]


@pytest.fixture(scope="module")
def story(open_office: OpenOffice) -> Iterator[Repeated]:
    """Give three people who ask twice, are told a price, and answer it each in their own way."""
    with open_office("sqlite") as office:
        office.change("controller.yaml", fee=TARIFF)
        told = Repeated(office, add_approver(office, "hr-lead", "kierowniczka@example.org"))
        _ask(office)
        _ask(office)
        told.asked = told.lead.mails(REPEATED)
        for mail in told.asked:
            told.lead.decide(mail, "quote_fee")
        _reply(told, ACCEPTS, "Zgadzam się na opłatę.")
        _reply(told, TAKES_BACK, "Wycofuję wniosek.")
        office.run()
        office.clock.go_on(timedelta(days=8))
        office.run()
        office.clock.go_on(timedelta(days=8))
        office.run()
        told.cases = {case["number"]: case for case in office.cases()}
        yield told


def _ask(office: Office) -> None:
    """Let everybody ask; two days later, for nobody gets more than two automatic letters a day."""
    for person in ASKING:
        office.write(letter_from(person, office, "Wniosek", f"{ASKS}\n{person.name}\n"))
    office.run()
    office.clock.go_on(timedelta(days=2))


def _reply(told: Repeated, person: Person, text: str) -> None:
    quote = told.quote(person)
    subject = f"Re: {quote['Subject']}"
    told.office.write(letter_from(person, told.office, subject, f"{text}\n", answers=quote))


def _carries_data(letter: EmailMessage) -> bool:
    return any(part.get_content_type() in WITH_DATA for part in letter.walk())


def test_a_repetition_is_shown_to_a_person_and_costs_nothing_by_itself(story: Repeated) -> None:
    """The mail says what was answered when; no copy leaves before somebody has decided."""
    assert len(story.asked) == len(ASKING)
    for mail in story.asked:
        assert "Wcześniejsze odpowiedzi na taki sam wniosek" in text_of(mail)
    for person in ASKING:
        assert not _carries_data(story.letters(person)[0])


def test_the_quote_names_the_amount_and_how_it_was_reckoned(story: Repeated) -> None:
    """Amount, calculation, how to answer, the remedies: nothing is charged yet (12(5), 15(3))."""
    for person in ASKING:
        told = text_of(story.quote(person))
        assert "Informacja o opłacie" in str(story.quote(person)["Subject"])
        assert f"1 \u00d7 {PRICE} = {PRICE}" in told
        assert "Niczego jeszcze nie naliczamy." in told
        assert "Przelewem na rachunek podany na fakturze." in told
        assert "art. 15 ust. 3 RODO" in told
        assert "art. 77 RODO" in told
        assert not _carries_data(story.quote(person))


def test_a_yes_in_the_thread_brings_the_copy_which_says_that_it_was_paid_for(
    story: Repeated,
) -> None:
    """The copy is whole and names the fee that was accepted; it is not called free."""
    *_, answer = story.letters(ACCEPTS)
    shown = story.office.case(number_in(answer), reveal=True)
    files = copy_in(answer).read(shown["personal"]["passphrase"])
    assert records_in(files)["crm.contacts"][0]["email"] == ACCEPTS.email
    assert "Opłata za tę kopię" in text_of(answer)
    assert PRICE in text_of(answer)
    assert "Pierwsza kopia jest bezpłatna" not in text_of(answer)
    assert story.case(ACCEPTS)["outcomes"] == ["granted"]
    assert story.case(ACCEPTS)["holds"] == []


def test_a_request_that_is_taken_back_is_confirmed_and_over(story: Repeated) -> None:
    """No copy, no fee: one letter confirms it."""
    *_, confirmation = story.letters(TAKES_BACK)
    assert "Wycofanie wniosku" in str(confirmation["Subject"])
    assert len(story.letters(TAKES_BACK)) == 3
    assert story.case(TAKES_BACK)["outcomes"] == ["withdrawn"]
    assert story.case(TAKES_BACK)["holds"] == []


def test_silence_is_reminded_of_once_and_then_costs_nothing(story: Repeated) -> None:
    """The offer lapses as the quote said: no copy, no fee, and the case waits for nothing."""
    _, _, *later = story.letters(SAYS_NOTHING)
    assert [str(letter["Subject"]).partition(" \u2013 ")[0] for letter in later] == [
        "Przypomnienie"
    ]
    assert "Zgadzam się na opłatę" in text_of(later[0])
    assert not any(map(_carries_data, later))
    assert story.case(SAYS_NOTHING)["outcomes"] == ["fee_asked"]
    assert story.case(SAYS_NOTHING)["holds"] == []
