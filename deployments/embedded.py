"""Prefect embedded: a server of the instance's own, started as a child and waited for."""

import contextlib
import errno
import ipaddress
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from deployments.environment import enter, prefect_settings
from deployments.login import Server, given_server, own_login
from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.settings import Settings, read_settings

LOOPBACK = "127.0.0.1"
_READY_WITHIN_S = 120
_ANSWERS_WITHIN_S = 10
_LOOK_EVERY_S = 0.1
_URL_FILE = "api-url"
_ASK_AGAIN = "2"


@contextlib.contextmanager
def prefect_for(folder: Path) -> Iterator[str]:
    """Use the Prefect of the instance: one that runs already, or else one started for now.

    One that runs is named by the environment or by the settings, or is the instance's own that
    `rightsflow serve` has started. Yields its API address; this process's environment is set to
    it. Raises `TryAgain` where Prefect does not answer, or stops to: what was done until then is
    recorded. Raises `Misconfigured` if it does not take the login.
    """
    server = known_server(folder, read_settings(folder))
    if server:
        check_answers(server)
        enter(folder, server.url, server.login)
        with answering():
            yield server.url
        return
    with started(folder, free_port(), schedules=False) as url:
        # A server of our own that is gone does not come back: asking for minutes is no use.
        os.environ["PREFECT_CLIENT_MAX_RETRIES"] = _ASK_AGAIN
        with answering():
            yield url


def known_server(folder: Path, settings: Settings) -> Server | None:
    """Return the server that runs already, named by environment or settings, or our own served."""
    return given_server(settings.prefect) or _served(folder)


def check_answers(server: Server) -> None:
    """Ask a server for its version; raises `TryAgain` or `Misconfigured`, as `prefect_for`."""
    try:
        answer = httpx.get(
            f"{server.url}/admin/version", auth=server.basic, timeout=_ANSWERS_WITHIN_S
        )
    except httpx.HTTPError as error:
        problem = (
            f"Prefect does not answer at {server.url} ({type(error).__name__}). Is it running? "
            "The address is that of PREFECT_API_URL, or prefect.api_url in controller.yaml."
        )
        raise TryAgain(problem) from None
    if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        said = "refuses the login" if server.login else "wants a login"
        problem = (
            f"Prefect at {server.url} {said}. Name the place of its name:password in "
            "prefect.login of controller.yaml, or set PREFECT_API_AUTH_STRING beside "
            "PREFECT_API_URL."
        )
        raise Misconfigured(problem)
    if not answer.is_success:
        problem = f"What answers at {server.url} is no Prefect API ({answer.status_code})."
        raise Misconfigured(problem)


@contextlib.contextmanager
def answering() -> Iterator[None]:
    """Say in a sentence that Prefect does not answer any more."""
    try:
        yield
    except httpx.HTTPError as error:
        problem = (
            f"Prefect does not answer any more ({type(error).__name__}). Run again: what is "
            "done is recorded, and the rest goes on from there."
        )
        raise TryAgain(problem) from None


@contextlib.contextmanager
def started(folder: Path, port: int, *, schedules: bool, host: str = LOOPBACK) -> Iterator[str]:
    """Start a Prefect server behind the instance's login, and stop it at the end.

    It listens on this machine alone, unless `host` is another address of it. With `schedules` it
    shows its pages and starts flow runs by schedule; without it records the runs of this process
    and no more. Raises `TryAgain` if it does not get ready.
    """
    _refuse_taken(host, port)
    url = f"http://{_reached_at(host)}:{port}/api"
    login = own_login(folder)
    enter(folder, url, login)
    extra = {} if schedules else {"PREFECT__SERVER_EPHEMERAL": "1"}
    environment = {
        **os.environ,
        **prefect_settings(folder, url),
        **extra,
        "PREFECT_SERVER_API_AUTH_STRING": login.get_secret_value(),
        "PREFECT_SERVER_API_HOST": host,
        "PREFECT_SERVER_API_PORT": str(port),
        # From wherever the pages were loaded they ask there: a tunnel may have another port.
        "PREFECT_UI_API_URL": "/api",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "deployments.server_process", host, str(port)]
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


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_loopback(host: str) -> bool:
    """Tell whether an address of this machine is reached from it alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        problem = f"{host} is no address of this machine, such as {LOOPBACK} or 192.0.2.7."
        raise Misconfigured(problem) from None


def _reached_at(host: str) -> str:
    """Return how this machine reaches what listens at an address of it."""
    one = ipaddress.ip_address(host)
    if one.is_unspecified:
        return LOOPBACK if one.version == 4 else "[::1]"  # noqa: PLR2004 - versions of IP
    return str(one) if one.version == 4 else f"[{one}]"  # noqa: PLR2004 - versions of IP


def _served(folder: Path) -> Server | None:
    """Return the instance's own Prefect if it is served and answers."""
    file = folder / "prefect" / _URL_FILE
    try:
        url = file.read_text(encoding="ascii").strip()
        httpx.get(f"{url}/health", timeout=5).raise_for_status()
    except (OSError, httpx.HTTPError):
        return None
    return Server(url, own_login(folder))


def _refuse_taken(host: str, port: int) -> None:
    is_loopback(host)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                problem = f"{host} is no address of this machine. Choose another with --host."
                raise Misconfigured(problem) from None
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
