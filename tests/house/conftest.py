"""What the tests of the house share: where it stands, and how its own tools are started."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    """Name the folder of the project."""
    return Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Give a function that starts a command in the test's folder and returns what it said."""

    def start(*command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **variables}
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            [*map(str, command)],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment,
        )

    return start
