"""A fee: what a further copy costs, or instead of refusing what is excessive; told first."""

from datetime import date, timedelta

from rightsflow.law.fee import FeeRule, Quote, quote
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import FEE_INSTEAD, RefusalGround, TextKind, missing_texts, row_for
from rightsflow.law.right import Outcome, Right
from rightsflow.letters.branches import FeeQuote
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.facts import Follows
from rightsflow.letters.words import words
from rightsflow.register import fees, halting, holds, results
from rightsflow.register.case_requests import Request
from rightsflow.register.fees import Quoted
from rightsflow.register.holds import Hold
from tasks.decisions.chosen import chosen_requests
from tasks.effect import Deciding, Effect, framed, pending_of, settle, wanted_address, write
from tasks.notaccepted import NotAccepted, Why
from tasks.planning import earlier_answers
from tasks.titles import title_of

_LETTER_TEXTS = frozenset({TextKind.reason, TextKind.objective, TextKind.subjective})


async def quote_fee(one: Deciding) -> Effect:
    """Assess the scope, tell the amount, and wait for the person's answer; the clock goes on.

    Raises `NotAccepted` without a tariff, where the copy is free by law, or without evidence
    that a request is excessive.
    """
    policy = one.at.settings.fee
    if policy is None:
        raise NotAccepted(Why.no_tariff)
    ground = one.form.ground if one.form else None
    rule = FeeRule.excessive if ground in FEE_INSTEAD else FeeRule.further_copy
    request, first_on = await _what_is_charged(one, rule, ground)
    systems, records = await _scope(one, request)
    reckoned = quote(policy.tariff, records)
    if not reckoned.total:
        raise NotAccepted(Why.nothing_to_charge)
    until_on = min(one.at.today() + timedelta(days=policy.valid_days), one.case.due_on)
    context = FeeQuote(
        frame=framed(one, asked=one.open),
        rule=rule,
        right=request.right,
        first_copy_on=first_on,
        quote=reckoned,
        records=records,
        systems=tuple(title_of(one.at, name, one.case.language) for name in systems),
        valid_until_on=until_on,
        how_to_pay=words(one.case.language).of(policy.how_to_pay),
        texts=_texts(one) if rule is FeeRule.excessive else (),
        pending=pending_of(one.at, one.open, without=[request.id]),
    )
    await write(one, Letter.fee_quote, context, wanted_address(one))
    await _keep(one, request, rule, reckoned, records, until_on)
    return Effect((Follows.fee_quote_sent,), release=not one.is_left([request]))


async def _keep(
    one: Deciding, request: Request, rule: FeeRule, reckoned: Quote, records: int, until_on: date
) -> None:
    now = one.at.now()
    await fees.add(
        one.connection,
        Quoted(one.case.id, request.id, rule, reckoned, records, until_on, now),
    )
    await halting.stop_requests(one.connection, [request.id])
    await settle(one, [request], Outcome.fee_asked)
    waiting = Hold(one.case.id, HoldKind.fee_reply, until_on, reasons=(request.right,))
    await holds.open_holds(one.connection, [waiting], now)


async def _what_is_charged(
    one: Deciding, rule: FeeRule, ground: RefusalGround | None
) -> tuple[Request, date | None]:
    """Return the request, and of a further copy the day of the first one."""
    if rule is FeeRule.further_copy:
        if ground is not None:
            raise NotAccepted(Why.no_ground)
        request = one.request(Right.access)
        before = await earlier_answers(one.connection, one.at, one.case, one.plan or {"gather": {}})
        if not before:
            raise NotAccepted(Why.copy_is_free)
        return request, before[0].answered_on
    request = chosen_requests(one)[0]
    row = row_for(request.right, ground, marketing=request.marketing) if ground else None
    if row is None:
        raise NotAccepted(Why.no_ground)
    missing = [kind for kind in missing_texts(row, one.statements) if kind in _WANTED]
    if missing:
        raise NotAccepted(Why.text_missing, *missing)
    return request, None


_WANTED = _LETTER_TEXTS | {TextKind.evidence}


async def _scope(one: Deciding, request: Request) -> tuple[list[str], int]:
    """Return the systems that hold something, and how many records, as they were located."""
    if one.plan and one.plan.get("gather"):
        gather = one.plan["gather"]
        return list(gather), sum(map(len, gather.values()))
    if not one.person.requester.confirmed:
        # Nobody has proved to be the person: what is held, and where, is not told.
        return [], 0
    found = (await results.found_for(one.connection, [request.id]))[request.id]
    held = [row for row in found if row.exact]
    return [row.system for row in held], sum(row.exact for row in held)


def _texts(one: Deciding) -> tuple[tuple[TextKind, str], ...]:
    return tuple((kind, one.text(kind)) for kind in one.statements if kind in _LETTER_TEXTS)
