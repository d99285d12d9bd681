"""What becomes of a plan: carried out, in part, or after the person was asked about its scope."""

from typing import Any

from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround, TextKind, row_for
from rightsflow.law.right import Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.frame import SystemAnswer
from rightsflow.letters.replies import ScopeQuery
from rightsflow.letters.staff.facts import Follows
from rightsflow.register import case_requests, changes, fees, halting
from rightsflow.register.fees import FeeAnswer
from tasks.ask import answer_by
from tasks.decisions.deeds import begin_approved
from tasks.effect import About, Deciding, Effect, framed, wanted_address, write
from tasks.newcases import begin
from tasks.notaccepted import NotAccepted, Why
from tasks.planning import Planned, carry_out, store
from tasks.titles import title_of


async def approve(one: Deciding) -> Effect:
    """Carry the plan out as it was shown."""
    if one.hold.kind is HoldKind.fee_reply:
        return await _free_after_all(one, FeeAnswer.waived)
    follows = [Follows.plan_carried_out]
    about = [request for request in one.open if request.right in one.hold.reasons]
    for request in about:
        if request.right is Right.access:
            await carry_out(one.connection, one.case, request.id, _wanted_plan(one))
            follows.append(Follows.copy_is_made)
        else:
            await begin_approved(one, request)
    if not about:
        raise NotAccepted(Why.no_such_right)
    return Effect(tuple(follows))


async def accepted_otherwise(one: Deciding) -> Effect:
    """Go on after the person accepted the fee by telephone or post."""
    return await _free_after_all(one, FeeAnswer.accepted)


async def refuse_partly(one: Deciding) -> Effect:
    """Grant the rest at once; the letter names what is withheld, the ground and the remedies."""
    ground = one.form.ground if one.form else None
    row = row_for(Right.access, ground) if ground else None
    if row is None or ground is not RefusalGround.others_rights:
        raise NotAccepted(Why.no_ground)
    texts = dict(one.texts_for(row))
    request, plan = one.request(Right.access), _wanted_plan(one)
    withheld = list(dict.fromkeys(one.form.systems)) if one.form else []
    left = {name: found for name, found in plan["gather"].items() if name not in withheld}
    if not withheld or not left or set(withheld) - set(plan["gather"]):
        raise NotAccepted(Why.no_such_system)
    parts = {
        "systems": withheld, "ground": ground, "article": row.article,
        "reason": texts[TextKind.reason],
    }  # fmt: skip
    body = {**plan, "gather": left, "withheld": parts}
    await store(one.connection, one.at, [Planned(one.person, request.id, body)])
    await carry_out(one.connection, one.case, request.id, body)
    return Effect((Follows.rest_is_granted,))


async def ask_scope(one: Deciding) -> Effect:
    """Ask whether everything is wanted (recital 63): only where there is much, and once.

    The hold stays: everything is sent if no answer comes.
    """
    plan = _wanted_plan(one)
    if sum(map(len, plan["gather"].values())) < one.at.settings.decisions.large_copy_records:
        raise NotAccepted(Why.not_much_data)
    systems = tuple(
        SystemAnswer(title_of(one.at, name, one.case.language), len(found))
        for name, found in plan["gather"].items()
    )
    context = ScopeQuery(framed(one), systems, answer_by(one.at, one.case))
    to = wanted_address(one)
    await write(one, Letter.scope_query, context, to, once="scope_query")
    return Effect((Follows.scope_is_asked,), release=False)


async def _free_after_all(one: Deciding, given: FeeAnswer) -> Effect:
    quoted = [fee for fee in await fees.of_case(one.connection, one.case.id) if not fee.answer]
    for fee in quoted:
        await fees.answer(one.connection, fee.request_id, given, one.at.now())
        await take_up_again(one, fee.request_id)
    return Effect((Follows.plan_carried_out, Follows.copy_is_made))


async def take_up_again(one: About, request_id: int) -> None:
    """Do what was asked for after all, from where it was left."""
    await changes.reopen(one.connection, [request_id])
    requests = (await case_requests.requests_of(one.connection, [one.case.id]))[one.case.id]
    again = [request for request in requests if request.id == request_id]
    await begin(one.connection, one.at, again, set())
    await halting.reopen_all(one.connection, one.case.id)
    if one.plan is not None:
        await carry_out(one.connection, one.case, request_id, one.plan)


def _wanted_plan(one: Deciding) -> dict[str, Any]:
    if one.plan is None or not one.plan.get("gather"):
        raise NotAccepted(Why.no_plan)
    return dict(one.plan)
