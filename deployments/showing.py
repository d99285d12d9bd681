"""`rightsflow case list` and `case show`."""

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table

from deployments.case_shown import facts_of, letter_text, table_of, who_asked
from deployments.numbers import no_such_case
from deployments.terminal import OUT
from rightsflow.register import case_requests, cases, holds
from rightsflow.register.case_requests import Request
from rightsflow.register.dossier import Dossier, dossier, reveal_in
from rightsflow.settings import Controller, read_settings
from tasks.dates import deadline_of
from tasks.wiring import open_register

_MOST = 1000

_PLAINLY = {"unsuspended due on": "due without the pause"}
"""Names of dates for a person, where programs know another one."""


def list_cases(folder: Path, *, as_json: bool, open_only: bool) -> None:
    """Print cases, the earliest due first."""
    rows = asyncio.run(_listed(folder, open_only=open_only))
    if as_json:
        OUT.print(json.dumps([row.plain() for row in rows], indent=2), markup=False)
        return
    table = Table("case", "rights", "stage", "outcome", "due on", "waits for a person", box=None)
    for row in rows:
        table.add_row(
            row.number, ", ".join(row.rights), row.stage, ", ".join(row.outcomes) or "-",
            row.due_on, ", ".join(row.holds) or "-",
        )  # fmt: skip
    OUT.print(table if rows else "No cases.")
    if len(rows) == _MOST:
        OUT.print(f"These are the {_MOST} earliest due; there may be more.")


def show_case(folder: Path, number: str, *, as_json: bool, reveal: bool) -> None:
    """Print one case; `reveal` adds what is personal, and is noted in its journal."""
    controller = read_settings(folder).controller
    found, personal = asyncio.run(_found(folder, number, reveal=reveal))
    dates = [_dates(controller, one) for one in found.requests]
    if as_json:
        data = {**found.plain(), "deadlines": dates, **({"personal": personal} if reveal else {})}
        OUT.print(json.dumps(data, indent=2, ensure_ascii=False), markup=False)
        return
    for title, rows in found.sections().items():
        _print(title, table_of(rows, controller.zone))
    for one in dates:
        named = {_PLAINLY.get(name, name): value for name, value in one.items()}
        _print(f"deadline: {named.pop('right')}", facts_of(named, controller.zone))
    if reveal:
        _reveal(personal, controller.zone)


def _reveal(personal: dict[str, Any], zone: ZoneInfo) -> None:
    _print("personal data", facts_of(who_asked(personal), zone))
    for letter in personal["letters"]:
        _print("letter to the person")
        OUT.out(letter_text(letter, zone), highlight=False)


def _print(title: str, *tables: Table) -> None:
    OUT.print(f"\n[bold]{title}[/bold]", markup=True)
    for table in tables:
        OUT.print(table)


def _dates(controller: Controller, request: Request) -> dict[str, Any]:
    """Return the dates of a request; the one without any pause is always among them."""
    reckoned = deadline_of(controller, request)
    return {
        "right": request.right,
        "received on": reckoned.received_on.isoformat(),
        "first due on": reckoned.first_due_on.isoformat(),
        "due on": reckoned.due_on.isoformat(),
        "unsuspended due on": reckoned.unsuspended_due_on.isoformat(),
        "extended": "yes" if reckoned.extended else "no",
        "pause in days": reckoned.suspended_days,
        "pause chosen by": request.suspended_by or "-",
    }


@dataclass(frozen=True, slots=True)
class _Row:
    number: str
    rights: tuple[str, ...]
    stage: str
    outcomes: tuple[str, ...]
    due_on: str
    holds: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "rights": list(self.rights),
            "stage": self.stage,
            "outcomes": list(self.outcomes),
            "due_on": self.due_on,
            "holds": list(self.holds),
        }


async def _listed(folder: Path, *, open_only: bool) -> list[_Row]:
    settings = read_settings(folder)
    async with AsyncExitStack() as stack:
        register, _ = await open_register(folder, settings, stack)
        async with register.read() as connection:
            found = [
                case for case, _ in await cases.listed(connection, open_only=open_only, limit=_MOST)
            ]
            ids = [case.id for case in found]
            requests = await case_requests.requests_of(connection, ids)
            waiting = await holds.open_of(connection, ids)
    return [
        _Row(
            case.number,
            tuple(request.right for request in requests[case.id]),
            case.stage,
            tuple(request.outcome for request in requests[case.id] if request.outcome),
            case.due_on.isoformat(),
            tuple(kind for _, kind, *_ in waiting.get(case.id, [])),
        )
        for case in found
    ]


async def _found(folder: Path, number: str, *, reveal: bool) -> tuple[Dossier, dict[str, Any]]:
    settings = read_settings(folder)
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        found = await dossier(register, number)
        if found is None:
            raise no_such_case(number)
        return found, await reveal_in(register, keyring, found) if reveal else {}
