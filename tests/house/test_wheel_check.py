"""The check of the wheel finds what an editable install hides."""

from pathlib import Path

import pytest

from tools import check_wheel

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "rightsflow"
version = "0"
dependencies = ["pyyaml"]
optional-dependencies.conformance = ["pytest"]
scripts.rightsflow = "rightsflow:main"
[tool.hatch.build.targets.wheel]
packages = ["rightsflow"]
exclude = ["*.ttf"]
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Make a small project of the same name, whole and sound."""
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "rightsflow").mkdir()
    (tmp_path / "rightsflow" / "__init__.py").write_text("import yaml\ndef main(): ...\n")
    (tmp_path / "rightsflow" / "conformance.py").write_text("import pytest\n")
    return tmp_path


def check(tree: Path) -> str:
    """Return what the check says about a tree."""
    with pytest.raises(SystemExit) as stopped:
        check_wheel.main(tree)
    return str(stopped.value.code)


def test_a_sound_tree_passes(tree: Path) -> None:
    """The check does not cry wolf."""
    check_wheel.main(tree)


def test_a_file_that_the_wheel_lacks_is_named(tree: Path) -> None:
    """A font of the tree that is not packed would be missed only on the user's machine."""
    (tree / "rightsflow" / "letters.ttf").write_text("font")

    assert check(tree) == "rightsflow/letters.ttf: is not in the wheel"


def test_a_module_that_needs_a_test_package_is_named(tree: Path) -> None:
    """A user has the runtime packages; a module that needs more must not be shipped."""
    (tree / "rightsflow" / "mail.py").write_text("import trustme\n")

    assert "rightsflow.mail: ModuleNotFoundError: trustme is not among the runtime" in check(tree)


def test_a_module_in_a_folder_without_init_is_imported_too(tree: Path) -> None:
    """Nothing is passed over silently."""
    (tree / "rightsflow" / "deep").mkdir()
    (tree / "rightsflow" / "deep" / "part.py").write_text("import no_such_module\n")

    assert check(tree).startswith("rightsflow.deep.part: ModuleNotFoundError")


def test_an_entry_point_that_leads_nowhere_is_named(tree: Path) -> None:
    """The command and the connectors are promises of the wheel."""
    (tree / "rightsflow" / "__init__.py").write_text("")

    assert check(tree).startswith("entry point rightsflow: AttributeError")
