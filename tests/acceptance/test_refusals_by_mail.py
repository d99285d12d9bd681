"""A no has a ground, written reasons and two people behind it; what is not refused is given.

On the SQLite register alone: what differs between registers is tested with each statement.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import office as office_module
from tests.acceptance.approving import Approver, add_approver, command_in, text_of
from tests.acceptance.conftest import OpenOffice
from tests.acceptance.office import OFFICER, Office, letter_from, number_in
from tests.acceptance.opening import copy_in, records_in, require_readers, squeezed, values_in
from tests.acceptance.people import OSTAP, ZANETA, Person

ERASE = "Dzień dobry,\n\nproszę o usunięcie moich danych osobowych (art. 17 RODO).\n"
ASKS = "Dzień dobry,\n\nproszę o kopię moich danych osobowych (art. 15 RODO).\n"
BY_HAND = "Chodzi o prawo, którym zajmuje się człowiek"
PLAN = "Czy można wykonać ten plan?"
FACTS = "Od 2 marca 2026 pracuje Pan u naszego klienta, a dokumentację płacową trzeba przechować."
PROOF = "Umowa nr 17/2026 w segregatorze kadr."
OTHERS = "W tych dokumentach są nazwiska i telefony innych kandydatów."
REMEDIES = ("art. 77 RODO", "art. 79 RODO", "Moniuszki 1A", "sąd okręgowy")
SECOND = "Potrzebna druga osoba"
LEFT_OUT = "Nie obejmuje go ta kopia; powód podajemy w liście."


@dataclass
class Refused:
    """An erasure that was refused, and a copy without one system."""

    office: Office
    officer: Approver
    lead: Approver
    results: list[str] = field(default_factory=list)
    same_person: str = ""
    letters_before: int = 0
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answer(self, person: Person) -> EmailMessage:
        """Return the last letter to the person."""
        return self.office.letters_to(person.email)[-1]

    def case(self, person: Person) -> dict[str, Any]:
        """Return how the person's case ended."""
        return self.cases[number_in(self.answer(person))]


@pytest.fixture(scope="module")
def story(open_office: OpenOffice) -> Iterator[Refused]:
    """Give an office where two people write, each with an officer's and a lead's approval."""
    with open_office("sqlite") as office:
        office.change(
            "controller.yaml", decisions={"approve_access": True, "by_hand": office_module.BY_HAND}
        )
        officer = add_approver(office, "officer", OFFICER, officer=True)
        told = Refused(office, officer, add_approver(office, "hr-lead", "kadry@example.org"))
        office.write(letter_from(OSTAP, office, "Usunięcie danych", ERASE))
        office.write(letter_from(ZANETA, office, "Wniosek", ASKS))
        office.run()
        _write_texts(told)
        office.run()
        _refuse(told)
        _refuse_partly(told)
        told.cases = {case["number"]: case for case in office.cases()}
        yield told


def _write_texts(told: Refused) -> None:
    by_hand, plan = told.lead.mails(BY_HAND)[-1], told.officer.mails(PLAN)[-1]
    told.lead.write(by_hand, f"Dzień dobry,\n\nUZASADNIENIE: {FACTS}\n\nDOWODY: {PROOF}\n")
    told.officer.write(plan, f"DOWODY: {PROOF}\nUZASADNIENIE:\n{OTHERS}\n")


def _refuse(told: Refused) -> None:
    chosen = ("--ground", "legal_obligation", "--right", "erasure")
    first = told.officer.mails(BY_HAND)[-1]
    told.results.append(told.officer.decide(first, "refuse", *chosen))
    told.letters_before = len(told.office.letters())
    second = told.lead.mails(BY_HAND)[-1]
    told.same_person = told.officer.refused(second, "refuse")
    told.results.append(told.lead.decide(second, "refuse"))


def _refuse_partly(told: Refused) -> None:
    chosen = ("--ground", "others_rights", "--system", "documents")
    first = told.lead.mails(PLAN)[-1]
    told.results.append(told.lead.decide(first, "refuse_partly", *chosen))
    told.results.append(told.officer.decide(told.officer.mails(PLAN)[-1], "refuse_partly"))


def test_the_mail_comes_again_and_shows_what_was_understood(story: Refused) -> None:
    """A reply to the mail is text for the decision; both approvers see it."""
    for approver in (story.officer, story.lead):
        mail = next(m for m in approver.mails() if BY_HAND in text_of(m) and FACTS in text_of(m))
        assert f"> {PROOF}" in text_of(mail)
        assert "Już napisano: uzasadnienie" in text_of(mail)


def test_one_person_refuses_nothing(story: Refused) -> None:
    """The first approval waits: no letter left by it, and the other one is asked."""
    assert story.results == ["waits for a second person", "decided"] * 2
    assert story.letters_before == 2
    (second,) = story.lead.mails(SECOND)
    assert "--ground legal_obligation --right erasure --approver hr-lead" in command_in(second)
    assert "officer \u2013 decyzja" in text_of(second)


def test_a_second_code_of_the_same_person_is_no_second_person(story: Refused) -> None:
    """Two codes of one app are one approval (Article 12(4) GDPR needs a careful no)."""
    assert "You have approved this already: a second person has to." in story.same_person


def test_the_refusal_tells_ground_facts_and_remedies(story: Refused) -> None:
    """RB1 to RB3: the provision, this case's own facts, and how to contest it."""
    letter = story.answer(OSTAP)
    told = text_of(letter)
    for wanted in ("art. 12 ust. 4 RODO", "art. 17 ust. 3 lit. b RODO", FACTS, *REMEDIES):
        assert wanted in told
    assert PROOF not in told
    assert story.case(OSTAP)["outcomes"] == ["refused"]
    assert story.case(OSTAP)["holds"] == []


def test_the_rest_is_given_at_once_and_holds_nothing_of_what_is_withheld(
    story: Refused, tmp_path: Path, require_server: Callable[[str, bool], None]
) -> None:
    """The copy has every other record; the withheld system is named and has none."""
    require_readers(require_server)
    letter = story.answer(ZANETA)
    copy = copy_in(letter)
    passphrase = story.office.case(number_in(letter), reveal=True)["personal"]["passphrase"]
    files = copy.read(passphrase)
    found = records_in(files)
    assert {name.partition(".")[0] for name, rows in found.items() if rows} == {"crm", "mailing"}
    assert [name for name in files if name.startswith("documents/")] == []
    assert ZANETA.cv_title not in values_in(files)
    assert not any(ZANETA.cv_title.encode() in content for content in files.values())
    report = copy.text(tmp_path, passphrase)
    assert report is not None
    assert squeezed(LEFT_OUT) in report
    assert squeezed(ZANETA.cv_title) not in report
    assert squeezed(ZANETA.notes[0]) in report


def test_the_letter_with_the_rest_says_what_is_missing_and_why(story: Refused) -> None:
    """Article 15(4), the reason as it was written, and the remedies stand beside the copy."""
    told = text_of(story.answer(ZANETA))
    for wanted in ("Dokumenty kandydatów", "art. 15 ust. 4 RODO", OTHERS, *REMEDIES):
        assert wanted in told
    assert PROOF not in told
    assert story.case(ZANETA)["outcomes"] == ["partly_granted"]
    assert story.case(ZANETA)["holds"] == []
