"""Dockerfile and compose.yaml: taken by linters, built from what is tested, without a secret.

They are not run here: where the tests run there is no container engine.
"""

import fcntl
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from typer.testing import CliRunner

from deployments.cli import app
from tests.servers.environment import INSTALL_LIMIT_S, cache

HERE: Final = Path(__file__).parents[2] / "deployments" / "compose"
DOCKERFILE, COMPOSE = HERE / "Dockerfile", HERE / "compose.yaml"
LINTERS: Final = ("dockerfile-utils@0.16.3", "dclint@3.1.0")


def installed() -> Path | None:
    """Return the folder of the linters' commands, installed if need be; None if it cannot be."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    folder = cache() / "container-linters"
    folder.mkdir(parents=True, exist_ok=True)
    with (cache() / "container-linters.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = folder / "stamp"
        if not stamp.is_file() or stamp.read_text() != " ".join(LINTERS):
            command = (npm, "install", "--silent", "--no-audit", "--no-fund", *LINTERS)
            try:
                subprocess.run(
                    command, cwd=folder, check=True, capture_output=True, timeout=INSTALL_LIMIT_S
                )
            except (subprocess.SubprocessError, OSError):
                return None
            stamp.write_text(" ".join(LINTERS))
    return folder / "node_modules" / ".bin"


@pytest.fixture(scope="module")
def linters(require_server: Callable[[str, bool], None]) -> Path:
    """Give the folder of the linters' commands."""
    found = installed()
    require_server("npm, with dockerfile-utils and dclint", found is not None)
    assert found
    return found


def run(*command: str | Path) -> tuple[int, str]:
    """Run a linter; return how it ended, and what it said."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout + done.stderr


def compose() -> dict[str, Any]:
    """Return what compose.yaml says."""
    read: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return read


def test_the_dockerfile_is_taken_by_its_linter(linters: Path, tmp_path: Path) -> None:
    """And one that is wrong is not: the linter looks."""
    assert run(linters / "dockerfile-utils", "lint", DOCKERFILE) == (0, "")
    wrong = tmp_path / "Dockerfile"
    wrong.write_text(DOCKERFILE.read_text(encoding="utf-8").replace("COPY rightsflow", "COPPY"))
    assert run(linters / "dockerfile-utils", "lint", wrong)[0] != 0


def test_the_compose_file_is_taken_by_its_linter(linters: Path, tmp_path: Path) -> None:
    """And one that is wrong is not."""
    settings = tmp_path / ".dclintrc"
    # Matters of taste: the order of keys, and that an image which is built here needs no version.
    off = (
        "service-keys-order", "services-alphabetical-order", "no-build-and-image",
        "service-image-require-explicit-tag", "service-dependencies-alphabetical-order",
    )  # fmt: skip
    settings.write_text(yaml.safe_dump({"rules": dict.fromkeys(off, 0)}))
    code, said = run(linters / "dclint", "--config", settings, COMPOSE)
    assert code == 0, said
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(COMPOSE.read_text(encoding="utf-8").replace("services:", "servicess:"))
    assert run(linters / "dclint", "--config", settings, wrong)[0] != 0


def test_what_is_built_is_what_is_tested() -> None:
    """From the constraints, with every package of the project, as a user that is nobody."""
    text = DOCKERFILE.read_text(encoding="utf-8")
    for name in ("rightsflow", "connectors", "tasks", "flows", "deployments"):
        assert f"COPY {name} ./{name}" in text
    assert "--constraint constraints.txt" in text
    assert text.index("USER rightsflow") < text.index("ENTRYPOINT")


def test_the_containers_call_commands_that_there_are() -> None:
    """With options that they take."""
    for service in compose()["services"].values():
        words = service.get("command", [])
        if service["image"] == "rightsflow" and words:
            told = CliRunner().invoke(app, [words[0], "--help"])
            assert told.exit_code == 0, shlex.join(words)
            assert all(word in told.output for word in words if word.startswith("--"))


def test_nothing_is_open_to_the_network_and_no_secret_is_written_down() -> None:
    """Ports are those of this machine alone; every secret is a file beside."""
    read = compose()
    for name, service in read["services"].items():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
        told = {**service.get("environment", {})}
        assert not [key for key in told if "PASSWORD" in key and not key.endswith("_FILE")], name
    assert {one["file"].split("/")[1] for one in read["secrets"].values()} == {"secrets"}
