"""A system that is away while something is erased: waited for, and nothing is called erased.

On the SQLite register alone: what differs between registers is tested with each statement.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from tests.acceptance.approving import Approver, add_approver, text_of
from tests.acceptance.conftest import OpenOffice
from tests.acceptance.deeds import AbleSystems, able_systems
from tests.acceptance.holdings import Holdings, changes, holdings
from tests.acceptance.office import OFFICER, Office, letter_from, number_in
from tests.acceptance.people import Person
from tests.servers.certificates import free_port
from tests.servers.mailman import MailmanServer

ERASE = "Dzień dobry,\n\nproszę o usunięcie moich danych osobowych (art. 17 RODO).\n"
STOP = "Dzień dobry,\n\nnie życzę sobie żadnych ofert ani newslettera.\n"
LEAVES = Person(
    71, "Gaudenty", "Chrząszczewski", "gaudenty.chrz@example.org", "Malinowiec", has_cv=True
)  # fmt: skip
STOPS = Person(72, "Blandyna", "Ździarska", "blandyna.zdziarska@example.org", "Jagodziak",
               lists=("news",))  # fmt: skip
STAYS = Person(73, "Wirgiliusz", "Grzmot", "wirgiliusz.grzmot@example.org", "Lipowiec", has_cv=True)
ANSWER_FOR_SYSTEMS = {"crm@example.com", "rekrutacja@example.com", "postmaster@example.org"}
CRM = dict.fromkeys(("contacts", "notes", "placements", "shifts", "scores"))
CV = dict.fromkeys(("documents", "cv"))
APPROVED, STOPPED, ERASED, BACK = range(4)
"""Approved while the CRM is away; next day; CRM back and the folder away; all is back."""


@dataclass
class Storm:
    """How everything stood after each day."""

    office: Office
    systems: AbleSystems
    officer: Approver
    before: Holdings
    held: list[Holdings] = field(default_factory=list)
    cases: list[dict[str, dict[str, Any]]] = field(default_factory=list)
    sent: list[list[str]] = field(default_factory=list)

    def note(self) -> None:
        """Note holdings, cases, and to whom letters have left."""
        self.held.append(holdings(self.systems))
        self.cases.append({case["number"]: case for case in self.office.cases()})
        self.sent.append([str(letter["To"]) for letter in self.office.letters()])

    def case(self, person: Person, day: int) -> dict[str, Any]:
        """Return how a case stood after a day."""
        return self.cases[day][number_in(self.office.letters_to(person.email)[0])]

    def became(self, person: Person, day: int) -> dict[str, Any]:
        """Return what had become of a person's records."""
        return changes(self.before, self.held[day], person)


@pytest.fixture(scope="module")
def storm(
    open_office: OpenOffice, mailman_server: MailmanServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Storm]:
    """Give an approved erasure, and an objection to marketing, through bad days."""
    folder = tmp_path_factory.mktemp("able")
    with (
        able_systems(folder, mailman_server, (LEAVES, STOPS, STAYS)) as able,
        open_office("sqlite", able) as office,
    ):
        office.change("controller.yaml", decisions={"by_hand": []})
        office.staff |= ANSWER_FOR_SYSTEMS
        officer = add_approver(office, "officer", OFFICER, officer=True)
        seen = Storm(office, able, officer, holdings(able))
        office.write(letter_from(LEAVES, office, "Usunięcie", ERASE))
        office.run()

        crm = _away(office, "crm")
        office.write(letter_from(STOPS, office, "Dość", STOP))
        officer.decide(officer.asked_about(LEAVES), "approve")
        seen.note()
        office.let_time_pass()
        office.run()
        seen.note()

        office.let_time_pass()
        office.change("systems/crm.yaml", connection=crm)
        documents = _away(office, "documents")
        office.run()
        seen.note()

        office.let_time_pass()
        office.change("systems/documents.yaml", connection=documents)
        office.run()
        seen.note()
        yield seen


def _away(office: Office, system: str) -> dict[str, Any]:
    """Point a data map to a port where nobody listens; return what stood there."""
    file = office.folder / "systems" / f"{system}.yaml"
    alive: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))["connection"]
    database = alive.get("index", alive)
    url = make_url(database["url"]).set(port=free_port()).render_as_string(hide_password=False)
    dead = database | {"url": url}
    office.change(f"systems/{system}.yaml", connection={**alive, "index": dead}
                  if "index" in alive else dead)  # fmt: skip
    return alive


def test_what_answers_is_erased_and_the_other_is_a_hold(storm: Storm) -> None:
    """The CV is gone at once; the CRM is waited for, by name."""
    assert storm.became(LEAVES, APPROVED) == CV
    assert storm.case(LEAVES, APPROVED)["holds"] == ["system_unreachable"]
    shown = storm.office.case(number_in(storm.office.letters_to(LEAVES.email)[0]))
    opened = [e["detail"] for e in shown["journal"] if e["event"] == "hold_opened"]
    assert {"kind": "system_unreachable", "system": "crm"} in opened


def test_nobody_is_told_of_an_erasure_that_is_not_whole(storm: Storm) -> None:
    """No letter and no outcome, however often it is tried, before all of it was asked again."""
    for day in (APPROVED, STOPPED, ERASED):
        assert storm.sent[day].count(LEAVES.email) == 1
        assert storm.case(LEAVES, day)["outcomes"] == []


def test_who_objects_meanwhile_waits_for_the_dead_system_alone(storm: Storm) -> None:
    """The request is taken in, and held by name; nobody is told that anything has stopped."""
    assert storm.case(STOPS, STOPPED)["holds"] == ["system_unreachable"]
    assert storm.case(STOPS, STOPPED)["outcomes"] == []
    assert storm.sent[STOPPED].count(STOPS.email) == 1


def test_what_answers_stops_at_once_though_another_system_is_away(storm: Storm) -> None:
    """An objection to marketing waits for nobody (Article 21(3) GDPR): the list is left at once."""
    assert storm.became(STOPS, STOPPED) == {"lists": None}


def test_what_cannot_be_asked_again_is_not_called_erased(storm: Storm) -> None:
    """All is gone, and the index does not answer any more: a hold, and still no letter."""
    assert storm.became(LEAVES, ERASED) == {**CRM, **CV}
    assert storm.case(LEAVES, ERASED)["holds"] == ["system_unreachable"]
    shown = storm.office.case(number_in(storm.office.letters_to(LEAVES.email)[0]))
    verified = [e["detail"]["system"] for e in shown["journal"] if e["event"] == "verified"]
    assert verified == ["crm", "documents"], "each once, the folder when it was back"


def test_the_systems_return_finishes_everything(storm: Storm) -> None:
    """The answers leave, the holds are gone, and nobody had to click anything."""
    for person in (LEAVES, STOPS):
        assert storm.case(person, BACK)["holds"] == []
        assert storm.case(person, BACK)["outcomes"] == ["granted"]
        assert storm.sent[BACK].count(person.email) == 2
    assert "Usunęliśmy" in text_of(storm.office.letters_to(LEAVES.email)[-1])
    assert "contacts.no_offers_since" in storm.became(STOPS, BACK)


def test_nobody_else_was_touched(storm: Storm) -> None:
    """Whoever wrote nothing has every record."""
    assert storm.became(STAYS, BACK) == {}
