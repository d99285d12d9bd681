"""The Makefile and the script that makes the environment say what they need."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def python_without(tmp_path: Path) -> Callable[[str], Path]:
    """Make a Python that fails whenever its code holds a given word."""

    def make(word: str) -> Path:
        path = tmp_path / "broken-python"
        path.write_text(
            f'#!/bin/sh\ncase "$*" in *{word}*) exit 1;; esac\nexec {sys.executable} "$@"\n'
        )
        path.chmod(0o755)
        return path

    return make


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("version_info", "needs Python 3.11 or later"),
        ("ensurepip", "apt install python3-venv"),
    ],
)
def test_a_python_that_will_not_do_is_named_with_the_remedy(
    root: Path, run: Run, python_without: Callable[[str], Path], word: str, expected: str
) -> None:
    """A user with an old or a stripped Python learns what to install, and nothing is made."""
    result = run("sh", root / "tools" / "venv.sh", python_without(word), "venv", ".")

    assert result.returncode == 1
    assert expected in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_python_is_named_with_the_remedy(root: Path, run: Run) -> None:
    """The first command on a bare machine does not end in a riddle."""
    result = run("sh", root / "tools" / "venv.sh", "no-such-python", "venv", ".")

    assert result.returncode == 1
    assert "apt install python3 python3-venv" in result.stderr


def test_help_names_every_target(root: Path, run: Run) -> None:
    """`make` alone tells what can be made."""
    declared = re.search(r"^\.PHONY: (.+)$", (root / "Makefile").read_text(), re.MULTILINE)

    result = run("make", "-C", root, "--no-print-directory")

    assert declared
    assert sorted(declared[1].split()) == sorted(
        re.findall(r"^  make ([\w-]+)", result.stdout, re.MULTILINE)
    )
