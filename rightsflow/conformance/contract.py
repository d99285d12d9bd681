"""The contract of a connector, as tests."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from rightsflow.conformance.discretion import KeepsQuiet
from rightsflow.conformance.doing import Does
from rightsflow.conformance.failing import Fails
from rightsflow.conformance.finding import Finds
from rightsflow.conformance.gathering import Gathers
from rightsflow.conformance.parts import Parts
from rightsflow.conformance.repeating import Repeats
from rightsflow.conformance.stage import Stage
from rightsflow.conformance.standing import Stands
from rightsflow.conformance.withstanding import Withstands


class ConnectorContract(
    Finds, Gathers, Fails, Does, Withstands, Repeats, Parts, KeepsQuiet, Stands
):
    """Derive from this, name the class `Test...`, and provide `make_stage`."""

    pytestmark = pytest.mark.asyncio

    @abstractmethod
    async def make_stage(self, folder: Path) -> Stage:
        """Return an empty system; `folder` is empty and its own."""

    @pytest_asyncio.fixture
    async def stage(self, tmp_path: Path) -> AsyncIterator[Stage]:
        """Set the stage, and clear it."""
        stage = await self.make_stage(tmp_path)
        yield stage
        await stage.close()
