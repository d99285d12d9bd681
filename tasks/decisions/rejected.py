"""An objection that was weighed and not upheld: told with what was restricted meanwhile (21(1))."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from rightsflow.law.refusal import Row
from rightsflow.law.right import Outcome, Right
from rightsflow.letters.branches import Refused
from rightsflow.letters.choose import Letter
from rightsflow.letters.rights import RightAnswer, RightsReply
from rightsflow.register.case_requests import Request
from rightsflow.register.types import Step
from tasks.effect import Deciding, done_of, framed, pending_of, wanted_address, write
from tasks.lift import lift_later
from tasks.parts import Deeds, part_told
from tasks.replying import deeds_of


async def was_weighed(one: Deciding, requests: Sequence[Request]) -> Mapping[int, Deeds]:
    """Return what was done for objections among requests; nothing if none was restricted."""
    if not any(request.right is Right.objection for request in requests):
        return {}
    owners = {request.id: one.person for request in requests}
    found = await deeds_of(one.connection, one.at, owners, {one.case.id: one.plan or {}})
    return found if any(Step.mark in deeds.steps for deeds in found.values()) else {}


async def tell_rejected(
    one: Deciding, requests: Sequence[Request], rows: Sequence[Row], deeds: Mapping[int, Deeds]
) -> None:
    """Tell what was weighed and why it was not upheld, and when the restriction ends."""
    days = timedelta(days=one.at.settings.decisions.restriction_notice_days)
    ends_on = one.at.today() + days
    answers = tuple(
        RightAnswer(
            asked=request.asked,
            outcome=Outcome.refused,
            parts=tuple(
                part_told(one.at.systems, action, deeds[request.id], one.case.language)
                for action in deeds[request.id].happened
                if action.is_deed
            ),
            refused=(
                Refused(
                    row.right, row.ground, row.article,
                    tuple((kind, one.text(kind)) for kind in row.texts),
                ),
            ),
            resumes_on=ends_on if Step.mark in deeds[request.id].steps else None,
        )
        for request, row in zip(requests, rows, strict=True)
    )  # fmt: skip
    context = RightsReply(
        frame=framed(one),
        answers=answers,
        done=done_of(one.asked),
        pending=pending_of(one.at, one.open, without=[request.id for request in requests]),
        case_kept_days=one.at.settings.retention.case_days,
    )
    await write(one, Letter.rights_reply, context, wanted_address(one))
    await lift_later(one.connection, one.at, list(deeds), ends_on)
