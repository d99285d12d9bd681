"""Who is found by which spelling, on each kind of database."""

import pytest

from connectors.sql.settings import SqlConnection
from rightsflow.conformance.asking import located
from rightsflow.law.subject import Certainty, IdentifierKind
from rightsflow.likeness import email_spellings, name_pattern
from tests.connectors.sql.maps import by, collection, found_by, opened
from tests.servers.databases import Place

EMAIL, PHONE, PESEL, NAME = (
    IdentifierKind.email,
    IdentifierKind.phone,
    IdentifierKind.pesel,
    IdentifierKind.name,
)
COLUMNS = "id INTEGER PRIMARY KEY, email VARCHAR(200), phone VARCHAR(40), pesel BIGINT, who TEXT"
PEOPLE = {
    "people": collection(
        "email phone pesel who",
        person=True,
        name=["who"],
        identity=found_by(email="email", phone="phone", pesel="pesel", who="name"),
    )
}


async def people(at: Place, **columns: str) -> None:
    """Plant one person, beside two who are never meant."""
    names = ", ".join(columns)
    values = ", ".join(f"'{value}'" for value in columns.values())
    await at.run(
        f"CREATE TABLE people ({COLUMNS})",
        f"INSERT INTO people (id, {names}) VALUES (7, {values})",  # noqa: S608 - a test's literals
        "INSERT INTO people VALUES (8, 'x@example.org', '+48 22 111 22 33', 44051401358, 'Y Z')",
        "INSERT INTO people VALUES (9, NULL, NULL, NULL, NULL)",
    )
    await at.grant("people")


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Ann@Example.COM", "ann@example.com"),
        ("  ann@example.com  ", "ann@example.com"),
        ("ŁUKASZ.ŻÓŁW@example.com", "łukasz.żółw@example.com"),
        ("Élodie@example.com", "élodie@example.com"),
        ("jose\u0301@example.com", "josé@example.com"),
        ("ann@münchen.example.com", "ann@xn--mnchen-3ya.example.com"),
        ("ann@xn--mnchen-3ya.example.com", "ann@xn--mnchen-3ya.example.com"),
    ],
)
async def test_an_address_is_found_however_it_is_stored(at: Place, stored: str, asked: str) -> None:
    """Case, padding, composition and IDNA do not hide a person, and make no candidate of them."""
    await people(at, email=stored)
    async with opened(at, PEOPLE) as connector:
        (found,) = await located(connector, [by(EMAIL, asked)])

    assert (found.match.record, found.match.certainty) == ("people:7", Certainty.exact)


@pytest.mark.parametrize(
    "stored", ["600 111-222", "+48600111222", "0048 (600) 111.222", "600111222"]
)
async def test_a_telephone_is_found_however_it_is_written_as_a_candidate(
    at: Place, stored: str
) -> None:
    """A telephone may be shared: a person confirms."""
    await people(at, phone=stored)
    async with opened(at, PEOPLE) as connector:
        (found,) = await located(connector, [by(PHONE, "+48600111222")])
        other = await located(connector, [by(PHONE, "+49600111222")])

    assert (found.match.record, found.match.certainty) == ("people:7", Certainty.candidate)
    assert other == []


async def test_a_short_number_without_its_country_code_is_found(at: Place) -> None:
    """Danish numbers have eight digits."""
    danish = [{"column": "phone", "kind": "phone", "region": "DK"}]
    await people(at, phone="32 12 34 56")
    async with opened(at, {"people": collection("phone", identity=danish)}) as connector:
        (found,) = await located(connector, [by(PHONE, "+4532123456")])

    assert found.match.record == "people:7"


async def test_a_personal_number_kept_as_a_number_is_found_with_its_zeros(at: Place) -> None:
    """A PESEL of somebody born in the first years of a century begins with a nought."""
    await people(at, pesel="02270803624")
    async with opened(at, PEOPLE) as connector:
        (found,) = await located(connector, [by(PESEL, "02270803624")])

    assert (found.match.record, found.match.certainty) == ("people:7", Certainty.exact)


@pytest.mark.parametrize("stored", ["Łukasz  Żółw", "ŁUKASZ ŻÓŁW", "lukasz zolw"])
async def test_a_name_is_found_folded_as_a_candidate(at: Place, stored: str) -> None:
    """A letter without its mark is the same name, and a name is never proof."""
    await people(at, who=stored)
    async with opened(at, PEOPLE) as connector:
        (found,) = await located(connector, [by(NAME, "lukasz zolw")])

    assert (found.match.certainty, found.match.name) == (Certainty.candidate, "lukasz zolw")


async def test_text_that_no_database_can_hold_is_nobodys(at: Place) -> None:
    """A NUL or half a character in a letter is no error of the system."""
    await people(at, who="Ann")
    async with opened(at, PEOPLE) as connector:
        found = await located(connector, [by(NAME, "ann\0"), by(NAME, "\udcff")])

    assert found == []


async def test_of_two_columns_with_one_address_the_verified_one_counts(at: Place) -> None:
    """A record is a match once, with the best that can be said of it."""
    both = [
        {"column": "who", "kind": "email"},
        {"column": "email", "kind": "email", "verified": True},
    ]
    await people(at, email="ann@example.com", who="ann@example.com")
    async with opened(at, {"people": collection("email who", identity=both)}) as connector:
        (found,) = await located(connector, [by(EMAIL, "ann@example.com")])

    assert found.match.verified


async def test_more_addresses_than_one_list_takes_are_all_asked_for(at: Place) -> None:
    """A batch of any size is cut into several queries, and nobody falls between them."""
    await at.run(f"CREATE TABLE people ({COLUMNS})")
    values = ", ".join(f"({n}, 'p{n}@example.com')" for n in range(1203))
    await at.run(f"INSERT INTO people (id, email) VALUES {values}")  # noqa: S608 - numbers
    await at.grant("people")
    asked = [by(EMAIL, f"p{n}@example.com", f"case{n}") for n in range(1203)]
    async with opened(at, PEOPLE) as connector:
        found = await located(connector, asked)

    assert {(one.case_number, one.match.record) for one in found} == {
        (f"case{n}", f"people:{n}") for n in range(1203)
    }


def test_spellings_stay_few() -> None:
    """An address in another script is looked for in lower and in upper case, not in every mix."""
    assert email_spellings("жжжжжжж@example.com") == {
        "жжжжжжж@example.com",
        "ЖЖЖЖЖЖЖ@example.com",
    }
    assert len(email_spellings("żółwą@example.com")) <= 17


def test_a_name_pattern_keeps_only_letters_that_have_no_marked_form() -> None:
    """The pattern lets through more than the name; comparing follows."""
    assert name_pattern("jan kowalski") == "%j%k%w%k%"


def test_settings_name_their_driver() -> None:
    """A plain URL means the driver that is tested."""
    settings = SqlConnection.model_validate({"url": "postgresql://reader@127.0.0.1/crm"})

    assert settings.parsed.drivername == "postgresql+asyncpg"
