"""More time: decided by a person, told in time, with reasons that are there (Article 12(3))."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.deadline import extension_possible_until, received_on
from rightsflow.law.extension import Complexity, NoExtension, criteria, why_not
from rightsflow.law.hold import HoldKind
from rightsflow.law.prolonging import ExtensionNotice
from rightsflow.law.refusal import TextKind
from rightsflow.letters.branches import Extension
from rightsflow.letters.choose import Letter
from rightsflow.letters.frame import Pending, SystemAnswer
from rightsflow.letters.staff.facts import Follows
from rightsflow.register import decisions, measures, results, written
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case
from rightsflow.register.types import Step
from tasks.dates import deadline_of
from tasks.desk import Desk
from tasks.effect import Deciding, Effect, framed, pending_of, wanted_address, write
from tasks.notaccepted import NotAccepted, Why
from tasks.titles import title_of


async def extend(one: Deciding) -> Effect:
    """Queue the notice; the date moves when it has been sent, and it is not sent too late.

    What else the hold asks is still to be answered: only the proposal itself has had its answer.
    """
    controller, months = one.at.settings.controller, one.form.months if one.form else 2
    complexity = await complexity_of(one.connection, one.case, without=one.decision_id)
    concerned = extendable(one.at, one.open, complexity)
    due = {r.id: _due(one, r, months) for r in concerned}
    pending = [
        Pending(part.right, part.text_code, due[request.id])
        for request in concerned
        for part in pending_of(one.at, [request])
    ]
    others = pending_of(one.at, one.open, without=list(due))
    disclose = bool(one.plan or one.person.requester.confirmed)
    context = Extension(
        frame=framed(one, asked=one.open),
        due_on=max(due.values()),
        months=months,
        criteria=criteria(complexity),
        reason=one.text(TextKind.more_time),
        done=await _asked(one, disclose=disclose),
        pending=(*pending, *others),
        disclose=disclose,
        received_on=max(received_on(r.received_at, controller.zone) for r in concerned),
    )
    until = min(
        extension_possible_until(r.received_at, controller.zone, controller.country)
        for r in concerned
    )
    to = wanted_address(one)
    once = f"extension:{','.join(map(str, due))}"
    if await written.is_queued(one.connection, f"{one.case.number}:{once}"):
        raise NotAccepted(Why.no_extension, NoExtension.extended_already)
    await write(one, Letter.extension, context, to, once=once, not_after_at=until)
    return Effect((Follows.extension_sent,), release=one.hold.kind is HoldKind.extension)


def extendable(at: Desk, asked: list[Request], complexity: Complexity) -> list[Request]:
    """Return the requests whose time may be prolonged now; raises `NotAccepted` if none may."""
    controller, reasons, concerned = at.settings.controller, [], []
    for request in asked:
        until = extension_possible_until(request.received_at, controller.zone, controller.country)
        reason = why_not(
            request.right, marketing=request.marketing, now=at.now(), until=until,
            extended=request.extended_at is not None, complexity=complexity,
        )  # fmt: skip
        if reason is None:
            concerned.append(request)
        else:
            reasons.append(reason)
    if not concerned:
        raise NotAccepted(Why.no_extension, *dict.fromkeys(reasons))
    return concerned


async def complexity_of(connection: AsyncConnection, case: Case, *, without: int = 0) -> Complexity:
    """Count what makes a case complicated: open requests, systems with data, people consulted."""
    return Complexity(
        requests=await measures.open_requests(connection, case.id),
        systems=await measures.systems_holding(connection, case.id),
        people=await decisions.people_consulted(connection, case.id, without=without),
    )


async def may_be_extended(
    connection: AsyncConnection, at: Desk, case: Case, asked: Sequence[Request]
) -> bool:
    """Say whether the time for any open request of a case may be prolonged now."""
    open_now = [request for request in asked if request.is_open]
    try:
        extendable(at, open_now, await complexity_of(connection, case))
    except NotAccepted:
        return False
    return True


def _due(one: Deciding, request: Request, months: int) -> date:
    """Return the new date without any pause: the one that we work towards, and promise."""
    notice = ExtensionNotice(one.at.now(), months)
    return deadline_of(one.at.settings.controller, request, notice).unsuspended_due_on


async def _asked(one: Deciding, *, disclose: bool) -> tuple[SystemAnswer, ...]:
    """Return the systems asked so far; how much each holds only where that may be told."""
    receipts = await results.receipts_of(one.connection, [one.case.id], Step.gather)
    held = {row.system: sum(row.counts.values()) for row in receipts[one.case.id]}
    found = await results.found_for(one.connection, [r.id for r in one.asked])
    names = dict.fromkeys(row.system for rows in found.values() for row in rows)
    return tuple(
        SystemAnswer(title_of(one.at, name, one.case.language), held.get(name) if disclose else 0)
        for name in names
    )
