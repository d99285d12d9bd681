"""Every connector has the same files, and stands to the same rules."""

from pathlib import Path

import pytest
import yaml

import connectors
from rightsflow.plugins import RULES, read_quality

FOLDER = Path(connectors.__file__).parent
FOLDERS = sorted(path.parent for path in FOLDER.glob("*/connector.py"))
FILES = ("__init__.py", "settings.py", "connector.py", "README.md", "quality.yaml")


def test_there_are_connectors_to_look_at() -> None:
    """The tests below are about something."""
    assert {"files", "sql"} <= {folder.name for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_connector_has_the_files_that_all_have(folder: Path) -> None:
    """A reader finds the settings of a system without searching."""
    assert [name for name in FILES if not (folder / name).is_file()] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_connector_says_how_it_stands_to_each_rule(folder: Path) -> None:
    """Done, to do, or exempt; and what is not done says why."""
    told = yaml.safe_load((folder / "quality.yaml").read_text())

    assert tuple(told) == tuple(RULES)
    assert read_quality(f"connectors.{folder.name}").keys() == RULES.keys()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_readme_tells_every_setting(folder: Path) -> None:
    """A setting that is nowhere described is found by nobody."""
    text = (folder / "README.md").read_text()
    kind = __import__(f"connectors.{folder.name}", fromlist=["CONNECTOR"]).CONNECTOR
    fields = kind.connection.model_fields.items()
    own = {field.alias or name for name, field in fields}
    inherited = {"patience_s", "timeout_s"} if folder.name == "files" else set()

    assert [name for name in sorted(own - inherited) if f"`{name}`" not in text] == []
