"""`rightsflow worker` begins only where several machines can share the work."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.cli import app
from tests.servers.certificates import ADDRESS, free_port

WRONG, AWAY = 1, 75


def told(folder: Path) -> tuple[int, str]:
    """Start a worker; return how it ended, and what it said."""
    result = CliRunner().invoke(app, ["worker", "--config", str(folder)])
    return result.exit_code, " ".join(result.output.split())


def test_without_a_shared_prefect_it_says_what_to_set(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server of its own would share nothing with anybody."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    code, said = told(office)
    assert code == WRONG
    assert "PREFECT_API_URL" in said


def test_a_register_in_a_file_is_shared_with_nobody(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite is for one machine, and `serve` is the command for it."""
    monkeypatch.setenv("PREFECT_API_URL", f"http://{ADDRESS}:{free_port()}/api")
    code, said = told(office)
    assert code == WRONG
    assert "PostgreSQL" in said
    assert "rightsflow serve" in said
