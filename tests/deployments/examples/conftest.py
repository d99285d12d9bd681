"""The example instance, made once for all tests that only look at it."""

from pathlib import Path

import pytest

from deployments.examples.make import make_instance

SEED = 7


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a made example; tests leave it as it is."""
    folder = tmp_path_factory.mktemp("examples") / "we-support"
    make_instance(folder, "we-support", seed=SEED)
    return folder
