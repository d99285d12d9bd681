"""What tests/conftest.py promises to every test, seen from outside."""

import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

NETWORK = """
import socket, pytest
def test_the_world():
    for address in ("192.0.2.1", "2001:db8::1", "mail.example.org"):
        with pytest.raises(ConnectionRefusedError, match="loopback only"):
            socket.create_connection((address, 9))
    with socket.socket(type=socket.SOCK_DGRAM) as udp:
        with pytest.raises(ConnectionRefusedError, match="loopback only"):
            udp.sendto(b"", ("192.0.2.1", 9))
def test_loopback(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s")); server.listen(); client.connect(str(tmp_path / "s"))
"""
SERVER = """
def test_with(require_server): require_server("dovecot", True)
def test_without(require_server): require_server("dovecot", False)
"""
ORDER = {"acceptance": "test_c", "house": "test_b", "rightsflow": "test_a"}


@pytest.fixture
def suite(root: Path, tmp_path: Path) -> Path:
    """Make a suite of its own with a copy of the project's conftest, servers and settings."""
    shutil.copytree(root / "tests" / "servers", tmp_path / "tests" / "servers")
    shutil.copy(root / "tests" / "conftest.py", tmp_path / "tests")
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path / "tests"


def test_only_loopback_and_unix_sockets_can_be_reached(suite: Path, run: Run) -> None:
    """No test can send mail, or a name, to the world by mistake."""
    (suite / "rightsflow").mkdir()
    (suite / "rightsflow" / "test_network.py").write_text(NETWORK)

    result = run("pytest", "-q")

    assert "2 passed" in result.stdout, result.stdout


@pytest.mark.parametrize(
    ("ci", "expected"), [("true", "1 failed, 1 passed"), ("", "1 passed, 1 skipped")]
)
def test_a_missing_server_skips_at_home_and_fails_in_ci(
    suite: Path, run: Run, ci: str, expected: str
) -> None:
    """A build is not green because what it should test was not installed."""
    (suite / "rightsflow").mkdir()
    (suite / "rightsflow" / "test_server.py").write_text(SERVER)

    result = run("pytest", "-q", CI=ci)

    assert expected in result.stdout
    assert "dovecot is not installed on this machine" in result.stdout


def test_the_quick_tests_run_first(suite: Path, run: Run) -> None:
    """Whoever waits for the suite sees a plain mistake in the first seconds."""
    for folder, name in ORDER.items():
        (suite / folder).mkdir()
        (suite / folder / f"{name}.py").write_text(f"def {name}(): pass\n")

    result = run("pytest", "-v")

    places = [result.stdout.index(f"::{name}") for name in sorted(ORDER.values())]
    assert places == sorted(places)


def test_a_warning_is_an_error(suite: Path, run: Run) -> None:
    """What a library will drop tomorrow is mended today."""
    (suite / "rightsflow").mkdir()
    (suite / "rightsflow" / "test_old.py").write_text(
        "import warnings\ndef test_old(): warnings.warn('gone soon', DeprecationWarning)\n"
    )

    assert "1 failed" in run("pytest", "-q").stdout
