"""What happens where nobody answered: the case is answered in time with what there is."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import timedelta
from functools import partial

from rightsflow.law.hold import HOLDS, Answerer, HoldKind, Silence, row_of
from rightsflow.law.identity import Authentication
from rightsflow.law.right import Right
from rightsflow.law.subject import IdentifierKind
from rightsflow.register import cases, fees, waiting
from rightsflow.register.fees import FeeAnswer
from rightsflow.register.journal import Entry, note
from tasks.decisions.identity import confirm, end_unidentified, records_in
from tasks.decisions.others import nobody_looked
from tasks.decisions.plan import approve
from tasks.describe import describe
from tasks.desk import Desk, desk
from tasks.each import one_by_one
from tasks.effect import Deciding, on_hold
from tasks.kit import verb
from tasks.notaccepted import NotAccepted

_AT_ONCE = 2000
_SILENCE = "silence"


@verb("act where nobody answered")
async def act_in_silence() -> int:
    """Carry out what silence brings for the holds whose time is over; return for how many."""
    at = desk()
    rows = [row for row in HOLDS if row.silence in _ACTS]
    days = timedelta(days=at.settings.decisions.silence_days_before)
    async with at.register.read() as connection:
        found = await waiting.over(
            connection,
            answered_before=at.today(),
            due_by=at.today() + days,
            by_requester=[row.kind for row in rows if row.answerer is Answerer.requester],
            by_others=[row.kind for row in rows if row.answerer is not Answerer.requester],
            # A proposal also lapses with what it was about.
            always=[row.kind for row in rows if row.silence is Silence.lapses],
            limit=_AT_ONCE,
        )
    return await one_by_one(found, partial(_act, at))


async def _act(at: Desk, hold_id: int) -> int:
    async with at.register.write() as connection:
        hold = await waiting.by_id(connection, hold_id)
        if hold is None:
            return 0
        await cases.lock(connection, [hold.case_id])
        one = await on_hold(connection, at, hold, _SILENCE)
        kinds = {other.kind for other in await waiting.of_cases(connection, [hold.case_id])}
        if not _is_over(one) or _may_have_answered(one, kinds):
            return 0
        row = row_of(hold.kind)
        detail = {"hold": hold.kind, "silence": row.silence}
        await note(connection, [Entry(hold.case_id, "nobody_answered", detail)], at.now())
        await _ACTS[row.silence](one)
        await waiting.close(connection, hold, by=_SILENCE, at=at.now())
    return 1


def _may_have_answered(one: Deciding, kinds: Collection[HoldKind]) -> bool:
    """Say whether silence is not sure: a reply is still to be read, or nobody was asked.

    The case is told of on its due date all the same.
    """
    if one.hold.kind is not HoldKind.identity_reply:
        return False
    asked = any(request.question_on for request in one.open)
    return HoldKind.read_message in kinds or (bool(one.open) and not asked)


def _is_over(one: Deciding) -> bool:
    """Say whether an answer would come too late for the case to be answered in time.

    A data subject has until the day that our letter named; an approver until some days before
    the due date. The unsuspended date counts: while nobody answers there is no pause.
    """
    today, row = one.at.today(), row_of(one.hold.kind)
    if row.answerer is Answerer.requester:
        return today > one.hold.answer_by_on
    if row.silence is Silence.lapses:
        return today > one.case.due_on or not one.open
    before = timedelta(days=one.at.settings.decisions.silence_days_before)
    return today >= one.case.due_on - before


async def _carry_on(one: Deciding) -> None:
    """Give the further copy free of charge: what was not decided costs nothing."""
    if any(request.right is Right.access for request in one.open):
        await approve(one)


async def _not_identified(one: Deciding) -> None:
    """Send what surely is the writer's, where the writer is proved; else say that we cannot."""
    if one.hold.kind is HoldKind.candidates and await _is_proved(one):
        try:
            await confirm(one)
        except NotAccepted as error:
            describe(error)
        else:
            return
    await end_unidentified(one)


async def _is_proved(one: Deciding) -> bool:
    who = one.person.requester
    authentic = who.address if who.authentication is Authentication.passed else None
    proved = who.replied_from or authentic
    return (
        proved is not None
        and proved == who.address
        and any(
            match.verified
            and match.identifier.kind is IdentifierKind.email
            and match.identifier.value == proved
            for match in await records_in(one)
        )
    )


async def _fee_stands(one: Deciding) -> None:
    """Leave it at the quote, which said that without an answer no copy is made."""
    for quoted in await fees.of_case(one.connection, one.case.id):
        if quoted.answer is None:
            now = one.at.now()
            await fees.answer(one.connection, quoted.request_id, FeeAnswer.lapsed, now)


async def _lapse(one: Deciding) -> None:
    """Let the proposal go: nothing was extended, and the first date stands."""


_ACTS: Mapping[Silence, Callable[[Deciding], Awaitable[None]]] = {
    Silence.carry_on: _carry_on,
    Silence.not_identified: _not_identified,
    Silence.leave_out: nobody_looked,
    Silence.fee_stands: _fee_stands,
    Silence.lapses: _lapse,
}
"""What silence brings for one hold; `tell_what_there_is` is brought by the due date itself."""
