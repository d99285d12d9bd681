"""An office whose people decide, opened for one test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tasks.deciding_kit import Office, open_office
from tests.tasks.written import FEE


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Give an office with the settings of the acceptance tests."""
    async with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
async def careful(tmp_path: Path) -> AsyncIterator[Office]:
    """Give an office with a tariff, in which every copy waits for an approver."""
    sections = {"fee": FEE, "decisions": {"approve_access": True}}
    async with open_office(tmp_path, **sections) as opened:
        yield opened
