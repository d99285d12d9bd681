"""The example's people and their records."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from deployments.examples.we_support.data import make_data
from deployments.examples.we_support.draw import Draw
from deployments.examples.we_support.people import HOW_MANY, PLANTED, Place, make_people
from rightsflow.canonical import canonical_email, canonical_phone, fold

FEW = 30
TODAY = date(2026, 11, 23)
DATABASES = ("crm", "recruitment", "portal", "trainings", "mailing")
ROOTS = {
    "crm": "contacts", "recruitment": "candidates", "portal": "accounts",
    "trainings": "participants", "mailing": "subscriptions",
}  # fmt: skip
"""The table of each database with a row for a person."""
INVENTED = {"example.com", "example.org", "example.net"}


def _content(folder: Path) -> dict[str, bytes]:
    """Return the content of all data: documents as they are, databases as their dump."""
    content = {}
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder))
        if file.suffix == ".sqlite":
            with closing(sqlite3.connect(file)) as connection:
                content[name] = "\n".join(connection.iterdump()).encode()
        elif file.is_file():
            content[name] = file.read_bytes()
    return content


def _count(instance: Path, database: str, sql: str, *values: str) -> int:
    with closing(sqlite3.connect(instance / "data" / f"{database}.sqlite")) as connection:
        (count,) = connection.execute(sql, values).fetchone()
        return int(count)


def test_equal_seeds_give_equal_data(tmp_path: Path) -> None:
    """Rows and documents are the same, however often they are made on one day."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        make_data(tmp_path / name, seed=3, today=TODAY, how_many=FEW)
    first = _content(tmp_path / "one")
    assert len(first) > FEW
    assert first == _content(tmp_path / "two")


def test_another_seed_gives_other_people() -> None:
    """Only the planted people are always there."""
    one, two = (make_people(Draw(seed), FEW) for seed in (1, 2))
    assert set(one) & set(two) >= set(PLANTED.values())
    assert set(one) != set(two)


def test_there_are_as_many_people_as_said() -> None:
    """A few hundred, each in one system at least."""
    people = make_people(Draw(1))
    assert len(people) == HOW_MANY
    assert all(person.places for person in people)


def test_nobody_can_be_reached() -> None:
    """Addresses are on reserved domains, numbers in one invented range."""
    for person in make_people(Draw(1)):
        address = canonical_email(person.email)
        assert address is not None
        assert address.partition("@")[2] in INVENTED
        assert (canonical_phone(person.phone) or "").startswith("+48600000")


def test_only_the_planted_share_an_address() -> None:
    """Everyone else has one of their own, whatever its spelling."""
    addresses = [canonical_email(person.email) for person in make_people(Draw(1))]
    twice = {address for address in addresses if addresses.count(address) > 1}
    assert twice == {"biuro@example.org", "marek.jez@example.com"}


def test_names_of_four_origins_are_there() -> None:
    """Letters beyond ASCII must print: Polish, Ukrainian and Vietnamese ones."""
    letters = {letter for person in make_people(Draw(1)) for letter in person.name.lower()}
    assert letters >= set("ąćęłńóśźż" + "йр" + "ạễ" + "'")


def test_the_person_in_all_systems_has_records_of_every_kind(instance: Path) -> None:
    """Nothing is missing from the copy because nothing was there."""
    email = PLANTED["everywhere"].email
    contact = "(SELECT id FROM contacts WHERE email = ?)"
    for table in ("notes", "enquiries", "consents", "social_profiles", "scores"):
        sql = f"SELECT count(*) FROM {table} WHERE contact_id IN {contact}"  # noqa: S608
        assert _count(instance, "crm", sql, email), table
    candidate = "(SELECT id FROM candidates WHERE email = ?)"
    for table in ("applications", "referrals"):
        sql = f"SELECT count(*) FROM {table} WHERE candidate_id IN {candidate}"  # noqa: S608
        assert _count(instance, "recruitment", sql, email), table
    application = f"(SELECT id FROM applications WHERE candidate_id IN {candidate})"  # noqa: S608
    for table in ("interview_notes", "disclosures"):
        sql = f"SELECT count(*) FROM {table} WHERE application_id IN {application}"  # noqa: S608
        assert _count(instance, "recruitment", sql, email), table
    account = "(SELECT id FROM accounts WHERE email = ?)"
    for table in ("experiences", "skills", "alerts", "logins"):
        sql = f"SELECT count(*) FROM {table} WHERE account_id IN {account}"  # noqa: S608
        assert _count(instance, "portal", sql, email), table
    participant = "(SELECT id FROM participants WHERE email = ?)"
    sql = f"SELECT count(*) FROM orders WHERE participant_id IN {participant}"  # noqa: S608
    assert _count(instance, "trainings", sql, email) == 2
    for table in ("subscriptions", "confirmations", "contest_entries", "downloads"):
        sql = f"SELECT count(*) FROM {table} WHERE email = ?"  # noqa: S608
        assert _count(instance, "mailing", sql, email), table


@pytest.mark.parametrize("story", sorted(PLANTED))
def test_a_planted_person_stands_in_their_places_and_in_no_other(
    instance: Path, story: str
) -> None:
    """Letters of the demo rely on who is held where."""
    person = PLANTED[story]
    for database, table in ROOTS.items():
        sql = f"SELECT count(*) FROM {table} WHERE email = ?"  # noqa: S608 - tables from above
        held = _count(instance, database, sql, person.email)
        assert bool(held) == (Place(database) in person.places), database


@pytest.mark.parametrize("story", ["everywhere", "candidate", "contact", "subscriber", "leaver"])
def test_who_writes_in_the_demo_made_no_referral(instance: Path, story: str) -> None:
    """A referral's address is not verified: it would hand the case to a person."""
    sql = "SELECT count(*) FROM referrals WHERE referrer_email = ?"
    assert _count(instance, "recruitment", sql, PLANTED[story].email) == 0


def test_two_records_of_one_person_and_two_people_at_one_address(instance: Path) -> None:
    """The two cases that no program decides."""
    twice = "SELECT count(*) FROM candidates WHERE lower(email) = 'marek.jez@example.com'"
    assert _count(instance, "recruitment", twice) == 2
    shared = "SELECT count(DISTINCT first_name) FROM contacts WHERE email = 'biuro@example.org'"
    assert _count(instance, "crm", shared) == 2


def test_homonyms_have_addresses_of_their_own() -> None:
    """One name, two people."""
    one, other = PLANTED["homonym"], PLANTED["other_homonym"]
    assert one.name == other.name
    assert one.email != other.email


def test_every_document_of_the_index_lies_in_the_folder_and_no_other(instance: Path) -> None:
    """The index and the folder agree."""
    with closing(sqlite3.connect(instance / "data" / "recruitment.sqlite")) as connection:
        indexed = {name for (name,) in connection.execute("SELECT stored_as FROM documents")}
    folder = instance / "data" / "cv"
    assert indexed == {str(file.relative_to(folder)) for file in folder.rglob("*.pdf")}


def test_documents_are_pdfs_with_an_embedded_font(instance: Path) -> None:
    """They open and print everywhere, whatever the name."""
    for file in sorted((instance / "data" / "cv").rglob("*.pdf"))[:20]:
        with pikepdf.open(file) as pdf:
            (page,) = pdf.pages
            fonts = list(page.Resources.Font.values())
            assert any("/FontFile2" in font.get("/FontDescriptor", {}) for font in fonts)


def test_file_names_tell_nobody(instance: Path) -> None:
    """A path holds no name of a person."""
    surnames = {fold(person.last_name) for person in make_people(Draw(7))}
    for file in (instance / "data").rglob("*"):
        assert not surnames & set(fold(file.stem).replace("_", " ").split())


def test_data_is_not_made_twice(tmp_path: Path) -> None:
    """Data that is there already stays."""
    make_data(tmp_path, seed=1, today=TODAY, how_many=FEW)
    with pytest.raises(FileExistsError):
        make_data(tmp_path, seed=1, today=TODAY, how_many=FEW)


@pytest.mark.parametrize("database", DATABASES)
def test_references_between_tables_hold(instance: Path, database: str) -> None:
    """No row refers to one that is not there."""
    with closing(sqlite3.connect(instance / "data" / f"{database}.sqlite")) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
