"""Prefect embedded: a server of the instance's own, started as a child and waited for."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from deployments.environment import enter, prefect_settings
from rightsflow.errors import Misconfigured, TryAgain

_READY_WITHIN_S = 120
_LOOK_EVERY_S = 0.1
_URL_FILE = "api-url"
_ASK_AGAIN = "2"


@contextlib.contextmanager
def prefect_for(folder: Path) -> Iterator[str]:
    """Use the Prefect of the instance: one that is served, or else one started for now.

    Yields its API address; this process's environment is set to it. Raises `TryAgain` where
    Prefect stops answering: what was done until then is recorded.
    """
    given = given_server() or _served(folder)
    if given:
        enter(folder, given)
        with _answering():
            yield given
        return
    with started(folder, free_port(), schedules=False) as url:
        # A server of our own that is gone does not come back: asking for minutes is no use.
        os.environ["PREFECT_CLIENT_MAX_RETRIES"] = _ASK_AGAIN
        with _answering():
            yield url


@contextlib.contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except httpx.HTTPError as error:
        problem = (
            f"Prefect does not answer any more ({type(error).__name__}). Run again: what is "
            "done is recorded, and the rest goes on from there."
        )
        raise TryAgain(problem) from None


@contextlib.contextmanager
def started(folder: Path, port: int, *, schedules: bool) -> Iterator[str]:
    """Start a Prefect server on a loopback port and stop it at the end.

    With `schedules` it shows its pages and starts flow runs by schedule; without it records
    the runs of this process and no more. Raises `TryAgain` if it does not get ready.
    """
    _refuse_taken(port)
    url = f"http://127.0.0.1:{port}/api"
    enter(folder, url)
    extra = {} if schedules else {"PREFECT__SERVER_EPHEMERAL": "1"}
    environment = {
        **os.environ,
        **prefect_settings(folder, url),
        **extra,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "deployments.server_process", str(port)]
    with (folder / "prefect" / "server.log").open("ab") as log:
        server = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
            command, stdin=subprocess.PIPE, stdout=log, stderr=log, env=environment, cwd=folder
        )
    file = folder / "prefect" / _URL_FILE
    try:
        _wait(server, url)
        if schedules:
            file.write_text(url, encoding="ascii")
        yield url
    finally:
        if schedules:
            file.unlink(missing_ok=True)
        _stop(server)


def given_server() -> str | None:
    """Return the API address of the Prefect server that the environment names."""
    return os.environ.get("PREFECT_API_URL")


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _served(folder: Path) -> str | None:
    """Return the address of the instance's served Prefect if it answers."""
    file = folder / "prefect" / _URL_FILE
    try:
        url = file.read_text(encoding="ascii").strip()
        httpx.get(f"{url}/health", timeout=5).raise_for_status()
    except (OSError, httpx.HTTPError):
        return None
    return url


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            problem = f"Port {port} is taken. Choose another with --port."
            raise Misconfigured(problem) from None


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/ready", timeout=5).is_success:
                return
        time.sleep(_LOOK_EVERY_S)
    problem = "The Prefect server did not start; prefect/server.log in the instance says why."
    raise TryAgain(problem)


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.stdin:
        server.stdin.close()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
