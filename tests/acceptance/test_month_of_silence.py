"""Nobody answers: each is told in time what there is, and every morning the officer is told.

On the SQLite register alone: what differs between registers is tested with each statement.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from deployments.login import LOGIN_VARIABLE
from rightsflow.letters.words import words
from tests.acceptance.approving import text_of
from tests.acceptance.conftest import OpenOffice
from tests.acceptance.office import OFFICER, Office, letter_from, number_in
from tests.acceptance.people import BOGUMIL, EVERYONE, OSTAP, Person
from tests.acceptance.prefect_api import auth_of
from tests.acceptance.scanning import Scanner

ASKS = "Dzień dobry,\n\nproszę o kopię moich danych osobowych (art. 15 RODO).\n"
ERASE = "Dzień dobry,\n\nproszę o usunięcie moich danych osobowych (art. 17 RODO).\n"
UNPROVEN, WAITS_FOR_US = BOGUMIL, OSTAP
REMEDIES = ("art. 12 ust. 4 RODO", "art. 77 RODO", "art. 79 RODO", "Moniuszki 1A")
HEAD = re.compile(r"RF-\d{4}-\d{6} \d+ [0-9a-f]{64}")
A_DAY = timedelta(days=1)


@dataclass
class Month:
    """A month in which nobody answers, neither the writers nor the officer."""

    office: Office
    begun_on: date
    due_on: date = date.max
    digests_at: list[int] = field(default_factory=list)
    cases: list[dict[str, dict[str, Any]]] = field(default_factory=list)
    board: str = ""

    def work(self, day: date, at: time) -> None:
        """Do a pass at an hour of a day and note how things stand."""
        self.office.clock.move_to(day, at)
        self.office.run()
        self.digests_at.append(len(self.digests(day)))

    def note(self) -> None:
        """Note all cases."""
        self.cases.append({case["number"]: case for case in self.office.cases()})

    def digests(self, day: date) -> list[EmailMessage]:
        """Return the morning mails of a day."""
        ending = f"\u2013 {words('pl').day(day)}"
        mails = self.office.letters_to(OFFICER)
        return [mail for mail in mails if str(mail["Subject"]).endswith(ending)]

    @property
    def all_digests(self) -> list[EmailMessage]:
        """Return every morning mail: no other mail to the officer is without a case."""
        mails = self.office.letters_to(OFFICER)
        return [mail for mail in mails if "sprawa RF-" not in str(mail["Subject"])]

    def told(self, person: Person) -> list[str]:
        """Return what the letters to a person are about, in order."""
        letters = self.office.letters_to(person.email)
        return [str(letter["Subject"]).partition(" \u2013 ")[0] for letter in letters]

    def case_of(self, person: Person, after: int) -> dict[str, Any]:
        """Return how the person's case stood: 0 after two weeks, 1 the day after the last."""
        return self.cases[after][number_in(self.office.letters_to(person.email)[0])]


@pytest.fixture(scope="module")
def month(open_office: OpenOffice) -> Iterator[Month]:
    """Give an office to which two people write, and passes at hours that matter."""
    with open_office("sqlite") as office:
        known = Month(office, office.clock.today())
        office.write(letter_from(UNPROVEN, office, "Wniosek", ASKS))
        office.write(letter_from(WAITS_FOR_US, office, "Usunięcie danych", ERASE))
        office.run()
        known.due_on = date.fromisoformat(office.cases()[0]["due_on"])
        week_later = known.begun_on + 7 * A_DAY
        for hour in (time(6, 30), time(7, 30), time(12)):
            known.work(week_later, hour)
        known.work(known.begun_on + 16 * A_DAY, time(9))
        known.note()
        known.work(known.due_on, time(8))
        known.work(known.due_on + A_DAY, time(8))
        known.note()
        known.board = _board(office)
        yield known


def _board(office: Office) -> str:
    url = f"{office.environment['PREFECT_API_URL']}/artifacts/board/latest"
    auth = auth_of(office.environment[LOGIN_VARIABLE])
    return str(httpx.get(url, auth=auth).raise_for_status().json()["data"])


def test_whoever_confirms_nothing_is_asked_reminded_and_told_why_not(month: Month) -> None:
    """Question, one reminder, and the letter that ends it, with the ways to contest it."""
    assert month.told(UNPROVEN)[1:] == [
        "Prosimy o potwierdzenie wniosku", "Przypomnienie", "Odpowiedź na wniosek",
    ]  # fmt: skip
    closing = text_of(month.office.letters_to(UNPROVEN.email)[-1])
    for wanted in ("Nie udało się ustalić, kto prosi", *REMEDIES):
        assert wanted in closing
    assert month.case_of(UNPROVEN, 0)["outcomes"] == ["not_identified"]
    assert month.case_of(UNPROVEN, 0)["holds"] == []


def test_whoever_confirms_nothing_learns_nothing(month: Month) -> None:
    """No letter says what is on file, nor whether anything is (Article 12(6) GDPR)."""
    letters = month.office.letters_to(UNPROVEN.email)
    known = [text for text in UNPROVEN.values if text != UNPROVEN.email]
    for letter in letters:
        assert [part for part in letter.walk() if part.get_filename()] == []
        assert [text for text in known if text in text_of(letter)] == []


def test_on_the_last_day_whoever_still_waits_is_told_what_there_is(month: Month) -> None:
    """An apology in time, once, with reasons and remedies: silence is no refusal (12(4))."""
    assert month.told(WAITS_FOR_US)[1:] == ["Opóźnienie naszej odpowiedzi"]
    apology = month.office.letters_to(WAITS_FOR_US.email)[-1]
    for wanted in ("usunięcie danych", *REMEDIES):
        assert wanted in text_of(apology)
    sent = month.office.case(number_in(apology))["letters"][-1]
    assert sent["letter"] == "overdue_apology"
    assert sent["sent_at"].startswith(month.due_on.isoformat())


def test_a_case_that_is_late_stays_open(month: Month) -> None:
    """The apology ends nothing: the case waits for its decision, and the digest says so."""
    assert month.case_of(WAITS_FOR_US, 1)["outcomes"] == []
    assert month.case_of(WAITS_FOR_US, 1)["holds"] == ["right_by_person"]
    number = month.case_of(WAITS_FOR_US, 1)["number"]
    (on_the_day,), (after,) = month.digests(month.due_on), month.digests(month.due_on + A_DAY)
    assert _listed_under("Termin dzisiaj", on_the_day) == [number]
    assert "Po terminie" not in text_of(on_the_day)
    assert _listed_under("Po terminie", after) == [number]


def _listed_under(title: str, digest: EmailMessage) -> list[str]:
    """Return the case numbers under a heading, up to the next blank line."""
    _, _, below = text_of(digest).partition(f"\n{title}\n")
    lines = below.partition("\n\n")[0].splitlines()[1:]
    return [line.partition(":")[0] for line in lines]


def test_the_officer_is_told_once_a_day_after_seven(month: Month) -> None:
    """Not at half past six; at half past seven; not again at noon; and on every later day."""
    assert month.digests_at == [0, 1, 1, 1, 1, 1]


def test_what_the_digests_tell_of_the_journals_is_found_in_them(month: Month) -> None:
    """The mails themselves, given to the command, prove that nothing was cut off or rewritten."""
    told = "\n".join(text_of(mail) for mail in month.all_digests)
    verify = ("journal", "verify", "--against", "-", "--json", "--config", str(month.office.folder))
    verified = json.loads(month.office.command(*verify, given=told))
    assert verified["told"] > 0
    assert verified["broken"] == verified["lost"] == []
    head = next(line for line in told.splitlines() if HEAD.fullmatch(line))
    forged = head[:-1] + ("0" if head[-1] != "0" else "1")
    assert month.office.tried(*verify, given=told.replace(head, forged)).returncode == 1


def test_digests_and_board_tell_of_cases_not_of_people(month: Month) -> None:
    """The board is in Prefect's pages, where no personal data may be; both name cases."""
    scanner = Scanner([text for person in EVERYONE for text in person.canaries])
    assert month.case_of(WAITS_FOR_US, 1)["number"] in month.board
    assert scanner.found_in(month.board.encode()) == set()
    for digest in month.all_digests:
        assert scanner.found_in(digest.as_bytes()) == set()
