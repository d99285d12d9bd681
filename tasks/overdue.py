"""The last day: whoever has no answer yet is told what there is, why, and how to complain."""

from datetime import timedelta
from functools import partial

from rightsflow.law.hold import HoldKind
from rightsflow.letters.branches import OverdueApology
from rightsflow.letters.choose import Letter
from rightsflow.letters.frame import Pending, PendingText
from rightsflow.register import cases, measures, waiting
from rightsflow.register.case_requests import Request
from rightsflow.register.journal import Entry, note
from rightsflow.register.waiting_items import COPIES
from tasks.desk import Desk, desk
from tasks.each import one_by_one
from tasks.effect import about, address_of, done_of, framed, write
from tasks.kit import verb

_AT_ONCE = 2000
_LATER = timedelta(days=7)
_SILENCE = "silence"
_ONCE = measures.OVERDUE


@verb("tell whom we owe an answer")
async def tell_overdue() -> int:
    """Queue the letter of the last day for each case without its answer; return for how many.

    It is sent once, and ends nothing: the case stays open until it is answered.
    """
    at = desk()
    async with at.register.read() as connection:
        late = await measures.unanswered_by(connection, at.today(), limit=_AT_ONCE)
    return await one_by_one(late, partial(_tell, at))


async def _tell(at: Desk, case_id: int) -> int:
    async with at.register.write() as connection:
        await cases.lock(connection, [case_id])
        case = (await cases.by_ids(connection, [case_id]))[case_id]
        if await measures.has_event(connection, case_id, _ONCE, case.due_on):
            return 0
        one = await about(connection, at, case, _SILENCE)
        kinds = {hold.kind for hold in await waiting.of_cases(connection, [case_id])}
        to = address_of(one)
        if to:
            pending = tuple(_pending(at, request, kinds) for request in one.open)
            rest = (Pending(None, PendingText.being_read, at.today() + _LATER),)
            context = OverdueApology(framed(one), done_of(one.asked), pending or rest)
            await write(one, Letter.overdue_apology, context, to, once=f"{_ONCE}:{case.due_on}")
        entry = Entry(case_id, _ONCE, {"told": bool(to)})
        await note(connection, [entry], at.now())
    return 1


def _pending(at: Desk, request: Request, kinds: set[HoldKind]) -> Pending:
    """Return what is open of a right, why, and when we think that it will be done."""
    rows = (
        (PendingText.system_unreachable, HoldKind.system_unreachable in kinds),
        (PendingText.copy_being_made, request.right in COPIES),
        (PendingText.by_person, True),
    )
    text = next(code for code, holds in rows if holds)
    return Pending(request.right, text, max(request.due_on, at.today() + _LATER))
