"""Plans: stored with a digest that approvals name, carried out when nothing stands against it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.fee import is_repetition
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.register import cases, earlier, holds, results, work
from rightsflow.register.cases import Case
from rightsflow.register.earlier import Earlier, scope_of
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.sealed import lock, unlock
from rightsflow.register.types import Stage, Step
from tasks.approval import approver_answers_by
from tasks.desk import Desk
from tasks.person import Person


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan for a request: what is gathered, by system and record, and where it goes."""

    person: Person
    request_id: int
    body: Mapping[str, Any]

    @property
    def records(self) -> int:
        """Return how many records the plan gathers, without what lies below them."""
        return sum(len(found) for found in self.body["gather"].values())


async def store(connection: AsyncConnection, at: Desk, planned: Sequence[Planned]) -> None:
    """Store plans, each as a new version of its case's."""
    bodies = {}
    for one in planned:
        case = one.person.case
        plain = json.dumps(one.body, sort_keys=True).encode()
        bodies[case.id] = plain, lock(one.person.key, "plan.body", case.number, dict(one.body))
    if bodies:
        digests = await results.add_plans(connection, bodies, at.now())
        entries = [Entry(key, "planned", {"digest": digest}) for key, digest in digests.items()]
        await note(connection, entries, at.now())
        await cases.move(connection, list(bodies), Stage.planned)


async def plan_of(connection: AsyncConnection, person: Person) -> dict[str, Any] | None:
    """Return the newest plan of a case as the caller's transaction sees it, or None."""
    row = (await results.newest_plans(connection, [person.case.id])).get(person.case.id)
    if row is None:
        return None
    body: dict[str, Any] = unlock(person.key, "plan.body", person.case.number, row.sealed_body)
    return body


def withheld_in(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the systems that a plan withholds, with the approval of two people."""
    return tuple(plan.get("withheld", {}).get("systems", ()))


async def carry_out(
    connection: AsyncConnection, case: Case, request_id: int, body: Mapping[str, Any]
) -> None:
    """Let the systems be asked for what the plan names; harmless to repeat."""
    items = [(case.id, request_id, system) for system in body["gather"]]
    await work.add(connection, items, Step.gather)
    await cases.move(connection, [case.id], Stage.planned)


async def start(connection: AsyncConnection, at: Desk, planned: Sequence[Planned]) -> None:
    """Store plans and carry them out, but for those that a person has to look at first.

    A repetition within a year is shown to an approver (Article 15(3)), and so is what the
    controller wants shown: every copy, or a very large one.
    """
    await store(connection, at, planned)
    before = await _answered_before(connection, at, planned)
    waiting = []
    for one in planned:
        case = one.person.case
        kind = _first_looked_at(at, one, repeated=case.id in before)
        if kind is None:
            await carry_out(connection, case, one.request_id, one.body)
        else:
            by = approver_answers_by(at, case.due_on)
            waiting.append(Hold(case.id, kind, by, reasons=(Right.access,)))
    await holds.open_holds(connection, waiting, at.now())


def _first_looked_at(at: Desk, one: Planned, *, repeated: bool) -> HoldKind | None:
    """Return as what a plan is held for a person, or None; the first row that holds decides."""
    policy = at.settings.decisions
    rows = (
        (HoldKind.repeated, repeated),
        (HoldKind.plan_approval, policy.approve_access),
        (HoldKind.large_copy, one.records >= policy.large_copy_records),
    )
    return next((kind for kind, applies in rows if applies), None)


async def _answered_before(
    connection: AsyncConnection, at: Desk, planned: Sequence[Planned]
) -> dict[int, list[Earlier]]:
    """Return the answers of the same scope within a year, by case."""
    index = {
        one.person.case.id: at.keyring.person_indexes(str(one.body["send_to"])) for one in planned
    }
    every = sorted({one for some in index.values() for one in some})
    found = await earlier.of_people(connection, every, Right.access, at.today())
    return {
        one.person.case.id: same
        for one in planned
        if (same := repetitions(at, one.person.case, one.body, found, index))
    }


def repetitions(
    at: Desk,
    case: Case,
    body: Mapping[str, Any],
    found: Mapping[str, Sequence[Earlier]],
    index: Mapping[int, Sequence[str]],
) -> list[Earlier]:
    """Return those of the earlier answers that a plan would repeat."""
    received_on = case.received_at.astimezone(at.settings.controller.zone).date()
    scope = scope_of(body["gather"])
    return [
        one
        for person in index[case.id]
        for one in found.get(person, ())
        if one.case_number != case.number
        and is_repetition(one.answered_on, received_on, same_scope=one.scope == scope)
    ]


async def earlier_answers(
    connection: AsyncConnection, at: Desk, case: Case, body: Mapping[str, Any]
) -> list[Earlier]:
    """Return the answers of less than a year ago that the plan of a case would repeat."""
    index = {case.id: at.keyring.person_indexes(str(body["send_to"]))}
    found = await earlier.of_people(connection, index[case.id], Right.access, at.today())
    return repetitions(at, case, body, found, index)
