"""Every map that is shipped is accepted as it stands, and told of on its page."""

from pathlib import Path

import pytest

from rightsflow.datamap.load import load_systems
from rightsflow.plugins import open_connectors
from tests.docs.pages import text_of
from tests.known_systems.kit import MAPS

NAMES = sorted(file.stem for file in MAPS.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_map_is_valid_and_has_its_connector(name: str, tmp_path: Path) -> None:
    """Copied into an instance it loads, under its own name."""
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems" / f"{name}.yaml").write_text((MAPS / f"{name}.yaml").read_text())

    assert list(open_connectors(load_systems(tmp_path), tmp_path)) == [name]
    assert f"(../known-systems/{name}.yaml)" in text_of("how-to/known-systems.md")
