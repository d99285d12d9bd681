"""The invented approvers of the demo: what waits for a person is decided by one, as in life."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from deployments.examples.we_support.messages import Approval
from deployments.running import flush_log
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import TextKind
from rightsflow.register import approvers, cases, decisions, waiting
from rightsflow.register.approvers import Approver, code_at, new_secret
from tasks.desk import Desk
from tasks.showing import shown_of
from tasks.shown import Shown
from tasks.statements import keep_texts
from tasks.wiring import open_desk


async def approve(
    folder: Path, approvals: Mapping[str, Approval], kind: HoldKind = HoldKind.plan_approval
) -> None:
    """Let what waits be approved, by case number; secrets are made for this and forgotten.

    Each has an approver of its own: a code works once, and nobody waits for the next.
    """
    async with open_desk(folder) as at:
        for number, approval in approvals.items():
            await _approve(at, number, approval, kind)
    await flush_log()


async def _approve(at: Desk, number: str, approval: Approval, kind: HoldKind) -> None:
    from flows.decide import decide

    secret, now = new_secret(), datetime.now(UTC)
    email = f"{approval.approver}@wspieramy.example.com"
    person = Approver(approval.approver, approval.approver == "officer", email, now)
    async with at.register.write() as connection:
        await approvers.add(connection, at.keyring, person, secret)
        case = await cases.by_number(connection, number)
        if case is None:
            return
        given = {TextKind.correction: approval.correction, TextKind.black_out: approval.black_out}
        if written := {name: text for name, text in given.items() if text}:
            await cases.lock(connection, [case.id])
            await keep_texts(connection, at, case, written, approval.approver)
        shown = await _waiting(connection, at, case.id, kind)
    if shown is not None:
        await decide(
            case=number,
            hold=shown.hold.ref,
            plan=shown.digest,
            approver=approval.approver,
            decision=Decision.approve,
            code=code_at(secret, datetime.now(UTC)),
        )


async def _waiting(
    connection: AsyncConnection, at: Desk, case_id: int, kind: HoldKind
) -> Shown | None:
    """Return what waits in a case as an approver is shown it."""
    for hold in await waiting.of_cases(connection, [case_id]):
        if hold.kind is kind:
            first = await decisions.waiting_for_second(connection, hold.id)
            return await shown_of(connection, at, hold, first)
    return None
