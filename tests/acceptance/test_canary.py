"""Planted names, addresses, texts and secrets are nowhere in clear: only in letters and mails."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.acceptance.approving import Approver, add_approver, text_of
from tests.acceptance.conftest import OpenOffice, registers
from tests.acceptance.deeds import able_systems
from tests.acceptance.office import Office, letter_from, number_in
from tests.acceptance.people import (
    BOGUMIL,
    EVERYONE,
    KAZIMIERZ,
    LECH,
    OSTAP,
    SOLOMIIA,
    TUYET,
    ZANETA,
    Person,
)
from tests.acceptance.scanning import ENCODINGS, Scanner, Watch
from tests.acceptance.systems import Systems
from tests.servers.mailman import MailmanServer

SUBJECT = "Sprawa zaginionych parasoli nr 8812"
SIGNATURE = "Pozdrawiam z Wyspy Ślimaków"
STRANGER = "Tymoteusz Nieobecny-Żbik <tymoteusz.zbik@example.org>"
ASKS = f"Dzień dobry,\n\nproszę o kopię moich danych osobowych (art. 15 RODO).\n\n{SIGNATURE}\n"
ERASE = f"Dzień dobry,\n\nproszę o usunięcie moich danych osobowych.\n\n{SIGNATURE}\n"
WRITERS = (ZANETA, TUYET, SOLOMIIA, BOGUMIL, KAZIMIERZ, LECH)
TOLD = (SUBJECT, SIGNATURE, "Tymoteusz", "Nieobecny-Żbik", "tymoteusz.zbik")
OFFICER, LEAD = "leokadia.straznicka@example.org", "hilary.przelozony@example.net"
CORRECT = f"Dzień dobry,\n\nproszę o sprostowanie mojego nazwiska.\n\n{SIGNATURE}\n"
ERASED = Person(
    61, "Pafnucy", "Dżdżownicki", "pafnucy.dzdz@example.org", "Konwaliowiec", has_cv=True
)  # fmt: skip
CORRECTED = Person(62, "Scholastyka", "Brzdąkała", "scholastyka.brz@example.org", "Macierzanek")
NOT_TAKEN = Person(
    63, "Dobrogniewa", "Szczebrzeszyńska", "dobrogniewa.szcz@example.org", "Lebiodek"
)
"""What is erased and corrected; the CRM does not take what is to be corrected of the last."""

NEW_NAME, REFUSED_NAME = "Brzdąkała-Wniebowstąpiła", "Gradobiciowa"
NOT_ACCEPTED = (
    f"ALTER TABLE contacts ADD CONSTRAINT no_such_name CHECK (last_name <> '{REFUSED_NAME}')"
)
"""When PostgreSQL refuses a row it says all that stands in it."""

HERE = (ERASED, CORRECTED, NOT_TAKEN)
ANSWER_FOR_SYSTEMS = {"crm@example.com", "rekrutacja@example.com", "postmaster@example.org"}
REASON = "Rachunki za naprawę karuzeli przechowujemy jeszcze sześć lat."
EVIDENCE = "Teczka w szafie pancernej obok okna na ogród zimowy."
DECIDED = (REASON, EVIDENCE, "leokadia.straznicka", "hilary.przelozony", NEW_NAME, REFUSED_NAME)


def everything(*secrets: str) -> Scanner:
    """Return a scanner for everything that was planted or written, and for secrets."""
    people = (text for person in (*EVERYONE, *HERE) for text in person.canaries)
    return Scanner([*TOLD, *DECIDED, *people, *secrets])


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    """Give a scanner for everything that is known beforehand."""
    return everything()


@dataclass(frozen=True)
class Pass:
    """An office after its work, with the folders that were its processes' only other places.

    `scanner` knows the approvers' secrets, too.
    """

    office: Office
    scanner: Scanner
    watch: Watch
    temporary: Path
    home: Path


@pytest.fixture(scope="module", params=registers("postgresql"))
def done(
    request: pytest.FixtureRequest,
    open_office: OpenOffice,
    mailman_server: MailmanServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pass]:
    """Give an office after passes over many letters, with a Prefect of its own, and decisions.

    Among them are one whose CV is missing and one of a forged sender: errors and doubts leave
    traces, too. One request is refused by two people, with texts that one of them wrote, and a
    decision that is not accepted. One person is erased, one corrected, and of one the CRM does
    not take the correction.
    """
    folder = tmp_path_factory.mktemp("able")
    # The Mailman is shared, and has everybody on its lists already.
    people = (*(replace(one, lists=(), writes_to="") for one in EVERYONE), *HERE)
    with (
        able_systems(folder, mailman_server, people, NOT_ACCEPTED) as able,
        open_office(request.param, able) as office,
    ):
        temporary, home = tmp_path_factory.mktemp("temporary"), tmp_path_factory.mktemp("home")
        del office.environment["PREFECT_API_URL"]
        office.environment |= {"TMPDIR": str(temporary), "HOME": str(home)}
        office.change("controller.yaml", decisions={"by_hand": []})
        office.staff |= ANSWER_FOR_SYSTEMS
        officer = add_approver(office, "officer", OFFICER, officer=True)
        lead = add_approver(office, "hr-lead", LEAD)
        scanner = everything(officer.secret, lead.secret)
        for person in WRITERS:
            office.write(letter_from(person, office, SUBJECT, f"{ASKS}{person.name}\n"))
        for person, words in ((OSTAP, ERASE), (ERASED, ERASE)):
            office.write(letter_from(person, office, SUBJECT, words))
        for person in (CORRECTED, NOT_TAKEN):
            office.write(letter_from(person, office, SUBJECT, CORRECT))
        office.write(letter_from(STRANGER, office, SUBJECT, ASKS))
        with Watch(scanner, temporary) as watch:
            office.run()
            _decide(officer, lead)
        office.command("case", "list", "--all", "--config", str(office.folder))
        for number in sorted(map(number_in, office.letters()))[:1]:
            office.command("case", "show", number, "--config", str(office.folder))
        yield Pass(office, scanner, watch, temporary, home)


def _decide(officer: Approver, lead: Approver) -> None:
    """Let one approver write, and both refuse; before that, one decides what is not possible.

    Then one agrees to an erasure and to two corrections, of which it wrote the new values.
    """
    asked = lead.asked_about(OSTAP)
    lead.write(asked, f"UZASADNIENIE: {REASON}\n\nDOWODY: {EVIDENCE}\n")
    for person, name in ((CORRECTED, NEW_NAME), (NOT_TAKEN, REFUSED_NAME)):
        lead.write(lead.asked_about(person), f"SPROSTOWANIE: crm.contacts.last_name = {name}\n")
    lead.office.run()
    (mail,) = lead.mails(EVIDENCE)
    lead.refused(mail, "refuse", "--ground", "accurate", "--right", "erasure")
    lead.decide(mail, "refuse", "--ground", "legal_obligation", "--right", "erasure")
    officer.decide(officer.mails(EVIDENCE)[-1], "refuse")
    lead.decide_in_turn([lead.asked_about(person) for person in HERE], "approve")


def test_the_pass_did_its_work(done: Pass) -> None:
    """What is looked for was really there: copies went out, and each doubt became a hold."""
    holds = {hold for case in done.office.cases() for hold in case["holds"]}
    assert {"identity", "identity_reply", "data_mismatch"} <= holds
    with_copy = [letter for letter in done.office.letters() if list(letter.iter_attachments())]
    assert len(with_copy) == 3
    assert done.watch.looks > 10


def test_the_decision_was_made_with_its_texts(done: Pass) -> None:
    """The reason left in the letter to the person, the evidence in mails to approvers alone."""
    *_, refusal = done.office.letters_to(OSTAP.email)
    assert REASON in text_of(refusal)
    assert EVIDENCE not in text_of(refusal)
    (case,) = [one for one in done.office.cases() if one["number"] == number_in(refusal)]
    assert case["outcomes"] == ["refused"]
    assert len(done.office.letters_to(OFFICER)) > 1


def test_deeds_were_done_with_what_was_written(done: Pass) -> None:
    """Old and new name stand in the letter to whom they belong; the erased is told so, too."""
    *_, corrected = done.office.letters_to(CORRECTED.email)
    assert CORRECTED.last_name in text_of(corrected)
    assert NEW_NAME in text_of(corrected)
    *_, erased = done.office.letters_to(ERASED.email)
    outcomes = {case["number"]: case["outcomes"] for case in done.office.cases()}
    assert [outcomes[number_in(one)] for one in (corrected, erased)] == [["granted"]] * 2


def test_what_the_crm_did_not_take_is_a_hold(done: Pass) -> None:
    """PostgreSQL refused the row, in words that repeat it; nobody was told that it is done."""
    (receipt,) = done.office.letters_to(NOT_TAKEN.email)
    (case,) = [one for one in done.office.cases() if one["number"] == number_in(receipt)]
    assert case["holds"] == ["data_mismatch"]
    assert case["outcomes"] == []


def test_nothing_is_left_in_the_instance(done: Pass) -> None:
    """Register, keys, vault, logs, Prefect's database and storage: no planted text in clear."""
    names = {path.name for path in done.office.folder.rglob("*")}
    assert {"prefect.db", "server.log", "vault", "controller.yaml"} <= names
    assert done.scanner.in_files(done.office.folder) == {}


def test_pages_of_plans_and_receipts_were_made(done: Pass) -> None:
    """So what was looked through below holds boards, plans and receipts of these people."""
    with closing(sqlite3.connect(done.office.folder / "prefect" / "prefect.db")) as connection:
        keys = {
            row[0].partition("-")[0]
            for row in connection.execute("SELECT key FROM artifact WHERE key IS NOT NULL")
        }
    assert keys == {"board", "plan", "receipts"}


def test_nothing_is_left_in_the_registers_tables(done: Pass) -> None:
    """No table of register or key store in PostgreSQL holds a planted text in clear."""
    for url in done.office.databases:
        assert asyncio.run(done.scanner.in_postgresql(url)) == {}
    if not done.office.databases:
        assert (done.office.folder / "register.sqlite").is_file()


def test_no_temporary_file_ever_held_anything(done: Pass) -> None:
    """Neither while it ran nor afterwards did a temporary file hold a planted text."""
    assert done.watch.leaks == {}
    assert done.scanner.in_files(done.temporary) == {}
    assert done.scanner.in_files(done.home) == {}


def test_the_terminal_shows_nothing(done: Pass) -> None:
    """What the commands print without --reveal tells of cases, not of people."""
    assert done.scanner.found_in("\n".join(done.office.output).encode()) == set()


@pytest.mark.parametrize("encoding", sorted(ENCODINGS))
def test_the_scanner_finds_what_lies_about(scanner: Scanner, encoding: str, tmp_path: Path) -> None:
    """A planted text in a file is found in every encoding, wherever it stands."""
    planted = "Gżegżółka-Świętokrzyska"
    for number, needle in enumerate(ENCODINGS[encoding](planted)):
        (tmp_path / f"{number}.bin").write_bytes(b"\x00\xffnoise" + needle + b"more noise")
    found = scanner.in_files(tmp_path)
    assert len(found) == len(list(tmp_path.iterdir()))
    assert all(planted in texts for texts in found.values())


def test_the_scanner_reads_databases(scanner: Scanner, planted: Systems, tmp_path: Path) -> None:
    """A planted text is found in tables: the CRM shows that everybody is really there."""
    with closing(sqlite3.connect(tmp_path / "some.db")) as connection:
        connection.execute("CREATE TABLE t (a TEXT, b BLOB)")
        connection.execute("INSERT INTO t VALUES (?, ?)", (ZANETA.name, TUYET.name.encode()))
        connection.commit()
    assert {ZANETA.name, TUYET.name} <= scanner.in_files(tmp_path)["some.db"]
    url = planted.crm.admin.url.render_as_string(hide_password=False)
    found = asyncio.run(scanner.in_postgresql(url))
    assert {person.street for person in EVERYONE} <= found["contacts"]


def test_the_watch_sees_a_file_that_comes_and_goes(scanner: Scanner, tmp_path: Path) -> None:
    """A temporary file that holds a planted text for a moment is noticed."""
    with Watch(scanner, tmp_path) as watch:
        file = tmp_path / "moment.tmp"
        file.write_text(ZANETA.street, encoding="utf-8")
        while not watch.files:
            pass
        file.unlink()
    assert ZANETA.street in watch.leaks["moment.tmp"]
