"""Plans in the Prefect pages: one page for each case, its newest version, and nobody's data."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from tasks import planboard
from tasks.kit import SafeError
from tests.acceptance.people import EVERYONE, TUYET, ZANETA
from tests.tasks.deciding_kit import working_at
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.test_plan_mails import OBJECTION
from tests.tasks.written import ACCESS, ERASURE, RECTIFICATION

pytestmark = pytest.mark.asyncio
APPROVAL = HoldKind.plan_approval
_PREFECT_KEY = r"[a-z0-9]+(-[a-z0-9]+)*"


@dataclass
class Pages:
    """Prefect's pages: what was put there, the newest last."""

    shown: list[tuple[str, str, str]] = field(default_factory=list)
    fails_after: int = 1000

    async def put(self, *, markdown: str, key: str, description: str) -> None:
        """Put a page there, or fail as a killed run would."""
        if len(self.shown) == self.fails_after:
            raise RuntimeError
        self.shown.append((key, description, markdown))

    async def newest(self, keys: list[str]) -> dict[str, str]:
        """Return by what the newest pages are known."""
        return {key: said for key, said, _ in self.shown if key in keys}

    @property
    def keys(self) -> list[str]:
        """Return the keys in the order in which pages were put there."""
        return [key for key, *_ in self.shown]


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Pages:
    """Give pages in memory instead of a server's."""
    made = Pages()
    monkeypatch.setattr(planboard, "acreate_markdown_artifact", made.put)
    monkeypatch.setattr(planboard, "descriptions", made.newest)
    return made


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened


async def show(office: AbleOffice) -> int:
    """Show plans as a pass does; return how many."""
    with working_at(office.desk):
        return await planboard.show_plans.fn() if await planboard.plans_to_show() else 0


async def test_a_plan_is_shown_once_and_again_when_it_changes(
    able: AbleOffice, pages: Pages
) -> None:
    """Weighed first, then upheld: two pages of one key, and no third."""
    await able.ask(TUYET, OBJECTION)
    assert (await show(able), await show(able)) == (1, 0)
    await able.decide(Decision.approve, APPROVAL)
    assert (await show(able), await show(able)) == (1, 0)
    assert pages.keys == ["plan-rf-2026-000001"] * 2
    (_, _, weighed), (_, _, upheld) = pages.shown
    assert "looked at by a person" in weighed
    assert "If the objection is upheld" in weighed
    assert "| crm | erased | 2 | 17(1)(c) |" in upheld
    assert "looked at by a person" not in upheld


async def test_access_by_itself_is_no_plan_to_look_at(able: AbleOffice, pages: Pages) -> None:
    """It costs a pass one look into the register, and Prefect is not asked."""
    await able.ask(TUYET, ACCESS)
    with working_at(able.desk):
        assert not await planboard.plans_to_show()
    assert pages.shown == []


async def test_what_a_killed_run_did_not_show_is_shown_by_the_next(
    able: AbleOffice, pages: Pages
) -> None:
    """The oldest first, each once."""
    for person in (TUYET, ZANETA):
        await able.ask(person, ERASURE)
    pages.fails_after = 1
    with pytest.raises(SafeError):
        await show(able)
    pages.fails_after = 1000
    assert await show(able) == 1
    assert pages.keys == ["plan-rf-2026-000001", "plan-rf-2026-000002"]


async def test_old_plans_are_left_alone(able: AbleOffice, pages: Pages) -> None:
    """After a week nothing is asked of Prefect any more."""
    await able.ask(TUYET, ERASURE)
    able.clock.move(timedelta(days=8))
    assert await show(able) == 0
    assert pages.shown == []


async def test_a_page_tells_numbers_articles_and_days_and_names_nobody(
    able: AbleOffice, pages: Pages
) -> None:
    """Neither people nor what is held of them, nor the names of collections and fields."""
    able.write_rows("UPDATE placements SET invoice = 'FV/7' WHERE contact_id = ?", TUYET.number)
    await able.ask(TUYET, ERASURE)
    await able.ask(ZANETA, RECTIFICATION)
    await show(able)
    assert (
        "| crm | fields cleared | 1 | 17(1)(a) | 2031-12-31 | approval | - |" in (pages.shown[0][2])
    )
    assert "Nothing happens in any system." in pages.shown[1][2]
    everything = "\n".join(text for page in pages.shown for text in page)
    assert [text for person in EVERYONE for text in person.canaries if text in everything] == []
    for named in ("contacts", "hourly_rate", "FV/7", f":{TUYET.number}"):
        assert named not in everything
    assert all(re.fullmatch(_PREFECT_KEY, key) for key in pages.keys)
