"""Each kind of database that the connector is tested with, empty."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.servers.databases import KINDS, Place, answers, place


@pytest.fixture(params=KINDS)
async def at(
    request: pytest.FixtureRequest, tmp_path: Path, require_server: Callable[[str, bool], None]
) -> AsyncIterator[Place]:
    """Give a new database of each kind in turn."""
    require_server(request.param, answers(request.param))
    async with place(request.param, tmp_path) as new:
        yield new
