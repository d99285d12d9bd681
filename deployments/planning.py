"""`rightsflow plan`: what happens to what for each right of a case, and how far it is."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from deployments.numbers import no_such_case
from deployments.plan_shown import ground_of, show_plan
from deployments.terminal import OUT
from rightsflow.datamap.load import load_systems
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured
from rightsflow.law.action import Action
from rightsflow.register import case_requests, cases, results, waiting
from rightsflow.register.cases import Case
from rightsflow.register.sealed import unlock
from rightsflow.register.types import Stage
from rightsflow.register.waiting import OpenHold
from rightsflow.settings import read_settings
from tasks.planshown import PlanSeen, Seen, plans_seen
from tasks.wiring import open_register


@dataclass(frozen=True, slots=True)
class CasePlan:
    """The newest plan of a case, with the plan of each right that it asks for."""

    case: Case
    version: int
    digest: str
    made_at: datetime
    plans: tuple[PlanSeen, ...]


def plan_case(folder: Path, number: str, *, as_json: bool) -> None:
    """Print the plan of a case.

    Raises `Misconfigured` where there is no such case, or no plan yet, with what it waits for.
    """
    settings, systems = read_settings(folder), load_systems(folder)
    found = asyncio.run(_found(folder, number, systems))
    if as_json:
        OUT.print(json.dumps(_plain(found, systems), indent=2), markup=False)
        return
    zone = settings.controller.zone
    head = (
        f"{found.case.number}: version {found.version} of {found.made_at.astimezone(zone):%Y-%m-%d}"
    )
    OUT.print(head, markup=False)
    for one in found.plans:
        show_plan(one, systems, zone)


async def _found(folder: Path, number: str, systems: Mapping[str, SystemMap]) -> CasePlan:
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, read_settings(folder), stack)
        async with register.read() as connection:
            case = await cases.by_number(connection, number)
            if case is None:
                raise no_such_case(number)
            row = (await results.newest_plans(connection, [case.id])).get(case.id)
            if row is None:
                raise _no_plan(case, await waiting.of_cases(connection, [case.id]))
            asked = (await case_requests.requests_of(connection, [case.id]))[case.id]
            key = await keyring.key(case.key_scope)
            body = unlock(key, "plan.body", case.number, row.sealed_body)
            plans = await plans_seen(connection, systems, body, asked)
    return CasePlan(case, row.version, row.digest, row.made_at, tuple(plans))


def _no_plan(case: Case, holds: list[OpenHold]) -> Misconfigured:
    """Return the error that says how far the case is, what it waits for, and what to do."""
    said = f"There is no plan for {case.number} yet: it is {case.stage}"
    if holds:
        waits = ", ".join(f"{one.kind} ({one.ref})" for one in holds)
        return Misconfigured(f"{said}, and waits for {waits}. See: rightsflow decide {case.number}")
    if case.stage in {Stage.received, Stage.located}:
        return Misconfigured(
            f"{said}, and nothing waits for a person. It goes on with: rightsflow run"
        )
    return Misconfigured(
        f"There is no plan for {case.number}, and none is needed: it is {case.stage}, because no "
        f"system holds anything or a person answered it. See: rightsflow case show {case.number}"
    )


def _plain(found: CasePlan, systems: Mapping[str, SystemMap]) -> dict[str, Any]:
    return {
        "case": found.case.number,
        "stage": found.case.stage,
        "version": found.version,
        "digest": found.digest,
        "made_at": _moment(found.made_at),
        "rights": [_right(one, systems) for one in found.plans],
    }


def _right(plan: PlanSeen, systems: Mapping[str, SystemMap]) -> dict[str, Any]:
    return {
        "right": plan.request.asked,
        "outcome": plan.request.outcome,
        "planned": plan.is_drawn,
        "hold": plan.hold or None,
        "withheld": list(plan.withheld),
        "actions": [_seen(one, systems) for one in plan.actions],
        "if_upheld": [_action(one, systems) for one in plan.if_upheld],
    }


def _seen(seen: Seen, systems: Mapping[str, SystemMap]) -> dict[str, Any]:
    return {
        **_action(seen.action, systems),
        "how_far": seen.how_far,
        "done_at": _moment(seen.done_at),
        "verified_at": _moment(seen.verified_at),
        "left_in": None if seen.left_in is None else list(seen.left_in),
    }


def _action(action: Action, systems: Mapping[str, SystemMap]) -> dict[str, Any]:
    return {
        "system": action.system,
        "collection": action.collection,
        "purpose": action.purpose,
        "ground": ground_of(systems, action),
        "treatment": action.treatment,
        "records": action.records,
        "fields": list(action.fields),
        "article": action.article,
        "kept": [
            {
                "name": one.name,
                "article": one.article,
                "provision": one.provision,
                "until_on": one.until_on and one.until_on.isoformat(),
            }
            for one in action.kept
        ],
        "waits_for": action.waits_for,
        "by_person": action.by_person,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
