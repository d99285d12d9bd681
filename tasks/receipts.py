"""What is mailed back to approvers: a receipt of every decision, and that somebody is locked."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.right import Right
from rightsflow.letters.staff.contexts import ApproverLocked, DecisionReceipt
from rightsflow.letters.staff.facts import Follows
from rightsflow.register import approvers
from rightsflow.register.decisions import RULES, Decided
from tasks.desk import Desk
from tasks.effect import Deciding
from tasks.staffpost import StaffDraft, post_staff


async def receipt(
    one: Deciding, made: Decided, follows: Sequence[Follows], *, waits: bool = False
) -> None:
    """Queue the receipt to whoever decided: one that they did not give shows by it."""
    people = await approvers.listed(one.connection, one.at.keyring)
    rights = made.content.detail["rights"] or [request.right for request in one.open]
    context = DecisionReceipt(
        controller=one.at.settings.controller,
        case_number=one.case.number,
        decision=made.content.decision,
        ground=made.content.ground,
        rights=tuple(dict.fromkeys(_plain(word) for word in rights)),
        decided_at=made.made_at,
        approver=made.approver,
        digest=made.digest,
        rules=RULES,
        follows=tuple(follows),
        waits_for_second=waits,
    )
    drafts = [
        StaffDraft(context, person.address, one.case, one.hold.id)
        for person in people
        if person.handle == made.approver
    ]
    await post_staff(one.connection, one.at, drafts)


async def locked(connection: AsyncConnection, at: Desk, handle: str) -> None:
    """Tell approver and officer, where this approver has just been locked."""
    known = await approvers.listed(connection, at.keyring)
    mine = [one for one in known if one.handle == handle and one.locked_at is not None]
    for one in mine:
        moment = one.locked_at or at.now()
        context = ApproverLocked(controller=at.settings.controller, approver=handle, at=moment)
        to = dict.fromkeys([one.address, at.settings.controller.officer.email])
        drafts = [
            StaffDraft(context, address, once=f"locked:{handle}:{moment.isoformat()}:{number}")
            for number, address in enumerate(to)
        ]
        await post_staff(connection, at, drafts)


def _plain(word: str) -> Right:
    return Right.objection if word == "marketing_objection" else Right(word)
