"""An office whose people decide, opened for one test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.acceptance.people import ZANETA
from tests.tasks.deciding_kit import Office, open_office
from tests.tasks.team_kit import with_group
from tests.tasks.written import ERASURE, FEE


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Give an office with the settings of the acceptance tests."""
    async with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
async def careful(tmp_path: Path) -> AsyncIterator[Office]:
    """Give an office with a tariff, in which every copy waits for an approver."""
    async with open_office(tmp_path, fee=FEE, decisions={"approve_access": True}) as opened:
        yield opened


@pytest.fixture
async def team(office: Office) -> Office:
    """Give an office with a request for erasure, and a group that only a colleague reaches."""
    await office.ask(ZANETA, ERASURE)
    with_group(office)
    return office
