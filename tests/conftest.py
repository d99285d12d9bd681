"""What every test has: no network but loopback, a home for Prefect, real servers by name.

Fixtures of one floor stand in the conftest.py of its own folder.
"""

import ipaddress
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

IN_CI: Final = os.environ.get("CI") == "true"
LAST: Final = ("house", "acceptance")
LONG_S: Final = 900
"""An acceptance test waits for an office that works through its mail, on a busy machine too."""

# Real servers that several floors ask; each starts once, when a test first wants it.
pytest_plugins = ("tests.servers.mail_servers", "tests.servers.mailman", "tests.servers.s3")

# Speed is never asserted: no deadline, and slow data is no failure.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples on every run, so that a red build is red again when looked at.
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, max_examples=200)
settings.register_profile("campaign", settings.get_profile("dev"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if IN_CI else "dev"))


def is_loopback(host: str | bytes | None) -> bool:
    """Tell whether an address or name means this machine; None is what servers bind to."""
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else host
    if name in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def network_guard(event: str, args: tuple[object, ...]) -> None:
    """Refuse, as an audit hook, to look up or reach anything but loopback and Unix sockets.

    A hook of the interpreter sees every socket of the process, also those that libraries
    open in C through Python's own module. It cannot be taken off again.
    """
    match event, args:
        case "socket.getaddrinfo" | "socket.gethostbyname", (str() | bytes() | None as host, *_):
            allowed = is_loopback(host)
        case "socket.connect" | "socket.sendto" | "socket.sendmsg", (_, (str() as host, *_)):
            allowed = is_loopback(host)
        case _:
            return
    if not allowed:
        message = f"tests reach loopback only, and this one asked for {host!r}"
        raise ConnectionRefusedError(message)


def pytest_configure() -> None:
    """Close the network and give Prefect a throw-away home before anything imports it."""
    sys.addaudithook(network_guard)
    os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="rightsflow-prefect-")
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"


def pytest_unconfigure() -> None:
    """Take Prefect's throw-away home away."""
    shutil.rmtree(os.environ.pop("PREFECT_HOME", ""), ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the quick tests first: those of the house and the acceptance tests come last.

    Several workers begin with the slow ones, so that none is left alone with them in the end.
    """
    root = Path(__file__).parent

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(root).parts[0]
        return LAST.index(folder) + 1 if folder in LAST else 0

    items.sort(key=rank, reverse=hasattr(config, "workerinput"))
    for item in items:
        if rank(item) == len(LAST) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LONG_S))


@pytest.fixture(scope="session")
def require_server() -> Callable[[str, bool], None]:
    """Give a function (name, found) that stops a test whose real server is not installed.

    On a user's machine the test is skipped with this reason; under CI=true it fails, so
    that no build is green because a server was missing.
    """

    def require(name: str, found: bool) -> None:  # noqa: FBT001 - the answer of a search
        if found:
            return
        reason = f"{name} is not installed on this machine"
        if IN_CI:
            pytest.fail(f"{reason}, and CI tests everything", pytrace=False)
        pytest.skip(reason)

    return require
