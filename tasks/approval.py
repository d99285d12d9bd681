"""By when an approver's answer is wanted, and first approvals that no longer count."""

from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register import decisions
from rightsflow.register.decisions import Decided, DecisionState
from rightsflow.register.journal import Entry, note
from rightsflow.register.waiting import OpenHold
from tasks.desk import Desk


def approver_answers_by(at: Desk, due_on: date) -> date:
    """Return the last day for an approver: some days from now, before silence has its effect."""
    policy = at.settings.decisions
    wanted = at.today() + timedelta(days=policy.answer_within_days)
    latest = due_on - timedelta(days=policy.silence_days_before + 1)
    return max(min(wanted, latest), at.today())


class Voided(StrEnum):
    """Why a first approval counts no more."""

    changed = "changed"
    decided_otherwise = "decided_otherwise"


async def void_outdated(connection: AsyncConnection, at: Desk, hold: OpenHold) -> None:
    """Void the first approval of a hold where its approver was shown something else."""
    first = await decisions.waiting_for_second(connection, hold.id)
    if first and first.basis != await decisions.basis_of(connection, hold.case_id):
        await void(connection, at, hold.case_id, first, Voided.changed)


async def void(
    connection: AsyncConnection, at: Desk, case_id: int, first: Decided, why: Voided
) -> None:
    """Let an approval no longer count, and note so."""
    await decisions.set_state(connection, first.id, DecisionState.void)
    entry = Entry(case_id, "approval_void", {"decision": first.content.decision, "why": why})
    await note(connection, [entry], at.now())
