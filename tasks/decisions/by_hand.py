"""What a person did by hand, told in their words; and a restriction that ends, told before."""

from datetime import timedelta

from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import TextKind
from rightsflow.law.right import Outcome, Right
from rightsflow.letters.branches import RestrictionLifting
from rightsflow.letters.choose import Letter
from rightsflow.letters.replies import Answered, PersonReply
from rightsflow.letters.staff.facts import Follows
from rightsflow.register import halting, holds
from rightsflow.register.holds import Hold
from tasks.decisions.chosen import chosen_requests
from tasks.effect import (
    Deciding,
    Effect,
    done_of,
    framed,
    pending_of,
    settle,
    wanted_address,
    write,
)
from tasks.lift import lift_later
from tasks.notaccepted import NotAccepted, Why


async def answered(one: Deciding) -> Effect:
    """Tell the person what was done for the rights named, or for all that the hold is about."""
    text = one.text(TextKind.answer)
    if not text:
        raise NotAccepted(Why.text_missing, TextKind.answer)
    about = [r for r in one.open if r.right in one.hold.reasons]
    named = one.form is not None and one.form.rights
    requests = chosen_requests(one) if named or not about else about
    context = PersonReply(
        frame=framed(one),
        answers=tuple(Answered(request.right, text) for request in requests),
        done=done_of(one.asked),
        pending=pending_of(one.at, one.open, without=[r.id for r in requests]),
    )
    await write(one, Letter.person_reply, context, wanted_address(one))
    await halting.stop_requests(one.connection, [r.id for r in requests])
    await settle(one, requests, Outcome.granted)
    if any(request.right is Right.restriction for request in requests):
        await _restricted(one)
    left = [r for r in about if r not in requests]
    return Effect((Follows.letter_goes_out,), release=not left)


async def lift_restriction(one: Deciding) -> Effect:
    """Announce the end of a restriction, with its reason; it ends after the days promised."""
    days = timedelta(days=one.at.settings.decisions.restriction_notice_days)
    reason = one.text(TextKind.reason)
    if not reason:
        raise NotAccepted(Why.text_missing, TextKind.reason)
    ends_on = one.at.today() + days
    context = RestrictionLifting(framed(one), ends_on, reason)
    await write(one, Letter.restriction_lifting, context, wanted_address(one))
    restricted = [request.id for request in one.asked if request.right is Right.restriction]
    await lift_later(one.connection, one.at, restricted, ends_on)
    return Effect((Follows.lifting_announced,))


async def _restricted(one: Deciding) -> None:
    """Keep in sight that data is restricted: only a decision lifts it (Article 18(3))."""
    stands = Hold(one.case.id, HoldKind.restriction, one.case.due_on, reasons=(Right.restriction,))
    await holds.open_holds(one.connection, [stands], one.at.now())
