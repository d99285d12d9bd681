"""The command `rightsflow suppressed`, as a person types it before an import."""

import asyncio
import stat
from contextlib import AsyncExitStack
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.suppression import EVERYTHING, SuppressionList
from rightsflow.register import suppression
from rightsflow.settings import read_settings
from tasks.wiring import open_register
from tests.deployments.test_cli import rightsflow

MARKETING, RECREATE = SuppressionList.no_marketing, SuppressionList.do_not_recreate
ANNA, BERTA = "anna@example.org", "berta@example.org"
PHONE = "+48600111222"
TODAY = date.today()  # noqa: DTZ011 - the command asks the real calendar


def listed(
    office: Path,
    value: str,
    to: SuppressionList = MARKETING,
    scope: str = EVERYTHING,
    until_on: date | None = None,
) -> None:
    """Put somebody on a list of the instance."""

    async def add() -> None:
        async with AsyncExitStack() as stack:
            register, keyring = await open_register(office, read_settings(office), stack)
            kind = IdentifierKind.email if "@" in value else IdentifierKind.phone
            async with register.write() as connection:
                await suppression.add(
                    connection, keyring, [Identifier(kind, value)], to, scope=scope,
                    today_on=TODAY, until_on=until_on,
                )  # fmt: skip

    asyncio.run(add())


@pytest.fixture
def known(office: Path) -> Path:
    """Give an instance where Anna objected, Berta was erased, and a phone is on both lists."""
    listed(office, ANNA)
    listed(office, BERTA, RECREATE)
    listed(office, PHONE)
    listed(office, PHONE, RECREATE)
    return office


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Give an import of five people."""
    file = tmp_path / "people.csv"
    file.write_text(
        "Imię,E-mail,Telefon\n"
        "Anna,ANNA@Example.ORG ,\n"
        "Cezary,cezary@example.org,601 222 333\n"
        '"Berta\nz Warszawy",berta@example.org,\n'
        "Darek,darek@example.org,600-111-222\n"
        '"Ewa ""Ewka""",ewa@example.org,\n',
        encoding="utf-8",
    )
    return file


def checked(office: Path, file: Path, *more: str | Path) -> Result:
    """Check an import."""
    return rightsflow("suppressed", file, *more, "--config", office)


def test_rows_are_named_by_number_and_list(known: Path, people: Path) -> None:
    """However the address is spelt; a cell over two lines is one row, as in a spreadsheet."""
    result = checked(known, people)

    assert result.exit_code == 3, result.output
    assert result.stdout.splitlines() == [
        "2 no_marketing", "4 do_not_recreate", "5 no_marketing,do_not_recreate",
    ]  # fmt: skip
    assert "5 rows checked" in result.stderr
    for planted in ("anna", "berta", "600", "warszawy"):
        assert planted not in result.output.lower()


def test_the_others_are_written_as_they_were(known: Path, people: Path, tmp_path: Path) -> None:
    """Letter for letter, readable by their owner alone."""
    out = tmp_path / "out.csv"
    result = checked(known, people, "--out", out)

    assert result.exit_code == 3
    assert out.read_text(encoding="utf-8") == (
        "Imię,E-mail,Telefon\n"
        "Cezary,cezary@example.org,601 222 333\n"
        '"Ewa ""Ewka""",ewa@example.org,\n'
    )
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_nobody_held_back_is_status_0(office: Path, people: Path, tmp_path: Path) -> None:
    """The file that is written is the one that was read."""
    out = tmp_path / "out.csv"
    result = checked(office, people, "--out", out)

    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "none is held back" in result.stderr
    assert out.read_bytes() == people.read_bytes()


@pytest.mark.parametrize(
    ("of", "rows"),
    [("no_marketing", ["2", "5"]), ("do_not_recreate", ["4", "5"])],
)
def test_one_list_may_be_asked_alone(known: Path, people: Path, of: str, rows: list[str]) -> None:
    """A letter to employees is no marketing, and a mailing recreates nobody."""
    result = checked(known, people, "--list", of)

    assert [line.split()[0] for line in result.stdout.splitlines()] == rows


def test_an_objection_to_one_purpose_holds_back_that_one(office: Path, people: Path) -> None:
    """A purpose of the data map; nothing said, any objection counts."""
    name = _marketing_purpose(office)
    listed(office, ANNA, scope=name)

    assert checked(office, people).stdout == "2 no_marketing\n"
    assert checked(office, people, "--purpose", name).stdout == "2 no_marketing\n"
    other = _marketing_purpose(office, name)
    assert checked(office, people, "--purpose", other).exit_code == 0


def _marketing_purpose(office: Path, *but: str) -> str:
    """Add a purpose of direct marketing to the example and return its name."""
    file = office / "systems" / "mailing.yaml"
    text = file.read_text(encoding="utf-8")
    name = "extra_news" if but else "first_news"
    new = (
        f"purposes:\n  {name}:\n    title: {{en: News}}\n    ground: consent\n"
        "    marketing: true\n    retention: {criteria: {en: Until objection}}\n"
    )
    file.write_text(text.replace("purposes:\n", new, 1), encoding="utf-8")
    return f"mailing.{name}"


def test_a_purpose_that_is_none_is_an_error(office: Path, people: Path) -> None:
    """A slip of the pen would let everybody through."""
    result = checked(office, people, "--purpose", "mailing.nwes")

    assert result.exit_code == 1
    assert "No such purpose of direct marketing" in result.output


def test_an_entry_that_has_ended_holds_nobody_back(office: Path, people: Path) -> None:
    """On its last day it is over."""
    listed(office, ANNA, until_on=TODAY - timedelta(days=1))

    assert checked(office, people).exit_code == 0


@pytest.mark.parametrize(
    "cell",
    [
        "Anna <anna@example.org>", "mailto:anna@example.org", "x@example.org; anna@example.org",
        "anna@example.org (stary)", "602 333 444, anna@example.org", " ANNA@EXAMPLE.ORG",
    ],
)  # fmt: skip
def test_addresses_are_found_as_people_write_them(known: Path, tmp_path: Path, cell: str) -> None:
    """Several in a cell, in angle brackets, with a word behind."""
    file = tmp_path / "list.csv"
    file.write_text(f'Kontakt e-mail;Uwagi\n"{cell}";x\n', encoding="utf-8")

    assert checked(known, file).stdout == "2 no_marketing\n"


@pytest.mark.parametrize("phone", ["600111222", "+48 600-111-222", "0048600111222", "48600111222"])
def test_phones_are_found_as_people_write_them(known: Path, tmp_path: Path, phone: str) -> None:
    """With and without the country's code."""
    file = tmp_path / "list.csv"
    file.write_text(f"mobile_phone\n{phone}\n", encoding="utf-8")

    assert checked(known, file, "--list", "no_marketing").stdout == "2 no_marketing\n"


def test_what_cannot_be_read_is_held_back(known: Path, tmp_path: Path) -> None:
    """Nobody knows who it is; a second cell that can be read is enough, an empty row nothing."""
    file, out = tmp_path / "list.csv", tmp_path / "out.csv"
    file.write_text(
        "name,email,phone\n"
        "a,anna(at)example.org,\n"
        "b,b@example.org,brak\n"
        "c,,\n"
        "d, example,d@example.org,601222333\n",
        encoding="utf-8",
    )

    result = checked(known, file, "--out", out)

    assert result.stdout == "2 unreadable\n5 unreadable\n"
    assert "1 have neither address nor phone" in result.stderr
    assert out.read_text() == "name,email,phone\nb,b@example.org,brak\nc,,\n"


@pytest.mark.parametrize(
    ("encoding", "told", "end"),
    [("cp1250", "cp1250", "\r\n"), ("utf-8-sig", "", "\r\n"), ("utf-16", "utf-16", "\n")],
)
def test_encodings_and_line_ends_stay(
    known: Path, tmp_path: Path, encoding: str, told: str, end: str
) -> None:
    """The program that made the file reads the answer, too."""
    file, out = tmp_path / "list.csv", tmp_path / "out.csv"
    lines = ["Imię\tMail", "Łucja\tlucja@example.org", "Anna\tanna@example.org"]
    file.write_bytes("".join(line + end for line in lines).encode(encoding))
    options = ("--encoding", told) if told else ()

    result = checked(known, file, "--out", out, *options)

    assert result.stdout == "3 no_marketing\n"
    assert out.read_bytes() == "".join(line + end for line in lines[:2]).encode(encoding)


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        ("name,e-mail\nŁucja,x@example.org\n".encode("cp1250"), (), "--encoding cp1250"),
        (b"first;second\na;b\n", (), "--column"),
        (b"anna@example.org;600111222\n", (), "a file without headings"),
        (b'e-mail\n"never closed\n' + b"x" * 200_000, (), "never closed"),
        (b"", (), "--column"),
        (b"e-mail\n", ("--column", "mail"), "no column mail"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(
    office: Path, tmp_path: Path, content: bytes, options: tuple[str, ...], says: str
) -> None:
    """With the remedy, without its content, and nothing is written."""
    file, out = tmp_path / "list.csv", tmp_path / "out.csv"
    file.write_bytes(content)

    result = checked(office, file, "--out", out, *options)

    assert result.exit_code == 1, result.output
    assert says in " ".join(result.output.split())
    assert "example.org" not in result.output
    assert [one.name for one in tmp_path.glob("*out.csv*")] == []


@pytest.mark.parametrize(
    "options",
    [("--encoding", "klingon"), ("--delimiter", "ab"), ("--country", "QQ"), ("--list", "all")],
)
def test_an_option_that_is_none_is_told_how(
    office: Path, people: Path, options: tuple[str, ...]
) -> None:
    """Before anything is read."""
    assert checked(office, people, *options).exit_code == 2


def test_columns_may_be_named(known: Path, tmp_path: Path) -> None:
    """Where headings say nothing, and only there."""
    file = tmp_path / "list.csv"
    file.write_text("a,b,e-mail\nanna@example.org,berta@example.org,\n", encoding="utf-8")

    assert checked(known, file, "--column", "b").stdout == "2 do_not_recreate\n"
    assert checked(known, file, "--column", "a", "--column", "b").stdout == (
        "2 no_marketing,do_not_recreate\n"
    )


def test_nothing_is_overwritten_unasked(known: Path, people: Path, tmp_path: Path) -> None:
    """Least of all the import itself."""
    out = tmp_path / "out.csv"
    out.write_text("mine")

    assert checked(known, people, "--out", out).exit_code == 1
    assert out.read_text() == "mine"
    assert checked(known, people, "--out", people, "--force").exit_code == 1
    assert checked(known, people, "--out", out, "--force").exit_code == 3
    assert out.read_text().startswith("Imię")


def test_a_folder_that_is_not_there_is_said(known: Path, people: Path, tmp_path: Path) -> None:
    """Before the file is read through."""
    result = checked(known, people, "--out", tmp_path / "nowhere" / "out.csv")

    assert result.exit_code == 1
    assert "cannot be written to" in result.output


def test_more_rows_than_one_query_takes(known: Path, tmp_path: Path) -> None:
    """Numbers stay right over many portions."""
    file = tmp_path / "list.csv"
    lines = [f"p{n}@example.org" if n % 700 else ANNA for n in range(1, 2101)]
    file.write_text("email\n" + "\n".join(lines), encoding="utf-8")

    result = checked(known, file)

    assert result.stdout == "701 no_marketing\n1401 no_marketing\n2101 no_marketing\n"
    assert "2100 rows checked" in result.stderr
