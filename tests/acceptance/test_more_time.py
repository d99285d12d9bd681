"""A month may not be enough: a person prolongs it in time, and the date moves with the notice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import yaml

from rightsflow.law.deadline import months_later, working_day_from
from tests.acceptance.approving import (
    Approver,
    add_approver,
    command_in,
    fields_in,
    linked_fields,
    serve_pages,
    text_of,
)
from tests.acceptance.conftest import OpenOffice, registers
from tests.acceptance.office import BY_HAND, OFFICER, Office, letter_from
from tests.acceptance.opening import copy_in, records_in
from tests.acceptance.people import ZANETA
from tests.servers.certificates import free_port

ASKS = "Dzień dobry,\n\nproszę o kopię moich danych osobowych na podstawie art. 15 RODO.\n"
QUESTION = "Odpowiedź może zająć więcej niż miesiąc."
PLAN = "Czy można wykonać ten plan?"
LEAD = "kierowniczka.kadr@example.org"
A_WEEK = timedelta(days=7)


@dataclass
class Prolonged:
    """A request whose answer takes longer: how things stood after each thing that happened."""

    office: Office
    officer: Approver
    lead: Approver
    due_on: list[date] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    number: str = ""
    result: str = ""

    def note(self) -> None:
        """Note the date of the case, how many letters have left, how often more time was asked."""
        (case,) = self.office.cases()
        self.number = case["number"]
        self.due_on.append(date.fromisoformat(case["due_on"]))
        self.left.append(len(self.office.letters()))
        self.asked.append(len(self.officer.mails(QUESTION)))

    @property
    def mail(self) -> EmailMessage:
        """Return the mail that asks the officer whether to prolong."""
        return self.officer.mails(QUESTION)[-1]

    @property
    def letters(self) -> list[EmailMessage]:
        """Return the letters to the person: receipt, notice, answer."""
        return self.office.letters_to(ZANETA.email)


START, PROPOSED, DECIDED, SENT, ANSWERED = range(5)
"""What happened, in this order."""


@pytest.fixture(scope="module", params=registers("sqlite"))
def story(request: pytest.FixtureRequest, open_office: OpenOffice) -> Iterator[Prolonged]:
    """Give a copy that waits for its approval, prolonged while no letter could leave."""
    with open_office(request.param) as office:
        office.change("controller.yaml", decisions={"approve_access": True, "by_hand": BY_HAND})
        serve_pages(office)
        officer = add_approver(office, "officer", OFFICER, officer=True)
        one = Prolonged(office, officer, add_approver(office, "hr-lead", LEAD))
        office.write(letter_from(ZANETA, office, "Wniosek", ASKS))
        _pass(one)
        first_due_on = one.due_on[START]
        office.clock.move_to(first_due_on - A_WEEK)
        _pass(one)
        working = _mail_server_away(office)
        one.result = officer.decide(one.mail, "extend", "--months", "1")
        one.note()
        office.change("controller.yaml", outgoing=working)
        office.let_time_pass()
        _pass(one)
        office.clock.move_to(first_due_on + A_WEEK)
        one.lead.decide(one.lead.mails(PLAN)[-1], "approve")
        one.note()
        yield one


def _pass(one: Prolonged) -> None:
    one.office.run()
    one.note()


def _mail_server_away(office: Office) -> dict[str, Any]:
    """Point the settings to a port where nobody listens; return what stood there."""
    loaded = yaml.safe_load((office.folder / "controller.yaml").read_text(encoding="utf-8"))
    working: dict[str, Any] = loaded["outgoing"]
    office.change("controller.yaml", outgoing={**working, "port": free_port()})
    return working


def test_more_time_is_proposed_a_week_before_the_date(story: Prolonged) -> None:
    """Not before, and nothing is prolonged by that alone."""
    assert [story.asked[at] for at in (START, PROPOSED)] == [0, 1]
    assert story.due_on[PROPOSED] == story.due_on[START]
    assert story.left[PROPOSED] == story.left[START] == 1


def test_the_mail_says_what_to_fill_in(story: Prolonged) -> None:
    """Fields, link and command name the same case, hold and approver; the code is nowhere."""
    fields = fields_in(story.mail)
    assert fields.keys() == {"case", "hold", "plan", "approver"}
    assert fields["case"] == story.number
    assert fields["approver"] == "officer"
    assert linked_fields(story.mail) == fields
    command = command_in(story.mail)
    assert f"--hold {fields['hold']}" in command
    assert command.startswith(f"rightsflow decide {story.number}")
    theirs = fields_in(story.lead.mails(QUESTION)[-1])
    assert theirs == {**fields, "approver": "hr-lead"}


def test_a_decision_alone_moves_no_date(story: Prolonged) -> None:
    """What was decided and not told extends nothing (Article 12(3) GDPR)."""
    assert story.result == "decided"
    assert story.due_on[DECIDED] == story.due_on[START]
    assert story.left[DECIDED] == 1


def test_the_date_moves_when_the_notice_has_left(story: Prolonged) -> None:
    """The notice gives reasons, the new date and the remedies, and the register the same date."""
    assert story.left[SENT] == 2
    shown = story.office.case(story.number)
    received_on = date.fromisoformat(shown["deadlines"][0]["received on"])
    later = working_day_from(months_later(received_on, 2), "PL")
    assert story.due_on[SENT] == later
    notice = text_of(story.letters[1])
    assert "Potrzebujemy więcej czasu" in notice
    assert f"{later.day} " in notice
    assert f" {later.year}" in notice
    assert "dane o Pani/Panu są w 3 systemach" in notice
    for remedy in ("art. 77 RODO", "art. 79 RODO", "Moniuszki 1A"):
        assert remedy in notice


def test_the_answer_arrives_before_the_new_date(story: Prolonged) -> None:
    """The copy is whole, in time, and does not apologise."""
    *_, answer = story.letters
    assert story.left[ANSWERED] == 3
    shown = story.office.case(story.number, reveal=True)
    files = copy_in(answer).read(shown["personal"]["passphrase"])
    assert records_in(files)["crm.contacts"][0]["email"] == ZANETA.email
    assert "Przepraszamy" not in text_of(answer)
    assert [request["outcome"] for request in shown["requests"]] == ["granted"]
