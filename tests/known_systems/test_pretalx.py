"""A real pretalx, by the map that is shipped: the file goes from the disk, and so does the log."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from rightsflow.letters.choose import Letter
from tests.acceptance.people import TUYET, ZANETA
from tests.known_systems.kit import erased, open_with, sqlite_rows, traces
from tests.tasks.deeds_kit import AbleOffice

pytestmark = pytest.mark.real("pretalx")
KINDS = {"901": "speakerprofile", "902": "submission", "903": "user"}
"""What the map says of kinds, and the model that each means."""


@pytest.fixture
async def office(pretalx: Path, tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office whose one system is pretalx, with the kinds of this installation.

    Here its addresses count as proved: some system has to have them, else nobody is ever answered.
    """
    with closing(sqlite3.connect(pretalx / "pretalx.sqlite")) as held:
        ids = dict(held.execute("SELECT model, id FROM django_content_type"))
    changed = {f"content_type_id: {old}": f"content_type_id: {ids[KINDS[old]]}" for old in KINDS}
    changed["kind: email}  # decide"] = "kind: email, verified: true}"
    index = {"url": f"sqlite:///{pretalx / 'pretalx.sqlite'}", "write": True}
    connection = {"root": str(pretalx / "data/media"), "index": index}
    async with open_with(tmp_path, "pretalx", connection, changed) as opened:
        yield opened


def files_of(pretalx: Path, email: str) -> list[Path]:
    """Return the files in which an address stands."""
    files = (pretalx / "data/media").rglob("*")
    return [one for one in files if one.is_file() and email.encode() in one.read_bytes()]


async def test_the_map_fits(office: AbleOffice) -> None:
    """Nothing of the schema is forgotten, and every file is where the database says."""
    async with office.desk.connectors["pretalx"] as connector:
        health = await connector.check()
        assert health.problems == ()
        assert "2 documents in files" in health.detail


async def test_an_erasure_leaves_no_trace_in_the_database_nor_on_disk(
    office: AbleOffice, pretalx: Path
) -> None:
    """A proposal that pretalx calls deleted is still there, with file and log; then it is not."""
    rows = sqlite_rows(pretalx / "pretalx.sqlite")
    before = traces(rows(), ZANETA)
    assert {"common_activitylog.data", "submission_submission.abstract"} <= traces(
        rows(), TUYET
    ).keys()
    assert len(files_of(pretalx, TUYET.email)) == 1
    await erased(office, TUYET)

    assert traces(rows(), TUYET) == {}
    assert files_of(pretalx, TUYET.email) == []
    assert [row for _, row in rows() if TUYET.name in map(str, row.values())] == []
    assert traces(rows(), ZANETA) == before
    assert len(files_of(pretalx, ZANETA.email)) == 1
    assert (await office.letter(Letter.rights_reply)).recipient == TUYET.email
