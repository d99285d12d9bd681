"""A Prefect server, and workers in processes of their own, each with an instance folder of its own.

All of them share one register, one vault and one mailbox, as machines do.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from bench.workers.processes import kill_all
from deployments.embedded import LOOPBACK, free_port
from deployments.environment import prefect_settings
from deployments.login import LOGIN_VARIABLE, Server, own_login

_ROOT = Path(__file__).parents[2]
_READY_WITHIN_S, _LOOK_EVERY_S = 120, 0.2
_UNFINISHED = ["SCHEDULED", "PENDING", "RUNNING", "CANCELLING"]
_numbers = count(1)


@dataclass
class Prefect:
    """The one server; `stop` and `start` may follow each other."""

    folder: Path
    database: str
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address of its API."""
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def login(self) -> str:
        """Return its login, made at the first use."""
        return own_login(self.folder).get_secret_value()

    @property
    def basic(self) -> tuple[str, str] | None:
        """Return name and password as HTTP sends them."""
        return Server(self.url, own_login(self.folder)).basic

    @property
    def pid(self) -> int:
        """Return its process."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start and wait until it is ready; it ends with this process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            **prefect_settings(self.folder, self.url),
            "PREFECT_SERVER_API_AUTH_STRING": self.login,
            "PREFECT_SERVER_API_PORT": str(self.port),
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": self.database,
        }
        command = [sys.executable, "-m", "deployments.server_process", LOOPBACK, str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, env=environment, cwd=_ROOT
            )
        end = time.monotonic() + _READY_WITHIN_S
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > end:
                problem = f"Prefect's server does not start; see {self.folder / 'server.log'}"
                raise RuntimeError(problem)
            time.sleep(_LOOK_EVERY_S)

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/ready", auth=self.basic, timeout=5).is_success
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        """End it at once, whatever it does."""
        if self._process:
            kill_all(self._process.pid)
            self._process.communicate()

    def begin(self, flow: str) -> None:
        """Start a run of a flow, in whichever worker is free."""
        deployed = httpx.get(
            f"{self.url}/deployments/name/{flow}/{flow}", auth=self.basic, timeout=30
        ).json()
        run = f"{self.url}/deployments/{deployed['id']}/create_flow_run"
        state = {"state": {"type": "SCHEDULED", "name": "Scheduled"}}
        httpx.post(run, json=state, auth=self.basic, timeout=30).raise_for_status()

    def unfinished(self) -> list[dict[str, Any]]:
        """Return the runs that have not ended."""
        wanted = {"flow_runs": {"state": {"type": {"any_": _UNFINISHED}}}}
        answer = httpx.post(
            f"{self.url}/flow_runs/filter", json=wanted, auth=self.basic, timeout=30
        )
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found


@dataclass(frozen=True)
class Machine:
    """A worker that runs, and its instance folder."""

    folder: Path
    process: subprocess.Popen[bytes]

    def lose(self) -> None:
        """Lose it as a power cut would: nothing of it lives on."""
        kill_all(self.process.pid)
        self.process.communicate()

    @property
    def place(self) -> str:
        """Return what the names of its workers begin with; empty before it has worked."""
        name = self.folder / "run" / "id"
        return name.read_text(encoding="ascii") if name.exists() else ""


@dataclass
class Fleet:
    """Machines that share the work of the instance in `pattern`; each gets a copy of its files."""

    pattern: Path
    prefect: Prefect
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    machines: list[Machine] = field(default_factory=list)

    def deploy(self) -> None:
        """Put the flows into the work pool."""
        environment = {
            **os.environ,
            **prefect_settings(self.pattern, self.prefect.url),
            LOGIN_VARIABLE: self.prefect.login,
        }
        command = [sys.executable, "-m", "bench.workers.deploying"]
        subprocess.run(command, env=environment, cwd=_ROOT, check=True, capture_output=True)  # noqa: S603

    def add(self, limit: int = 1) -> Machine:
        """Start one more machine, with an instance folder that no other has had."""
        name = f"machine-{next(_numbers)}"
        folder = self.pattern.with_name(name)
        ignored = shutil.ignore_patterns("run", "prefect", "mail", "vault")
        shutil.copytree(self.pattern, folder, ignore=ignored)
        environment = {
            **os.environ,
            **self.environment,
            "PREFECT_API_URL": self.prefect.url,
            LOGIN_VARIABLE: self.prefect.login,
            "PREFECT_WORKER_QUERY_SECONDS": "2",
        }
        module = [sys.executable, "-m", "bench.workers.machine", "--config", str(folder)]
        command = [*module, "--limit", str(limit), "--name", name]
        with (folder / "worker.log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - our own module
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, env=environment, cwd=_ROOT
            )
        machine = Machine(folder, process)
        self.machines.append(machine)
        return machine

    def lose(self, machine: Machine) -> None:
        """Lose a machine."""
        self.machines.remove(machine)
        machine.lose()


@contextmanager
def fleet(
    pattern: Path, database: str, environment: Mapping[str, str] | None = None
) -> Iterator[Fleet]:
    """Start a Prefect server with the flows in it; everything ends with this."""
    prefect = Prefect(pattern.with_name("prefect-server"), database)
    opened = Fleet(pattern, prefect, environment or {})
    try:
        prefect.start()
        opened.deploy()
        yield opened
    finally:
        for machine in list(opened.machines):
            opened.lose(machine)
        prefect.stop()
