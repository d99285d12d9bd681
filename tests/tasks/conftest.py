"""An office whose people decide, opened for one test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tasks.deciding_kit import Office, open_office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Give an office with the settings of the acceptance tests."""
    async with open_office(tmp_path) as opened:
        yield opened
