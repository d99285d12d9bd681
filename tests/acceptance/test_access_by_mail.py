"""The main job: a request by mail comes back as a copy that only its owner can open."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.acceptance.conftest import REGISTERS, OpenOffice
from tests.acceptance.office import Office, letter_from, number_in
from tests.acceptance.opening import (
    copy_in,
    false_entries,
    records_in,
    require_readers,
    squeezed,
    table_in,
    values_in,
)
from tests.acceptance.people import SOLOMIIA, TUYET, ZANETA, Person, canaries_of_others

POLISH = """\
Dzień dobry,

na podstawie art. 15 RODO proszę o kopię moich danych osobowych oraz o informację, komu zostały
przekazane.

Z poważaniem
Żaneta
"""
ENGLISH = """\
Hello,

under Article 15 of the GDPR I would like to receive a copy of my personal data, please, and to
know who received it.

Kind regards
Tuyết
"""
ASKING = {
    "pl": (ZANETA, "Wniosek w sprawie moich danych", POLISH),
    "en": (TUYET, "Request about my data", ENGLISH),
}
MONTHS = {
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października"
    " listopada grudnia",
    "en": "January February March April May June July August September October November December",
}
NEUTRAL_NAME = re.compile(r"data\.json|manifest\.json|tables/\d{4}\.csv|documents/\d{4}\.[a-z]{3}")
HELD = {
    ZANETA: {"crm.contacts": 1, "crm.notes": 2, "crm.placements": 1, "crm.shifts": 2,
             "documents.documents": 1, "mailing.user": 1, "mailing.address": 1,
             "mailing.membership": 2},
    TUYET: {"crm.contacts": 1, "crm.notes": 2, "crm.placements": 1, "crm.shifts": 2,
            "documents.documents": 1, "mailing.user": 1, "mailing.address": 1,
            "mailing.membership": 2, "mailing.held": 1},
}  # fmt: skip


@dataclass(frozen=True)
class Exchange:
    """A request with the two letters that came back, and what the operator can see."""

    office: Office
    person: Person
    language: str
    request: EmailMessage
    acknowledgement: EmailMessage
    answer: EmailMessage
    passphrase: str
    due_on: date


@pytest.fixture(scope="module", params=REGISTERS)
def exchanges(
    request: pytest.FixtureRequest, open_office: OpenOffice
) -> Iterator[dict[str, Exchange]]:
    """Give two requests, in Polish and in English, answered in one pass."""
    with open_office(request.param) as office:
        letters = {
            language: letter_from(person, office, subject, body)
            for language, (person, subject, body) in ASKING.items()
        }
        for letter in letters.values():
            office.write(letter)
        office.run()
        yield {
            language: _exchange(office, language, letter) for language, letter in letters.items()
        }


@pytest.fixture(params=sorted(ASKING))
def exchange(request: pytest.FixtureRequest, exchanges: dict[str, Exchange]) -> Exchange:
    """Give one of the exchanges."""
    return exchanges[request.param]


def _exchange(office: Office, language: str, letter: EmailMessage) -> Exchange:
    person = ASKING[language][0]
    acknowledgement, answer = office.letters_to(person.email)
    shown = office.case(number_in(answer), reveal=True)
    return Exchange(
        office=office,
        person=person,
        language=language,
        request=letter,
        acknowledgement=acknowledgement,
        answer=answer,
        passphrase=shown["personal"]["passphrase"],
        due_on=date.fromisoformat(shown["due_on"]),
    )


def _body(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None, f"the letter has a {kind} part"
    content: str = part.get_content()
    return content


def _in_words(day: date, language: str) -> str:
    return f"{day.day} {MONTHS[language].split()[day.month - 1]} {day.year}"


def test_the_acknowledgement_answers_in_the_thread_and_in_the_language(exchange: Exchange) -> None:
    """The receipt is in the writer's language, cites the request, and says it is automatic."""
    letter = exchange.acknowledgement
    assert letter["To"] == exchange.person.email
    assert letter["In-Reply-To"] == exchange.request["Message-ID"]
    assert exchange.request["Message-ID"] in letter["References"].split()
    assert letter["Auto-Submitted"] == "auto-replied"
    opening = {"pl": "otrzymaliśmy Pani/Pana wiadomość", "en": "we received your message"}
    assert opening[exchange.language] in _body(letter, "plain")


def test_the_acknowledgement_names_the_due_date(exchange: Exchange) -> None:
    """The date by which the answer is due stands there as a date, in text and in HTML."""
    today = datetime.now(UTC).date()
    assert today + timedelta(days=27) < exchange.due_on < today + timedelta(days=40)
    for kind in ("plain", "html"):
        body = _body(exchange.acknowledgement, kind)
        assert _in_words(exchange.due_on, exchange.language) in body


def test_letters_leave_encrypted_and_say_nothing_outside(exchange: Exchange) -> None:
    """No subject tells who it is about; each letter travels under TLS to one recipient."""
    for letter in (exchange.acknowledgement, exchange.answer):
        assert not [text for text in exchange.person.canaries if text in letter["Subject"]]
        assert not [text for text in exchange.person.canaries if text in letter["From"]]
    assert all(taken.encrypted for taken in exchange.office.sink.letters)
    assert all(len(taken.recipients) == 1 for taken in exchange.office.sink.letters)


def test_the_answer_carries_report_and_archive(exchange: Exchange) -> None:
    """The answer has text and HTML, cites the request, and encloses two neutral files."""
    letter = exchange.answer
    assert letter["To"] == exchange.person.email
    assert letter["In-Reply-To"] == exchange.request["Message-ID"]
    assert letter["Auto-Submitted"] == "auto-generated"
    number = number_in(letter)
    names = [part.get_filename() for part in letter.iter_attachments()]
    assert names == [f"{number}-report.pdf", f"{number}-data.zip"]
    for kind in ("plain", "html"):
        body = _body(letter, kind)
        assert number in body
        assert exchange.passphrase not in body


def test_nothing_of_the_copy_opens_without_its_passphrase(
    exchange: Exchange, tmp_path: Path, require_server: Callable[[str, bool], None]
) -> None:
    """Neither no passphrase, nor a wrong one, nor the other person's opens report or archive."""
    require_readers(require_server)
    copy = copy_in(exchange.answer)
    for wrong in ("", "wrong", exchange.passphrase[:-1]):
        assert copy.text(tmp_path, wrong) is None
        assert copy.unpacked(tmp_path, wrong) is None
    clear = exchange.answer.as_bytes() + copy.report + copy.archive
    assert exchange.person.token.encode() not in clear


def test_the_report_shows_every_record_of_every_system(
    exchange: Exchange, tmp_path: Path, require_server: Callable[[str, bool], None]
) -> None:
    """Whatever the three systems hold about the person stands in the report, in its letters."""
    require_readers(require_server)
    text = copy_in(exchange.answer).text(tmp_path, exchange.passphrase)
    assert text is not None
    missing = [value for value in exchange.person.values if squeezed(value) not in text]
    assert missing == []
    titles = {"pl": ("Kontakty", "Skierowania", "Listy mailingowe"),
              "en": ("Contacts", "Placements", "Mailing lists")}  # fmt: skip
    for title in (*titles[exchange.language], "Hosting Pod Kasztanem sp. z o.o."):
        assert squeezed(title) in text


def test_the_archive_holds_every_record_and_document(
    exchange: Exchange, tmp_path: Path, require_server: Callable[[str, bool], None]
) -> None:
    """Data file, tables and documents are whole, and 7-Zip and a library agree on them."""
    require_readers(require_server)
    copy, person = copy_in(exchange.answer), exchange.person
    files = copy.unpacked(tmp_path, exchange.passphrase)
    assert files is not None
    assert files == copy.read(exchange.passphrase)
    found = records_in(files)
    assert {name: len(records) for name, records in found.items()} == HELD[person]
    values = values_in(files)
    assert [value for value in person.values if value not in {*values, person.name}] == []
    assert person.cv in [files[name] for name in files if name.startswith("documents/")]


def test_what_may_name_others_is_withheld_and_the_letter_says_so(
    exchanges: dict[str, Exchange],
) -> None:
    """A column that may name other people is left out of the tables (Article 15(4) GDPR)."""
    withheld, whole = exchanges["en"], exchanges["pl"]
    files = copy_in(withheld.answer).read(withheld.passphrase)
    assert records_in(files)["mailing.held"][0]["subject"] != withheld.person.waiting_subject
    assert withheld.person.waiting_subject.encode() not in files[table_in(files, "mailing", "held")]
    assert "data of other people" in _body(withheld.answer, "plain")
    assert "danych innych osób" not in _body(whole.answer, "plain")


def test_the_manifest_is_true(exchange: Exchange) -> None:
    """Every file of the archive is named in the manifest with its true size and checksum."""
    files = copy_in(exchange.answer).read(exchange.passphrase)
    assert false_entries(files) == []


def test_no_table_of_the_archive_is_a_formula(exchange: Exchange) -> None:
    """A text that a spreadsheet would compute begins with an apostrophe instead."""
    files = copy_in(exchange.answer).read(exchange.passphrase)
    table = files[table_in(files, "crm", "notes")].decode("utf-8-sig")
    assert f"'={exchange.person.notes[1][1:]}" in table
    assert not re.search(r"(?m)(^|[;,])[=+@]", table)


def test_names_in_the_archive_tell_nothing(exchange: Exchange) -> None:
    """What can be read without the passphrase is no word about the person."""
    names = copy_in(exchange.answer).names
    assert [name for name in names if not NEUTRAL_NAME.fullmatch(name)] == []
    assert [text for text in exchange.person.canaries for name in names if text in name] == []


def test_nobody_elses_data_is_in_the_copy(
    exchange: Exchange, tmp_path: Path, require_server: Callable[[str, bool], None]
) -> None:
    """No value of another person stands in report, archive or letters, not even a homonym's."""
    require_readers(require_server)
    copy = copy_in(exchange.answer)
    files = copy.read(exchange.passphrase)
    bodies = [
        _body(letter, kind)
        for letter in (exchange.acknowledgement, exchange.answer)
        for kind in ("plain", "html")
    ]
    text = squeezed(
        "\n".join([copy.text(tmp_path, exchange.passphrase) or "", *bodies, *files])
    ).encode()
    contents = [text, *files.values()]
    foreign = canaries_of_others(exchange.person)
    leaked = [
        canary
        for canary in foreign
        if any(canary.encode() in content for content in contents)
        or squeezed(canary).encode() in text
    ]
    assert leaked == []


def test_the_case_is_answered_and_proves_it(exchange: Exchange) -> None:
    """The register says granted, with what each system was asked and gave, in a whole journal."""
    shown = exchange.office.case(number_in(exchange.answer))
    outcome = "partly_granted" if exchange.person.writes_to else "granted"
    assert shown["stage"] == "answered"
    assert [request["outcome"] for request in shown["requests"]] == [outcome]
    assert {row["system"] for row in shown["systems_asked"]} == {"crm", "documents", "mailing"}
    assert shown["journal_whole"] is True
    assert "personal" not in shown


def test_an_instance_alone_starts_a_prefect_of_its_own(open_office: OpenOffice) -> None:
    """Without a Prefect that is served, one pass starts its own, answers, and leaves none."""
    with open_office("sqlite") as office:
        del office.environment["PREFECT_API_URL"]
        office.write(letter_from(SOLOMIIA, office, ASKING["pl"][1], ASKING["pl"][2]))
        office.run()
        assert len(office.letters_to(SOLOMIIA.email)) == 2
        assert (office.folder / "prefect" / "prefect.db").is_file()
        assert not (office.folder / "prefect" / "api-url").exists()
