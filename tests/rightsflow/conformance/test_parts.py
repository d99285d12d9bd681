"""Some of a person's records are ordered: an honest connector passes, and each mix-up is caught."""

from pathlib import Path

import pytest

from rightsflow.conformance import ConnectorContract, Stage
from rightsflow.plugins import RULES
from tests.rightsflow.conformance.control import Control
from tests.rightsflow.conformance.parting import (
    Cascading,
    CountingColumns,
    Feigning,
    FirstColumn,
    LastRead,
    Parting,
    PartingStage,
    Positional,
    Renaming,
)


class TestParting(ConnectorContract):
    """A connector whose notes are records of their own, below their person."""

    async def make_stage(self, folder: Path) -> Stage:
        """Return an empty stage; it needs no folder."""
        del folder
        return PartingStage()


ONE_OF_SEVERAL = "of_several_notes_one_can_go_and_the_order_be_repeated"
NOTES_BELOW = "a_person_stays_while_notes_that_nobody_ordered_hang_below"
SEVERAL_COLUMNS = "an_order_can_set_several_columns_at_once"
MIXED_UP: list[tuple[type[Parting], str, str]] = [
    (Positional, ONE_OF_SEVERAL, "finds nothing in the place of what is gone"),
    (Renaming, ONE_OF_SEVERAL, "keeps its name when its neighbour goes"),
    (Cascading, NOTES_BELOW, "holds the record on which it hangs"),
    (Feigning, NOTES_BELOW, "what hangs below stays"),
    (FirstColumn, SEVERAL_COLUMNS, "each column that is set stands there"),
    (LastRead, SEVERAL_COLUMNS, "verifying reads every column"),
    (CountingColumns, SEVERAL_COLUMNS, "counts every record of its order once"),
]


SILENT = "quality_yaml_speaks_of_every_rule"


async def test_a_package_that_passes_over_a_rule_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one that has rules to do is left out, with their names."""
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "silent_package").mkdir()
    (tmp_path / "silent_package" / "__init__.py").touch()
    quality = tmp_path / "silent_package" / "quality.yaml"
    stage = PartingStage()
    stage.package = "silent_package"
    for text in ("", "erase: {status: done}\n"):
        quality.write_text(text)
        with pytest.raises(AssertionError, match="speaks of every rule"):
            await getattr(Control(), f"test_{SILENT}")(stage)
    done = [f"{name}: {{status: done}}\n" for name in RULES if name != "verify"]
    quality.write_text("".join(done) + "verify: {status: todo, comment: later}\n")
    with pytest.raises(pytest.skip.Exception, match=f"1 of {len(RULES)} rules .*: verify"):
        await getattr(Control(), f"test_{SILENT}")(stage)


@pytest.mark.parametrize(("liar", "test", "caught_by"), MIXED_UP)
async def test_parts_that_are_mixed_up_are_caught(
    liar: type[Parting], test: str, caught_by: str
) -> None:
    """Of a person's records those that are ordered are changed, in all that is ordered."""
    with pytest.raises(AssertionError, match=caught_by):
        await getattr(Control(), f"test_{test}")(PartingStage(liar))
