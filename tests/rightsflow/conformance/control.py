"""The contract as a thing to run single rules of."""

from pathlib import Path

from rightsflow.conformance import ConnectorContract, Stage
from tests.rightsflow.conformance.remembering import ChangingStage


class Control(ConnectorContract):
    """The contract without a stage, to run single rules of."""

    async def make_stage(self, folder: Path) -> Stage:
        """Return an honest stage."""
        del folder
        return ChangingStage()
