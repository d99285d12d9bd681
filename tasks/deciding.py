"""A person's decision: the code, what was shown, the table, the second person, the effect.

The code is used up in a transaction of its own; everything that the decision brings about is one
more. Killed between them, nothing was decided, and the approver decides again with a fresh code.
"""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law import decision as law
from rightsflow.law.decision import Decision, Needs
from rightsflow.law.hold import HoldKind, row_of
from rightsflow.law.possible import rows_possible
from rightsflow.law.refusal import FEE_INSTEAD
from rightsflow.register import approvers, case_requests, cases, decisions, statements, waiting
from rightsflow.register.approvers import CodeVerdict
from rightsflow.register.decisions import RULES, Decided, DecisionState
from rightsflow.register.journal import Entry, note
from tasks.approval import Voided, void, void_outdated
from tasks.decisions.table import effect_of
from tasks.desk import Desk, desk
from tasks.effect import Deciding, Effect, on_hold
from tasks.form import Form
from tasks.kit import verb
from tasks.notaccepted import NotAccepted, Why
from tasks.receipts import locked, receipt

_OLDEST = timedelta(days=1)

_WHY: dict[CodeVerdict, Why] = {
    CodeVerdict.unknown: Why.code_unknown,
    CodeVerdict.revoked: Why.code_revoked,
    CodeVerdict.locked: Why.code_locked,
    CodeVerdict.wrong: Why.code_wrong,
    CodeVerdict.used: Why.code_used,
}


class Became(StrEnum):
    """What became of a decision."""

    stands = "decided"
    waits = "waits for a second person"
    waits_instead = (
        "waits for a second person; the first approval was for something else and counts no more"
    )


@verb("decide")
async def decide(form: Form) -> Became:
    """Judge a decision and carry it out; return what became of it.

    Raises `NotAccepted` with what stands against it and what to do. What would do so anyway is
    found before the code is used up.
    """
    at = desk()
    await _try_out(at, form)
    await _prove(at, form)
    refused: NotAccepted | None = None
    async with at.register.write() as connection:
        one = await _shown(connection, at, form)
        if isinstance(one, NotAccepted):
            refused = one
        else:
            became = await _decide(one, form)
    if refused is not None:
        raise refused
    at.progress("decisions", 1)
    return became


async def _try_out(at: Desk, form: Form) -> None:
    """Carry the decision out and take it all back.

    What is no longer as it was shown is left to be found with the code: then it is told anew.
    """
    async with at.register.write() as connection:
        trial = await connection.begin_nested()
        try:
            one = await _shown(connection, at, form)
            if isinstance(one, Deciding):
                await _decide(one, form)
            elif one.why is not Why.changed_meanwhile:
                raise one
        finally:
            await trial.rollback()


async def _prove(at: Desk, form: Form) -> None:
    """Use the code up, at the time at which the decision was handed in."""
    if at.now() - form.handed_in_at > _OLDEST:
        raise NotAccepted(Why.code_too_old)
    async with at.register.write() as connection:
        verdict = await approvers.check_code(
            connection, at.keyring, form.approver, form.code, form.handed_in_at
        )
        if verdict is CodeVerdict.wrong:
            await locked(connection, at, form.approver)
    if verdict is not CodeVerdict.accepted:
        raise NotAccepted(_WHY[verdict])


async def _shown(connection: AsyncConnection, at: Desk, form: Form) -> Deciding | NotAccepted:
    """Return what is decided on if it still is what the approver was shown.

    Where it has changed, an earlier approval of it is void, which is kept.
    """
    case = await cases.by_number(connection, form.case_number)
    if case is None:
        return NotAccepted(Why.no_such_case)
    await cases.lock(connection, [case.id])
    hold = await waiting.by_ref(connection, form.hold)
    if hold is None or hold.case_id != case.id:
        return NotAccepted(Why.hold_moved_on)
    if await decisions.shown(connection, hold) != form.shown:
        await void_outdated(connection, at, hold)
        # Told anew, whoever wants to decide finds a mail that fits.
        await waiting.renew(connection, [hold.id])
        return NotAccepted(Why.changed_meanwhile)
    return await on_hold(connection, at, hold, form.approver, form)


async def _decide(one: Deciding, form: Form) -> Became:
    """Record the decision and carry it out, or let it wait for a second person."""
    possible = row_of(one.hold.kind).decisions
    if form.decision not in possible:
        raise NotAccepted(Why.not_for_this_hold, *possible)
    if Needs.ground in law.row_of(form.decision).needs and form.ground is None:
        _refuse_without_ground(one, form)
    many, officer = approvers_for(form.decision, form.ground is not None
                                  and form.ground in FEE_INSTEAD)  # fmt: skip
    first = await decisions.waiting_for_second(one.connection, one.hold.id)
    second = first if first and await _counts_with(one, first, form) else None
    if many > 1 and second is None:
        await _first(one, form, first)
        return Became.waits_instead if first else Became.waits
    if second is not None:
        await _refuse_same_person(one, second, officer=officer)
        await decisions.set_state(one.connection, second.id, DecisionState.stands)
    elif first is not None:
        await void(one.connection, one.at, one.case.id, first, Voided.decided_otherwise)
    made = await _record(one, form, DecisionState.stands)
    one = replace(one, decision_id=made.id)
    effect = await effect_of(one.hold.kind, form.decision)(one)
    texts = law.row_of(form.decision).texts
    await statements.use(one.connection, one.case.id, made.id, texts)
    await _after(one, effect)
    await receipt(one, made, effect.follows)
    return Became.stands


def _refuse_without_ground(one: Deciding, form: Form) -> None:
    """Name the grounds that there are; a further copy alone may cost without one."""
    if form.decision is Decision.quote_fee:
        return
    grounds = dict.fromkeys(
        row.ground
        for request in one.open
        for row in rows_possible(
            form.decision, one.hold.kind, request.right, marketing=request.marketing
        )
    )
    raise NotAccepted(Why.ground_missing if grounds else Why.no_ground, *grounds)


def approvers_for(decision: Decision, instead_of_refusing: bool) -> tuple[int, bool]:  # noqa: FBT001 - a fact of the form
    """Return how many people have to decide, and whether one of them is the officer.

    A fee instead of a refusal wants the approvals of a refusal (Article 12(5)).
    """
    if decision is Decision.quote_fee and instead_of_refusing:
        decision = Decision.refuse
    row = law.row_of(decision)
    return row.approvers, row.officer


async def _counts_with(one: Deciding, first: Decided, form: Form) -> bool:
    """Say whether a first approval is for the same, and of somebody who still may decide.

    The same on another basis is something else: its approver was shown other words.
    """
    known = await approvers.active(one.connection, one.at.keyring)
    basis = await decisions.basis_of(one.connection, one.case.id)
    same = first.digest == form.content.digest(basis)
    return same and first.approver in {p.handle for p in known}


async def _first(one: Deciding, form: Form, other: Decided | None) -> None:
    """Record a first approval, after trying out that its effect would be allowed at all."""
    trial = await one.connection.begin_nested()
    try:
        await effect_of(one.hold.kind, form.decision)(one)
    finally:
        await trial.rollback()
    if other is not None:
        await void(one.connection, one.at, one.case.id, other, Voided.decided_otherwise)
    made = await _record(one, form, DecisionState.waits_for_second)
    await waiting.renew(one.connection, [one.hold.id])
    await receipt(one, made, (), waits=True)


async def _refuse_same_person(one: Deciding, first: Decided, *, officer: bool) -> None:
    if first.approver == one.by:
        raise NotAccepted(Why.second_person)
    known = await approvers.listed(one.connection, one.at.keyring)
    both = [person for person in known if person.handle in {first.approver, one.by}]
    if officer and not any(person.is_officer for person in both):
        raise NotAccepted(Why.officer_wanted)


async def _record(one: Deciding, form: Form, state: DecisionState) -> Decided:
    """Store the decision and note it with who, when, ground, rules and evidence hash."""
    now = one.at.now()
    made = await decisions.record(
        one.connection, one.hold, form.content, approver=one.by, state=state, at=now
    )
    evidence = await statements.digests(one.connection, one.case.id)
    detail = {
        "decision": form.decision,
        "ground": form.ground,
        "hold": one.hold.kind,
        "state": state,
        "rules": RULES,
        "digest": made.digest,
        "basis": made.basis,
        **{f"evidence_{kind}": digest for kind, digest in sorted(evidence.items())},
    }
    await note(one.connection, [Entry(one.case.id, "decided", detail, one.by)], now)
    return made


_OF_RIGHTS = frozenset({HoldKind.right_by_person, HoldKind.plan_approval})
"""Holds that are about rights, one after the other."""


async def _after(one: Deciding, effect: Effect) -> None:
    """Release the hold, or let it be about what is left."""
    if effect.release:
        await waiting.close(one.connection, one.hold, by=one.by, at=one.at.now())
    elif one.hold.kind in _OF_RIGHTS:
        asked = (await case_requests.requests_of(one.connection, [one.case.id]))[one.case.id]
        left = [r.right for r in asked if r.is_open and r.right in one.hold.reasons]
        await waiting.narrow(one.connection, one.hold.id, left)
    else:
        await waiting.renew(one.connection, [one.hold.id])
