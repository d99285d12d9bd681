"""Receipts in the Prefect pages: what a system did, in words and numbers, and nobody's data."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from tasks import receiptboard
from tests.acceptance.people import EVERYONE, TUYET, ZANETA
from tests.tasks.deciding_kit import working_at
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.test_planboard import Pages
from tests.tasks.written import ACCESS, ERASURE

pytestmark = pytest.mark.asyncio


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Pages:
    """Give pages in memory instead of a server's."""
    made = Pages()
    monkeypatch.setattr(receiptboard, "acreate_markdown_artifact", made.put)
    monkeypatch.setattr(receiptboard, "descriptions", made.newest)
    return made


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened


async def show(office: AbleOffice) -> int:
    """Show receipts as a pass does; return how many cases."""
    with working_at(office.desk):
        if not await receiptboard.receipts_to_show():
            return 0
        return await receiptboard.show_receipts.fn()


async def test_what_systems_did_is_shown_once_with_numbers_and_nobody(
    able: AbleOffice, shown: Pages
) -> None:
    """Before the approval nothing was done; afterwards each step is a line."""
    await able.ask(TUYET, ERASURE)
    assert await show(able) == 0
    await able.decide(Decision.approve, HoldKind.plan_approval)
    assert (await show(able), await show(able)) == (1, 0)

    ((key, _, page),) = shown.shown
    assert key == "receipts-rf-2026-000001"
    assert "| erasure | crm | carried out | 6 removed |" in page
    assert "| erasure | crm | asked again: as it should be | - |" in page
    everything = "\n".join(shown.shown[0])
    assert [text for one in EVERYONE for text in one.canaries if text in everything] == []
    for named in ("contacts", "hourly_rate", f":{TUYET.number}"):
        assert named not in everything


async def test_a_copy_alone_makes_no_page(able: AbleOffice, shown: Pages) -> None:
    """Most requests are for a copy; a page for each would cost as much as a step."""
    await able.ask(ZANETA, ACCESS)

    assert await show(able) == 0
    assert shown.shown == []
