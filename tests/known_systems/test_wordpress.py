"""A real WordPress, by the map that is shipped: the text of a comment goes with its author."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome
from rightsflow.letters.choose import Letter
from tests.acceptance.people import BOGUMIL, TUYET, ZANETA
from tests.known_systems.kit import Rows, erased, open_with, traces
from tests.servers.databases import Place
from tests.tasks.deeds_kit import AbleOffice

pytestmark = pytest.mark.real("wordpress")
TABLES = (
    "wp_commentmeta", "wp_comments", "wp_links", "wp_options", "wp_postmeta", "wp_posts",
    "wp_term_relationships", "wp_term_taxonomy", "wp_termmeta", "wp_terms", "wp_usermeta",
    "wp_users",
)  # fmt: skip


@pytest.fixture
async def office(wordpress: Place, tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office whose one system is WordPress."""
    await wordpress.grant_writing(*TABLES)
    async with open_with(tmp_path, "wordpress", wordpress.writing) as opened:
        yield opened


async def rows_of(at: Place) -> Rows:
    """Return every row of the database."""
    async with at.admin.connect() as connection:
        found = []
        for table in TABLES:
            result = await connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - ours
            found += [(table, dict(row._mapping)) for row in result]
    return found


async def test_the_map_fits(office: AbleOffice) -> None:
    """Nothing of the schema is forgotten, and both roles have what they need."""
    async with office.desk.connectors["wordpress"] as connector:
        assert (await connector.check()).problems == ()


async def test_an_erasure_leaves_no_trace_in_the_whole_database(
    office: AbleOffice, wordpress: Place
) -> None:
    """Account, its data, comments shown, held, spam and in the trash, with the number in them."""
    before = await rows_of(wordpress)
    assert traces(before, TUYET)["wp_comments.comment_content"] == len(("1", "0", "spam", "trash"))
    await erased(office, TUYET)

    after = await rows_of(wordpress)
    assert traces(after, TUYET) == {}
    assert [row for _, row in after if TUYET.name in map(str, row.values())] == []
    assert traces(after, ZANETA) == traces(before, ZANETA)
    comments = [sum(table == "wp_comments" for table, _ in rows) for rows in (before, after)]
    assert comments[0] == comments[1]
    [request] = await office.requests()
    assert request.outcome is Outcome.granted
    assert (await office.letter(Letter.rights_reply)).recipient == TUYET.email


async def test_an_address_in_a_comment_of_somebody_else_is_named(
    office: AbleOffice, wordpress: Place
) -> None:
    """It is not hers to delete by a program: a person is told where, and sees to it."""
    await erased(office, BOGUMIL)
    assert traces(await rows_of(wordpress), BOGUMIL) == {"wp_comments.comment_content": 1}
    hold = (await office.holds())[HoldKind.data_mismatch]
    assert hold.reasons == ("left in wp_comments.comment_content",)
    assert not await office.letters(Letter.rights_reply)

    await wordpress.run("DELETE FROM wp_comments WHERE comment_author = 'Anna'")
    assert await office.decide(Decision.release, HoldKind.data_mismatch)
    assert (await office.letter(Letter.rights_reply)).recipient == BOGUMIL.email
