"""Every map that is shipped is accepted as it stands, and told of on its page."""

import re
from pathlib import Path

import pytest

import connectors
from deployments.known_maps import known_maps
from rightsflow.datamap.load import load_systems
from rightsflow.datamap.model import SystemMap
from rightsflow.plugins import open_connectors
from rightsflow.yamlfile import read_yaml
from tests.docs.pages import text_of


def test_one_look_finds_the_map_of_every_kind() -> None:
    """No two have one name, or one of them would be out of reach."""
    files = list(Path(connectors.__file__).parent.rglob("known/*.yaml"))

    assert sorted(known_maps().values()) == sorted(files)
    assert {"tryton", "hubspot", "dynamics", "radicale", "pretalx"} <= known_maps().keys()


@pytest.mark.parametrize("name", known_maps())
def test_a_shipped_map_is_valid_and_has_its_connector(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the name that it brings along, once its secrets are there."""
    file = known_maps()[name]
    for variable in re.findall(r"env: ([A-Z_]+)", file.read_text()):
        monkeypatch.setenv(variable, "sesame")
    system = read_yaml(file, SystemMap, base=tmp_path)
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems" / f"{system.system}.yaml").write_text(file.read_text())

    assert list(open_connectors(load_systems(tmp_path), tmp_path)) == [system.system]
    link = f"[`{name}`](../../connectors/{file.parents[1].name}/known/{name}.yaml)"
    assert link in text_of("how-to/known-systems.md")
