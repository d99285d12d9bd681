"""The tests that every connector passes, ours and a third party's.

Needs the extra `rightsflow[conformance]`. A connector obtains them so:

    class TestMine(ConnectorContract):
        async def make_stage(self, folder: Path) -> Stage:
            return MyStage(folder)
"""

from rightsflow.conformance.contract import ConnectorContract
from rightsflow.conformance.people import Person
from rightsflow.conformance.proxy import FaultyProxy
from rightsflow.conformance.stage import RETRY_AFTER_S, Stage, Trouble

__all__ = ["RETRY_AFTER_S", "ConnectorContract", "FaultyProxy", "Person", "Stage", "Trouble"]
