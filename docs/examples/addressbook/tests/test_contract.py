"""The connector passes what every connector passes."""

from pathlib import Path

from rightsflow.conformance import ConnectorContract, Stage
from staging import AddressbookStage


class TestAddressbook(ConnectorContract):
    """Each test of the contract, against a system of its own."""

    async def make_stage(self, folder: Path) -> Stage:
        """Set the stage in an empty folder."""
        return AddressbookStage(folder)
