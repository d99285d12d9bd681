"""What is done a second time: nothing, and nothing that was stopped gets another moment."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rightsflow.deeds import Capability
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.register import results
from rightsflow.register.types import Step
from tasks.acting import orders_in
from tasks.person import person_within
from tests.acceptance.people import TUYET
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.written import CONSENT

pytestmark = pytest.mark.asyncio


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened


async def test_what_was_stopped_at_once_is_not_stopped_again_with_the_erasure(
    able: AbleOffice,
) -> None:
    """The moment at which consent ended is the first one; later only the erasure is ordered."""
    await able.ask(TUYET, CONSENT)
    await able.decide(Decision.approve, HoldKind.plan_approval)
    case, [request] = await able.case(), await able.requests()
    async with able.desk.register.read() as connection:
        person = await person_within(connection, able.desk, case)
        done = await results.receipts_for(connection, [request.id], [Step.stop, Step.act])
    capabilities = {
        row.step: set(orders_in(person, row))
        for row in done[request.id]
        if row.system == "documents"
    }
    assert capabilities == {Step.stop: {Capability.object}, Step.act: {Capability.erase}}
