"""A real GNU Mailman 3 in an environment of its own, on free ports of this machine.

Mailman 3.3 breaks with SQLAlchemy 2.1, which Rightsflow uses, so the two never share an
environment.
"""

import contextlib
import itertools
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers.environment import programs

CONSTRAINTS = Path(__file__).with_name("mailman-constraints.txt")
START_LIMIT_S, STOP_LIMIT_S = 60, 20
IDLE_RUNNERS = (
    "archive",
    "bounces",
    "command",
    "digest",
    "lmtp",
    "out",
    "pipeline",
    "retry",
    "task",
    "virgin",
)
LISTS = {"news": "News", "trainings": "Szkolenia"}

CONFIG = """\
[mailman]
site_owner: owner@example.org
layout: test
[paths.test]
var_dir: {folder}/var
[mta]
incoming: mailman.mta.null.NullMTA
lmtp_host: 127.0.0.1
lmtp_port: {lmtp}
smtp_host: 127.0.0.1
smtp_port: {smtp}
[webservice]
hostname: 127.0.0.1
port: {rest}
admin_user: asker
admin_pass: {password}
workers: 1
[database]
class: mailman.database.sqlite.SQLiteDatabase
url: sqlite:///{folder}/mailman.db
[logging.gunicorn]
format: %(t)s "%(m)s" %(s)s %(b)s
"""
"""As the README of the connector recommends it, with a log that leaves out what was asked."""


def free_ports(count: int) -> list[int]:
    """Return ports of 127.0.0.1 on which nobody listens."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@dataclass
class MailmanServer:
    """A running Mailman with the domain example.org and the lists of `LISTS`."""

    folder: Path
    port: int
    password: str
    process: subprocess.Popen[bytes]

    username = "asker"

    @property
    def url(self) -> str:
        """Return the address of the REST interface."""
        return f"http://127.0.0.1:{self.port}/3.1"

    @property
    def log(self) -> Path:
        """Return the log in which Mailman writes what it was asked."""
        return self.folder / "var/logs/mailman.log"

    def send(self, method: str, path: str, **form: object) -> Any:  # noqa: ANN401 - JSON
        """Ask the REST interface as an administrator would; raise unless it agrees."""
        answer = self._client.request(method, f"{self.url}/{path}", data=form or None)
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    def user_id(self, email: str) -> str:
        """Return Mailman's id of the user with this address."""
        return str(self.send("GET", f"users/{email}")["user_id"])

    def subscribe(
        self, email: str, name: str = "", *, to: str = "news", waits: bool = False
    ) -> str:
        """Put an address on a list; with `waits` its owner has yet to confirm."""
        sure = not waits
        form = {"list_id": f"{to}.example.org", "subscriber": email, "display_name": name}
        flags = dict.fromkeys(("pre_verified", "pre_confirmed", "pre_approved"), sure)
        self.send("POST", "members", **form, **flags)
        return self.user_id(email)

    def hold(self, sender: str, subject: str, text: str, *, at: str = "news") -> None:
        """Post a message to a list on which the sender is not, so that it waits there."""
        number = next(_numbers)
        message = (
            f"From: {sender}\nTo: {at}@example.org\nSubject: {subject}\n"
            f"Message-ID: <{number}@example.com>\n\n{text}\n"
        )
        path = f"lists/{at}.example.org/held"
        before = self.send("GET", f"{path}/count")["count"]
        self.send("POST", "queues/in", list_id=f"{at}.example.org", text=message)
        until(lambda: self.send("GET", f"{path}/count")["count"] > before, "hold a message")

    @cached_property
    def _client(self) -> httpx.Client:
        return httpx.Client(auth=(self.username, self.password), trust_env=False)

    def stop(self) -> None:
        """End the master and all that it started."""
        self._client.close()
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_LIMIT_S)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def prepare(self) -> None:
        """Wait until it answers, then make the lists."""
        until(self._answers, "start")
        self.send("POST", "domains", mail_host="example.org")
        for name, title in LISTS.items():
            self.send("POST", "lists", fqdn_listname=f"{name}@example.org")
            self.send("PATCH", f"lists/{name}.example.org/config", display_name=title)

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            output = (self.folder / "output").read_text()
            pytest.fail(f"Mailman ended while it started:\n{output}", pytrace=False)
        try:
            return bool(self.send("GET", "system"))
        except httpx.HTTPError:
            return False


_numbers = itertools.count(1)


def until(done: Callable[[], bool], what: str) -> None:
    """Wait until something is done; fail the test if Mailman does not manage it."""
    end = time.monotonic() + START_LIMIT_S
    while not done():
        if time.monotonic() > end:
            pytest.fail(f"Mailman did not {what} within {START_LIMIT_S} s", pytrace=False)
        time.sleep(0.1)


def start(folder: Path, binaries: Path) -> MailmanServer:
    """Start Mailman's master in `folder`; it is not yet ready."""
    rest, lmtp, smtp = free_ports(3)
    idle = "".join(f"[runner.{name}]\nstart: no\n" for name in IDLE_RUNNERS)
    password = os.urandom(8).hex()
    config = folder / "mailman.cfg"
    ports = {"rest": rest, "lmtp": lmtp, "smtp": smtp}
    config.write_text(CONFIG.format(folder=folder, password=password, **ports) + idle)
    config.chmod(0o600)
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [binaries / "master", "-C", config],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    return MailmanServer(folder, rest, password, process)


@pytest.fixture(scope="session")
def mailman_programs(require_server: Callable[[str, bool], None]) -> Path:
    """Give the folder of Mailman's programs; skip, or fail under CI, without a package index."""
    binaries = programs("mailman", CONSTRAINTS)
    require_server("GNU Mailman 3", binaries is not None)
    assert binaries is not None
    return binaries


@pytest.fixture(scope="session")
def mailman_server(
    mailman_programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MailmanServer]:
    """Give one running Mailman to all tests; each brings its own people."""
    server = start(tmp_path_factory.mktemp("mailman"), mailman_programs)
    try:
        server.prepare()
        yield server
    finally:
        server.stop()
