"""A real Radicale, by the map that is shipped: a card goes, and its copy in the cache with it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rightsflow.letters.choose import Letter
from tests.acceptance.people import TUYET, ZANETA, Person
from tests.known_systems.kit import erased, open_with
from tests.servers.radicale import RadicaleServer
from tests.tasks.deeds_kit import AbleOffice

pytestmark = pytest.mark.real("radicale")


def card(number: int, person: Person) -> str:
    """Return a card with labels so long that Radicale cuts the line within the address."""
    labels = "TYPE=INTERNET,HOME,PREF,WORK,X-OFFICE,X-SECOND"
    return (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{number}\r\nFN:{person.name}\r\nN:{person.name};;;;\r\n"
        f"EMAIL;{labels}:{person.email}\r\nEND:VCARD\r\n"
    )


def files_of(radicale: RadicaleServer, person: Person) -> list[Path]:
    """Return the files in which somebody's address stands, in one piece or cut."""
    told = person.email.encode()
    files = [one for one in radicale.root.rglob("*") if one.is_file()]
    return [one for one in files if told in one.read_bytes().replace(b"\r\n ", b"")]


@pytest.fixture
async def office(radicale: RadicaleServer, tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office with Radicale beside its systems, and a card for each of two people."""
    for number, person in enumerate((TUYET, ZANETA)):
        radicale.put(f"card{number}", card(number, person))
    index = tmp_path / "index.db"
    index.touch()
    connection = {
        "root": str(radicale.root),
        "loose": "cards",
        "search_content": True,
        "index": {"url": f"sqlite:///{index}", "write": True},
    }
    async with open_with(tmp_path, "radicale", connection, alone=False) as opened:
        yield opened


async def test_the_map_fits(office: AbleOffice) -> None:
    """Nothing is missing, and all cards were read."""
    async with office.desk.connectors["radicale"] as connector:
        health = await connector.check()
        assert health.problems == ()
        assert "0 hold no text" in health.detail


async def test_an_erasure_leaves_no_trace_in_the_folder(
    office: AbleOffice, radicale: RadicaleServer
) -> None:
    """The card, though its line was cut within the address, and the copy in Radicale's cache."""
    cut = (radicale.root / "office/book/card0.vcf").read_bytes()
    assert TUYET.email.encode() not in cut
    assert len(files_of(radicale, TUYET)) == 2
    await erased(office, TUYET)

    assert files_of(radicale, TUYET) == []
    assert not radicale.has("card0")
    assert radicale.has("card1")
    assert len(files_of(radicale, ZANETA)) == 2
    assert (await office.letter(Letter.rights_reply)).recipient == TUYET.email
