"""The check of declared packages finds those that come or stay by accident."""

from pathlib import Path

import pytest

from tools import check_declared

PYPROJECT = """\
[project]
dependencies = ["PyYAML>=6"]
optional-dependencies.conformance = ["pytest"]
[tool.hatch.build.targets.wheel]
packages = ["rightsflow"]
"""


def check(tree: Path, path: str, source: str) -> str:
    """Return what the check says about a tree with one module."""
    (tree / "pyproject.toml").write_text(PYPROJECT)
    module = tree / path
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(source)
    try:
        check_declared.main(tree)
    except SystemExit as stopped:
        return str(stopped.code)
    return ""


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("rightsflow/a.py", "import yaml, os\nfrom rightsflow import b\nfrom . import c", ""),
        ("rightsflow/conformance/a.py", "import yaml, pytest", ""),
        (
            "rightsflow/a.py",
            "import yaml\ndef f():\n    from packaging import version",
            "rightsflow/a.py: imports packaging, which pyproject.toml does not declare",
        ),
        (
            "rightsflow/a.py",
            "import yaml, pytest",
            "rightsflow/a.py: imports pytest, which pyproject.toml does not declare",
        ),
        ("rightsflow/a.py", "", "pyproject.toml: nobody imports pyyaml"),
    ],
)
def test_imports_and_declarations_must_be_the_same(
    tmp_path: Path, path: str, source: str, expected: str
) -> None:
    """What is imported is declared, test packages for the conformance suite only."""
    assert check(tmp_path, path, source) == expected
