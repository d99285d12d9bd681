"""`rightsflow purge`, with and without --dry-run, and `case keep`."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.table import Table

from deployments.numbers import no_such_case
from deployments.terminal import OUT, Counting
from rightsflow.errors import Misconfigured
from rightsflow.law.retention import Dispute, Due, Kept
from rightsflow.register import case_number, endings
from rightsflow.settings import read_settings
from tasks.purge import STEPS
from tasks.purgeplan import PurgePlan, purge_plan
from tasks.wiring import open_desk, open_register

_SHOWN = 8
"""So many case numbers stand in a line; --json has them all."""

_LONGEST = timedelta(days=10 * 366)

_WORDS = {
    Kept.id_scan: "scans of identity documents",
    Kept.copy: "copies and what was found",
    Kept.case: "cases: messages, letters, journal, key",
    Kept.other_mail: "messages about no case",
    Kept.staff_mail: "mails to our own people about no case",
    Kept.proof: "proofs that a case was deleted",
    Kept.earlier_answer: "copies given, for recognising repetitions",
    Kept.erasure: "erasures in the ledger",
    Kept.do_not_recreate: "entries of suppression lists",
    Kept.reappearance: "marks of people seen again",
}


def purge_instance(folder: Path, *, as_json: bool) -> None:
    """Delete what has had its time and print how much of what it was."""
    with Counting("deleting", total=len(STEPS)) as shown:
        done = asyncio.run(_purged(folder, shown))
    if as_json:
        OUT.print(json.dumps(done, indent=2), markup=False)
        return
    told = [f"{name}: {number}" for name, number in done.items() if number]
    OUT.print("\n".join(told) or "Nothing has had its time.", markup=False)


async def _purged(folder: Path, shown: Counting) -> dict[str, int]:
    done = {}
    async with open_desk(folder) as at:
        for name, step in STEPS.items():
            shown.step(name)
            done[name] = await step(at)
            shown.count("deleted", done[name], advance=1)
    return done


def show_plan(folder: Path, *, as_json: bool) -> None:
    """Print what would be deleted now, what goes next, and what stays; change nothing."""
    plan = asyncio.run(_planned(folder))
    if as_json:
        OUT.print(json.dumps(_plain(plan), indent=2), markup=False)
        return
    OUT.print(_going(plan) if plan.goes else "Nothing has had its time.")
    if plan.unfinished:
        OUT.print(
            f"\nBegun and not finished, for what it needs did not answer: {_some(plan.unfinished)}"
        )
    if plan.leftovers:
        OUT.print(f"\nFiles and keys that belong to nothing: {plan.leftovers}")
    if plan.coming:
        OUT.print("\n[bold]goes next[/bold]", markup=True)
        OUT.print(_table(("on", "what", "cases"), _coming(plan)))
    if plan.disputed:
        OUT.print("\n[bold]kept for a dispute[/bold]", markup=True)
        rows = [(one.number, str(one.kept_until_on), str(one.kept_for)) for one in plan.disputed]
        OUT.print(_table(("case", "until", "for"), rows))
    if plan.open:
        OUT.print("\n[bold]open: kept as long as it is[/bold]", markup=True)
        OUT.print(_table(("case", "what is open"), [(n, ", ".join(o)) for n, o in plan.open]))


def keep_case(folder: Path, number: str, until_on: date, why: Dispute) -> None:
    """Keep a case to a day for a dispute, and print until when."""
    if until_on > datetime.now(UTC).date() + _LONGEST:
        problem = f"{until_on} is more than ten years away. Name a nearer day; it can be moved."
        raise Misconfigured(problem)
    asyncio.run(_kept(folder, case_number.as_number(number), until_on, why))
    OUT.print(f"{case_number.as_number(number)} is kept until {until_on} at least ({why}).")


async def _kept(folder: Path, number: str, until_on: date, why: Dispute) -> None:
    async with AsyncExitStack() as stack:
        register, _ = await open_register(folder, read_settings(folder), stack)
        async with register.write() as connection:
            found = await endings.keep(connection, number, until_on, why, datetime.now(UTC))
    if not found:
        raise no_such_case(number)


async def _planned(folder: Path) -> PurgePlan:
    async with open_desk(folder) as at:
        return await purge_plan(at)


def _going(plan: PurgePlan) -> Table:
    rows = [
        (_WORDS[due.kept], str(due.on), str(len(numbers)), _some(numbers))
        for due, numbers in sorted(plan.due.items(), key=_order)
    ]
    others = [(_WORDS[k], "", str(number), "") for k, number in plan.others.items() if number]
    return _table(("what goes", "since", "number", "cases"), [*rows, *others])


def _coming(plan: PurgePlan) -> list[tuple[str, str, str]]:
    ordered = sorted(plan.coming.items(), key=_order)
    return [(str(due.on), _WORDS[due.kept], str(number)) for due, number in ordered]


def _order(item: tuple[Due, Any]) -> tuple[date, str]:
    return item[0].on, item[0].kept


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    return table


def _plain(plan: PurgePlan) -> dict[str, Any]:
    return {
        "today": plan.today_on.isoformat(),
        "due": [
            {"what": due.kept, "on": due.on.isoformat(), "cases": numbers}
            for due, numbers in sorted(plan.due.items(), key=_order)
        ],
        "others": plan.others,
        "unfinished": plan.unfinished,
        "leftovers": plan.leftovers,
        "coming": [
            {"what": due.kept, "on": due.on.isoformat(), "cases": number}
            for due, number in sorted(plan.coming.items(), key=_order)
        ],
        "disputed": [
            {"case": one.number, "until": str(one.kept_until_on), "for": one.kept_for}
            for one in plan.disputed
        ],
        "open": [{"case": number, "open": what} for number, what in plan.open],
    }
