"""What is away is waited for, and nothing is sent twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from tests.acceptance.conftest import OpenOffice, registers
from tests.acceptance.office import Office, letter_from, number_in
from tests.acceptance.people import HOMONYM, LONG, OSTAP, TUYET, ZANETA, Person
from tests.servers.certificates import free_port

SUBJECT = "Request"
ASKS = "Hello,\n\nunder Article 15 GDPR, please send me a copy of my personal data.\n"
ERASE = "Hello,\n\nplease erase all my personal data.\n"
WAITING = (TUYET, LONG, HOMONYM)
"""They ask while the CRM is away, in this order."""


@dataclass
class Weather:
    """An office through bad days: what had left, and what each case waited for, after each."""

    office: Office
    sent: list[list[str]] = field(default_factory=list)
    cases: list[dict[str, dict[str, Any]]] = field(default_factory=list)

    def work(self) -> None:
        """Do a pass and note how things stand."""
        self.office.run()
        self.sent.append([str(letter["To"]) for letter in self.office.letters()])
        self.cases.append({case["number"]: case for case in self.office.cases()})

    def case_of(self, person: Person, day: int) -> dict[str, Any]:
        """Return how the person's case stood after a day, counted from 1."""
        number = number_in(self.office.letters_to(person.email)[0])
        return self.cases[day - 1][number]


@pytest.fixture(scope="module", params=registers("sqlite"))
def weather(request: pytest.FixtureRequest, open_office: OpenOffice) -> Iterator[Weather]:
    """Give four days: mail server busy; CRM away; CRM back, mail server failing; fine again."""
    with open_office(request.param) as office:
        seen = Weather(office)
        office.write(letter_from(ZANETA, office, SUBJECT, ASKS))
        office.sink.answer("data", "451 4.3.0 try later", "452 4.2.2 try later")
        seen.work()

        office.let_time_pass()
        for person in WAITING:
            office.write(letter_from(person, office, SUBJECT, ASKS))
        office.write(letter_from(OSTAP, office, SUBJECT, ERASE))
        alive = _crm_away(office)
        seen.work()

        office.let_time_pass()
        office.change("systems/crm.yaml", connection=alive)
        office.sink.answer("data", "250 2.0.0 queued", "hang up", "554 5.7.1 not here")
        seen.work()

        office.let_time_pass()
        seen.work()
        yield seen


def _crm_away(office: Office) -> dict[str, Any]:
    """Point the CRM's data map to a port where nobody listens; return what stood there."""
    loaded = yaml.safe_load((office.folder / "systems" / "crm.yaml").read_text(encoding="utf-8"))
    alive: dict[str, Any] = loaded["connection"]
    url = make_url(alive["url"]).set(port=free_port()).render_as_string(hide_password=False)
    office.change("systems/crm.yaml", connection={**alive, "url": url})
    return alive


def test_a_busy_mail_server_gets_the_letters_later(weather: Weather) -> None:
    """4xx at the first attempt: nothing left; receipt and copy leave at a later pass, once."""
    first, second, *_ = weather.sent
    assert first == []
    assert second.count(ZANETA.email) == 2
    assert weather.case_of(ZANETA, 1)["stage"] != "answered"
    assert weather.case_of(ZANETA, 2)["stage"] == "answered"
    assert weather.case_of(ZANETA, 2)["holds"] == []


def test_a_dead_system_holds_the_cases_that_need_it(weather: Weather) -> None:
    """Who has to be looked for in the dead system waits, with a hold that names it."""
    for person in WAITING:
        assert weather.case_of(person, 2)["holds"] == ["system_unreachable"]
        assert weather.case_of(person, 2)["outcomes"] == []
        shown = weather.office.case(weather.case_of(person, 2)["number"])
        opened = [e["detail"] for e in shown["journal"] if e["event"] == "hold_opened"]
        assert opened[0] == {"kind": "system_unreachable", "system": "crm"}


def test_a_dead_system_stops_nothing_else(weather: Weather) -> None:
    """Receipts leave, an erasure reaches its person, the other systems are asked meanwhile."""
    second = weather.sent[1]
    assert [second.count(person.email) for person in (*WAITING, OSTAP)] == [1, 1, 1, 1]
    assert weather.case_of(OSTAP, 2)["holds"] == ["right_by_person"]
    shown = weather.office.case(weather.case_of(LONG, 2)["number"])
    asked = [e["detail"]["system"] for e in shown["journal"] if e["event"] == "asked"]
    assert asked.index("crm") == len(asked) - 1


def _held(weather: Weather, day: int, kind: str) -> Person:
    """Return the one person whose case has this hold: which letter met the fault is chance."""
    (one,) = [person for person in WAITING if weather.case_of(person, day)["holds"] == [kind]]
    return one


def test_the_systems_return_releases_the_hold_and_brings_the_answer(weather: Weather) -> None:
    """The first pass after the return asks, answers, and nobody had to click anything."""
    (lucky,) = [one for one in WAITING if weather.case_of(one, 3)["stage"] == "answered"]
    assert weather.sent[2].count(lucky.email) == 2
    assert weather.case_of(lucky, 3)["holds"] == []
    for person in WAITING:
        assert "system_unreachable" not in weather.case_of(person, 3)["holds"]


def test_a_letter_with_data_that_may_have_left_is_never_sent_twice(weather: Weather) -> None:
    """The server hung up after the content: a person decides, and no pass sends it again."""
    person = _held(weather, 3, "unclear_send")
    assert weather.case_of(person, 4)["holds"] == ["unclear_send"]
    assert weather.sent[3].count(person.email) == 2, "the receipt, and the copy that did arrive"


def test_a_refused_letter_waits_for_a_person(weather: Weather) -> None:
    """5xx: the letter is not tried again, and the case says so."""
    person = _held(weather, 3, "letter_refused")
    assert weather.case_of(person, 4)["holds"] == ["letter_refused"]
    assert weather.sent[3].count(person.email) == 1


def test_a_fine_day_with_nothing_to_do_sends_nothing(weather: Weather) -> None:
    """What is done stays done."""
    assert weather.sent[3] == weather.sent[2]
