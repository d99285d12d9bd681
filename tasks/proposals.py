"""Proposing an extension to a person while there is time for it; nothing is extended by itself."""

from datetime import date, timedelta
from functools import partial

from rightsflow.law.deadline import extension_possible_until
from rightsflow.law.extension import criteria
from rightsflow.law.hold import HoldKind
from rightsflow.register import case_requests, cases, holds, measures
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case
from rightsflow.register.holds import Hold
from tasks.approval import approver_answers_by
from tasks.decisions.time import complexity_of, extendable
from tasks.desk import Desk, desk
from tasks.each import one_by_one
from tasks.kit import verb
from tasks.notaccepted import NotAccepted

_AT_ONCE = 2000


@verb("propose extensions")
async def propose_extensions() -> int:
    """Open a hold for each case that is complicated and short of time; return for how many."""
    at = desk()
    soon = at.today() + timedelta(days=at.settings.watch.extend_before_days)
    async with at.register.read() as connection:
        short = await measures.due_between(connection, at.today(), soon, limit=_AT_ONCE)
    return await one_by_one(short, partial(_propose, at))


async def _propose(at: Desk, case_id: int) -> int:
    async with at.register.write() as connection:
        await cases.lock(connection, [case_id])
        if await measures.had_hold(connection, case_id, HoldKind.extension):
            return 0
        case = (await cases.by_ids(connection, [case_id]))[case_id]
        asked = [one for one in (await case_requests.requests_of(connection, [case_id]))[case_id]
                 if one.is_open]  # fmt: skip
        complexity = await complexity_of(connection, case)
        try:
            concerned = extendable(at, asked, complexity)
        except NotAccepted:
            return 0
        reasons = tuple(criterion for criterion, _ in criteria(complexity))
        by = _last_day(at, case, concerned)
        hold = Hold(case_id, HoldKind.extension, by, reasons=reasons)
        await holds.open_holds(connection, [hold], at.now())
    return 1


def _last_day(at: Desk, case: Case, concerned: list[Request]) -> date:
    """Return until when an extension can be told: the end of the first month, or an earlier day."""
    controller = at.settings.controller
    until = min(
        extension_possible_until(one.received_at, controller.zone, controller.country)
        for one in concerned
    )
    last = (until - timedelta(seconds=1)).astimezone(controller.zone).date()
    return max(min(approver_answers_by(at, case.due_on), last), at.today())
