"""Records of a kind and a number, audit tables and files: found and erased, and nothing else.

On MariaDB, where OpenCATS runs, with its schema as far as it matters here.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from connectors.files import CONNECTOR
from connectors.files.connector import FilesConnector
from rightsflow.connector import Connector, Finding, Subject, Wanted
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Change, Expected, Order
from rightsflow.law.subject import Identifier, IdentifierKind
from tests.acceptance import yamls
from tests.connectors.sql.deeds import NOW, whole
from tests.connectors.sql.maps import system_of
from tests.connectors.sql.opencats import ADDRESS, METADATA, OLD_ADDRESS, PHONE, plant
from tests.servers.databases import Place

NELE_AS = (
    Identifier(IdentifierKind.email, ADDRESS),
    Identifier(IdentifierKind.email, OLD_ADDRESS),
    Identifier(IdentifierKind.phone, "+48600111222"),
)
COLLECTIONS = yamls.read(Path(__file__).with_name("opencats.yaml"))
IGNORED = {
    "contact": "people of clients, described in another file",
    "staff": "our own people, described in another file",
    "mail_log": "emptied every night",
    "tag_link": "has no key of its own: see the view",
}
pytestmark = pytest.mark.parametrize("at", ["mariadb"], indirect=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give the folder of attachments, each in a folder of its own."""
    for path in ("ab12/cv_117.pdf", "ab13/cv_118.pdf", "cd34/offer.pdf"):
        file = tmp_path / "attachments" / path
        file.parent.mkdir(parents=True)
        file.write_bytes(path.encode())
    return tmp_path / "attachments"


@pytest.fixture
async def cats(at: Place, root: Path) -> AsyncIterator[FilesConnector]:
    """Give the connector of a planted database that may be written to."""
    await plant(at)
    await at.grant_writing(*METADATA.tables)
    given: dict[str, Any] = system_of(at, COLLECTIONS, **IGNORED).model_dump(
        by_alias=True, mode="json", exclude_unset=True
    )
    connection = {"root": str(root), "index": at.writing}
    system = SystemMap.model_validate({**given, "connector": "files", "connection": connection})
    async with CONNECTOR.open(system, CONNECTOR.connection.model_validate(connection)) as opened:
        assert isinstance(opened, FilesConnector)
        yield opened


async def gathered(cats: Connector) -> list[Finding]:
    """Return all that is found of Nele."""
    subject = Subject("case1", NELE_AS[:1])
    records = [one.match.record async for one in cats.locate([subject])]
    return [one async for one in cats.gather([Wanted("case1", tuple(records))])]


def documents(root: Path) -> set[str]:
    """Return the files that are there."""
    return {str(one.relative_to(root)) for one in root.rglob("*.pdf")}


def all_of(found: list[Finding]) -> Order:
    """Return the order that deletes all of it."""
    return Order("case1", tuple(Change(one.collection, (one.record,)) for one in found))


async def test_a_check_of_such_a_map_is_content(cats: FilesConnector) -> None:
    """Rights, kinds and links without keys; every document that the table refers to is there."""
    health = await cats.check()

    assert health.problems == ()
    assert "3 documents in attachment" in health.detail


async def test_history_and_attachments_of_others_under_the_same_number_are_not_found(
    at: Place, cats: FilesConnector
) -> None:
    """A job order with the number of the candidate is no candidate."""
    await at.run(
        "INSERT INTO history VALUES (9, 400, 117, 'title', 'Cooks', 'Cook')",
        "INSERT INTO attachment VALUES (9, 117, 400, 'Order', 'offer.pdf', 'cd34/', NULL)",
    )
    found = {one.record for one in await gathered(cats)}

    assert {"history:1", "attachment:1"} < found
    assert not found & {"history:9", "attachment:9"}


async def test_an_erasure_takes_history_pipeline_attachment_and_the_file(
    at: Place, cats: FilesConnector, root: Path
) -> None:
    """Then nothing of her is anywhere but in the log that nobody mapped, and that is named."""
    order = all_of(await gathered(cats))
    [receipt] = await cats.erase([order], now=NOW)
    left = await cats.verify([Expected("case1", NELE_AS, (order,), everywhere=True)])
    held = {
        f"{table}:{row}"
        for table, rows in (await whole(at)).items()
        for row in rows
        if any(one in str(row) for one in (ADDRESS, OLD_ADDRESS, PHONE, "Fox"))
    }

    assert receipt.removed == len(order.changes) == 4
    assert documents(root) == {"ab13/cv_118.pdf", "cd34/offer.pdf"}
    assert {(one.place, one.records) for one in left} == {("mail_log.line", 1)}
    assert held == {f"mail_log:{(1, f'sent to {ADDRESS}')}"}
