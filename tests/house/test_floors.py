"""The import contracts of pyproject.toml break when a floor is left the wrong way."""

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def house(root: Path, tmp_path: Path) -> Path:
    """Build an empty house: every module that the contracts name, and nothing in it.

    Only the one import is there that a contract excuses, or else it would be excused for nothing.
    """
    shutil.copy(root / "pyproject.toml", tmp_path)
    settings = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]
    floors = next(contract for contract in settings["contracts"] if contract["id"] == "floors")
    for package in settings["root_packages"]:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for row in floors["layers"]:
        for module in row.split(" | "):
            (tmp_path / "rightsflow" / f"{module.strip('()')}.py").touch()
    for kind, line in (("sql", ""), ("files", "import connectors.sql.part\n"), ("http", "")):
        (tmp_path / "connectors" / kind).mkdir()
        (tmp_path / "connectors" / kind / "__init__.py").touch()
        (tmp_path / "connectors" / kind / "part.py").write_text(line)
    return tmp_path


def test_the_empty_house_keeps_all_contracts(house: Path, run: Run) -> None:
    """What the other tests see broken was broken by what they planted."""
    assert run("lint-imports", "--no-cache").returncode == 0, house


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("rightsflow/law.py", "import rightsflow.settings", "Floors of the library"),
        ("rightsflow/mail.py", "import rightsflow.letters", "Floors of the library"),
        ("rightsflow/connector.py", "import rightsflow.register", "Floors of the library"),
        ("rightsflow/copy.py", "import connectors", "Floors of the house"),
        ("connectors/sql/part.py", "import tasks", "Floors of the house"),
        ("connectors/sql/part.py", "import rightsflow.register", "A connector knows systems"),
        ("connectors/sql/part.py", "import prefect", "A connector knows systems"),
        ("connectors/sql/part.py", "import connectors.http", "Kinds of connectors are apart"),
        (
            "connectors/files/part.py",
            "import connectors.http.part",
            "Kinds of connectors are apart",
        ),
        ("connectors/sql/part.py", "import connectors.files.part", "Kinds of connectors are apart"),
        ("rightsflow/mail.py", "from prefect import flow", "The library knows no orchestrator"),
    ],
)
def test_an_import_against_the_floors_is_reported(
    house: Path, run: Run, module: str, line: str, contract: str
) -> None:
    """Each floor imports from floors below it only, and siblings do not know each other."""
    with (house / module).open("a") as file:
        file.write(line + "\n")

    result = run("lint-imports", "--no-cache")

    assert result.returncode == 1
    assert any(contract in said and "BROKEN" in said for said in result.stdout.splitlines())


def test_a_module_without_a_floor_is_reported(house: Path, run: Run) -> None:
    """Whoever adds a module says on which floor it stands."""
    (house / "rightsflow" / "attic.py").touch()

    result = run("lint-imports", "--no-cache")

    assert result.returncode == 1
    assert "attic" in result.stdout
