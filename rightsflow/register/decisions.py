"""Decisions of people: what was decided, by whom, on what basis, and whether it stands.

The basis is a digest over everything that the approver was shown: plan, requests, findings,
statements. Whatever of it changes, an approval given for the old one does not count.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.decision import Decision
from rightsflow.law.refusal import RefusalGround
from rightsflow.register import results, statements
from rightsflow.register.tables import decision, finding, request, statement
from rightsflow.register.waiting import OpenHold

RULES = "decisions-2"
"""The version of the tables of decisions, grounds and holds, noted with every decision."""


class DecisionState(StrEnum):
    """Whether a decision counts."""

    waits_for_second = "waits_for_second"
    stands = "stands"
    void = "void"


@dataclass(frozen=True, slots=True)
class Content:
    """What is decided, without who decides: two approvers decide the same content.

    `detail` holds closed words and numbers: rights, systems, numbers of records, months.
    """

    decision: Decision
    ground: RefusalGround | None
    detail: Mapping[str, Any]

    def digest(self, basis: str) -> str:
        """Return the digest by which two decisions are the same."""
        return _digest([self.decision, self.ground, dict(self.detail), basis])


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it is stored."""

    id: int
    hold_id: int
    approver: str
    content: Content
    basis: str
    digest: str
    state: DecisionState
    made_at: datetime


async def basis_of(connection: AsyncConnection, case_id: int) -> str:
    """Return the digest over plan, requests, findings and waiting statements of a case."""
    plans = await results.newest_plans(connection, [case_id])
    asked = await connection.execute(
        select(request.c.id, request.c.right, request.c.marketing, request.c.outcome)
        .where(request.c.case_id == case_id, request.c.dropped_at.is_(None))
        .order_by(request.c.id)
    )
    found = await connection.execute(
        # Asked again, a system may tell of other records in the same number.
        select(
            finding.c.request_id, finding.c.system, finding.c.exact, finding.c.candidates,
            finding.c.asked_at,
        )
        .where(finding.c.case_id == case_id)
        .order_by(finding.c.request_id, finding.c.system)
    )  # fmt: skip
    plan = plans[case_id].digest if case_id in plans else ""
    written = await statements.digests(connection, case_id)
    return _digest([plan, [list(row) for row in asked], [list(row) for row in found], written])


async def shown(connection: AsyncConnection, hold: OpenHold) -> str:
    """Return the digest of what an approver of this hold is shown: the plan digest of a form."""
    first = await waiting_for_second(connection, hold.id)
    basis = await basis_of(connection, hold.case_id)
    return _digest([hold.ref, basis, first.digest if first else ""])


async def record(
    connection: AsyncConnection,
    hold: OpenHold,
    content: Content,
    *,
    approver: str,
    state: DecisionState,
    at: datetime,
) -> Decided:
    """Store a decision on the present basis."""
    basis = await basis_of(connection, hold.case_id)
    values = {
        "case_id": hold.case_id,
        "hold_id": hold.id,
        "approver": approver,
        "decision": content.decision,
        "ground": content.ground,
        "detail": dict(content.detail),
        "basis": basis,
        "digest": content.digest(basis),
        "state": state,
        "rules": RULES,
        "made_at": at,
    }
    row = await connection.execute(decision.insert().returning(decision.c.id), values)
    key = row.scalar_one()
    return Decided(key, hold.id, approver, content, basis, content.digest(basis), state, at)


async def waiting_for_second(connection: AsyncConnection, hold_id: int) -> Decided | None:
    """Return the first approval of a hold that waits for a second person, or None."""
    query = (
        select(decision)
        .where(decision.c.hold_id == hold_id, decision.c.state == DecisionState.waits_for_second)
        .order_by(decision.c.id.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).first()
    return _decided(row) if row else None


async def set_state(connection: AsyncConnection, decision_id: int, state: DecisionState) -> None:
    """Note that a decision counts, or no longer does."""
    await connection.execute(
        update(decision).where(decision.c.id == decision_id).values(state=state)
    )


async def of_case(connection: AsyncConnection, case_id: int) -> list[Decided]:
    """Return the decisions of a case in their order."""
    query = select(decision).where(decision.c.case_id == case_id).order_by(decision.c.id)
    return [_decided(row) for row in await connection.execute(query)]


async def people_consulted(connection: AsyncConnection, case_id: int, *, without: int = 0) -> int:
    """Return how many different people wrote or decided something in a case that still counts.

    `without`: the row of the decision that is being made.
    """
    decided = select(decision.c.approver).where(
        decision.c.case_id == case_id,
        decision.c.state != DecisionState.void,
        decision.c.id != without,
    )
    wrote = select(statement.c.given_by).where(statement.c.case_id == case_id)
    both = union(decided, wrote).subquery()
    return (await connection.execute(select(func.count()).select_from(both))).scalar_one()


def _decided(row: Any) -> Decided:  # noqa: ANN401 - a row of the table
    ground = RefusalGround(row.ground) if row.ground else None
    content = Content(Decision(row.decision), ground, row.detail)
    return Decided(
        row.id, row.hold_id, row.approver, content, row.basis, row.digest,
        DecisionState(row.state), row.made_at,
    )  # fmt: skip


def _digest(value: object) -> str:
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(plain.encode()).hexdigest()
