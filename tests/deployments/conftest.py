"""An instance of the example company, made once and copied for each test."""

import shutil
from pathlib import Path

import pytest

from deployments.examples.make import make_instance


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an instance that no test changes."""
    folder = tmp_path_factory.mktemp("made") / "office"
    make_instance(folder, "we-support")
    return folder


@pytest.fixture
def office(example: Path, tmp_path: Path) -> Path:
    """Return an instance of the test's own."""
    folder = tmp_path / "office"
    shutil.copytree(example, folder)
    return folder
