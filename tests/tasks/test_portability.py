"""Portability from the letter to the file that another program reads."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome, Right
from rightsflow.letters.choose import Letter
from tests.acceptance.people import TUYET
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.written import ACCESS

pytestmark = pytest.mark.asyncio
PORTABILITY = "under Article 20 of the GDPR please send me my data in a machine-readable format."


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened


async def test_what_was_given_is_sent_and_what_is_not_covered_is_named(able: AbleOffice) -> None:
    """CV and contract in the file, the notes named as left out; nothing is erased by it."""
    await able.ask(TUYET, PORTABILITY)
    assert not await able.holds()
    letter = await able.letter(Letter.rights_reply)
    assert letter.with_data
    [request] = await able.requests()
    assert (request.right, request.outcome) == (Right.portability, Outcome.partly_granted)
    [made] = await able.events("export_made")
    assert made.detail["contents_sha256"] in letter.text
    assert able.rows("SELECT 1 FROM contacts WHERE id = ?", TUYET.number)


async def test_copy_and_file_come_in_one_letter(able: AbleOffice) -> None:
    """Access and portability in one mail."""
    await able.ask(TUYET, f"{ACCESS} Also {PORTABILITY}")
    letter = await able.letter(Letter.rights_reply)
    assert letter.with_data
    assert {one.right for one in await able.requests() if one.outcome} == {
        Right.access,
        Right.portability,
    }


async def test_copy_file_and_erasure_in_one_mail_erase_last(able: AbleOffice) -> None:
    """Everything is handed out before anything goes."""
    await able.ask(TUYET, f"{ACCESS} Also {PORTABILITY} And please erase my data (Article 17).")
    await able.decide(Decision.approve, HoldKind.plan_approval)
    await able.letter(Letter.rights_reply)
    order = [row.event for row in await able.events() if row.event in {"copy_made", "export_made"}]
    assert order == ["copy_made", "export_made"]
    seqs = {
        row.event: row.seq for row in await able.events() if row.event in {"export_made", "done"}
    }
    assert seqs["export_made"] < seqs["done"]
    assert not able.rows("SELECT 1 FROM contacts WHERE id = ?", TUYET.number)
