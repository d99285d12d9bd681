"""`rightsflow doctor`: what is unsafe, why, and what to do; nothing is changed."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import httpx

from deployments.doctor import files, machine, network, orchestrator
from deployments.doctor.finding import Facts, Finding, Grade, Prefect
from deployments.embedded import known_server
from deployments.login import Server
from deployments.terminal import OUT, plain
from rightsflow.datamap.load import load_systems
from rightsflow.settings import read_settings

CHECKS: Final[tuple[Callable[[Facts], Iterator[Finding]], ...]] = (
    files.secret_files,
    files.private_places,
    files.settings_files,
    files.key_beside_backups,
    network.mail,
    network.systems,
    network.addresses,
    orchestrator.server,
    orchestrator.environment,
    machine.versions,
    machine.people,
)
_PATIENCE_S = 10
_MARKS = {Grade.serious: "[red]✗[/red]", Grade.advice: "[yellow]![/yellow]"}


def examine(folder: Path, *, as_json: bool) -> int:
    """Print every finding, the serious ones first; return 1 if there is one of these, else 0.

    Raises `Faulty` with file, line, field and remedy where a file is wrong.
    """
    found = findings(facts_of(folder))
    if as_json:
        OUT.print_json(json.dumps([asdict(one) for one in found]))
    else:
        _show(found)
    return int(any(one.grade is Grade.serious for one in found))


def findings(facts: Facts) -> list[Finding]:
    """Return what every check finds, the serious ones first."""
    found = [one for check in CHECKS for one in check(facts)]
    return sorted(found, key=lambda one: one.grade is not Grade.serious)


def facts_of(folder: Path) -> Facts:
    """Gather what is looked at; a Prefect that runs is asked for its settings."""
    settings = read_settings(folder)
    server = known_server(folder, settings)
    return Facts(
        folder=folder,
        settings=settings,
        systems=load_systems(folder),
        environ=os.environ,
        today_on=datetime.now(UTC).date(),
        python=sys.version_info[:2],
        prefect=version("prefect"),
        is_root=os.geteuid() == 0,
        found=_asked(server) if server else None,
    )


def _asked(server: Server) -> Prefect:
    url = f"{server.url}/admin/settings"
    try:
        unknown = httpx.get(url, timeout=_PATIENCE_S)
        answer = httpx.get(url, auth=server.basic, timeout=_PATIENCE_S)
        told = answer.json() if answer.is_success else None
    except (httpx.HTTPError, ValueError):
        return Prefect(server)
    return Prefect(server, told if isinstance(told, dict) else None, unknown.is_success)


def _show(found: Iterable[Finding]) -> None:
    seen = False
    for one in found:
        seen = True
        OUT.print(f"{_MARKS[one.grade]} {plain(one.what)}", markup=True)
        OUT.print(f"    {one.why}\n    → {one.remedy}", markup=False)
    if not seen:
        OUT.print("[green]✓[/green] Nothing unsafe was found.", markup=True)
