"""The contract, ninth part: how the connector stands to the rules, as its package says."""

import pytest

from rightsflow.conformance.asking import rule
from rightsflow.conformance.stage import Stage
from rightsflow.errors import Faulty
from rightsflow.plugins.quality import read_quality


class Stands:
    """What nobody has looked at yet is said at the end of each run."""

    async def test_quality_yaml_speaks_of_every_rule(self, stage: Stage) -> None:
        """Left out, and so told, while a rule is still to do."""
        if not stage.package:
            pytest.skip("the stage does not name its package, so its quality.yaml is not read")
        try:
            told = read_quality(stage.package)
        except Faulty as faulty:
            rule(False, "quality.yaml speaks of every rule", str(faulty))  # noqa: FBT003
            return
        open_ = [name for name, standing in told.items() if standing.status == "todo"]
        if open_:
            names = ", ".join(open_)
            pytest.skip(f"{len(open_)} of {len(told)} rules are to do in quality.yaml: {names}")
