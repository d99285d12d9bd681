"""The requester takes a request back, or accepts what it costs: both by a reply."""

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome
from rightsflow.letters.choose import Letter
from rightsflow.letters.replies import RequestWithdrawn
from rightsflow.register import fees, halting, waiting
from rightsflow.register.cases import Case
from rightsflow.register.fees import FeeAnswer
from rightsflow.register.journal import Entry, note
from tasks.decisions.plan import take_up_again
from tasks.desk import Desk
from tasks.effect import about, framed, settle, wanted_address, write

_REQUESTER = "requester"
_LASTS = frozenset(
    {
        HoldKind.authority, HoldKind.restriction, HoldKind.handover, HoldKind.identity,
        HoldKind.letter_bounced, HoldKind.unclear_send,
    }
)  # fmt: skip
"""What a withdrawal does not concern."""


async def accept_fee(connection: AsyncConnection, at: Desk, case: Case) -> bool:
    """Go on with what was quoted; return False if no quote stands any more."""
    standing = [
        quoted
        for quoted in await fees.of_case(connection, case.id)
        if quoted.answer is None and at.today() <= quoted.valid_until_on
    ]
    for quoted in standing:
        await fees.answer(connection, quoted.request_id, FeeAnswer.accepted, at.now())
        await note(connection, [Entry(case.id, "fee_accepted", actor=_REQUESTER)], at.now())
        await take_up_again(await about(connection, at, case, _REQUESTER), quoted.request_id)
    for hold in await waiting.of_cases(connection, [case.id]):
        if standing and hold.kind is HoldKind.fee_reply:
            await waiting.close(connection, hold, by=_REQUESTER, at=at.now())
    return bool(standing)


async def withdraw(connection: AsyncConnection, at: Desk, case: Case) -> None:
    """End what is open of a case, or was to cost something, and confirm it.

    Raises `NotAccepted`, before anything is changed, where the confirmation cannot be written.
    """
    one = await about(connection, at, case, _REQUESTER)
    quoted = [fee for fee in await fees.of_case(connection, case.id) if fee.answer is None]
    taken_back = [
        request
        for request in one.asked
        if request.is_open or request.id in {fee.request_id for fee in quoted}
    ]
    if taken_back:
        rights = tuple(request.right for request in taken_back)
        context = RequestWithdrawn(framed(one, asked=taken_back), rights, ())
        await write(one, Letter.request_withdrawn, context, wanted_address(one))
    for fee in quoted:
        await fees.answer(connection, fee.request_id, FeeAnswer.withdrawn, at.now())
    await halting.stop_requests(connection, [request.id for request in taken_back])
    await settle(one, taken_back, Outcome.withdrawn)
    await note(connection, [Entry(case.id, "withdrawn", actor=_REQUESTER)], at.now())
    for hold in await waiting.of_cases(connection, [case.id]):
        if hold.kind not in _LASTS:
            await waiting.close(connection, hold, by=_REQUESTER, at=at.now())
