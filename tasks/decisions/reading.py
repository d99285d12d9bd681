"""What a message asks for, corrected by a person, and holds that a person lets go."""

from collections.abc import Sequence
from dataclasses import replace

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import AskedRight, Right
from rightsflow.letters.staff.facts import Follows
from rightsflow.mail.reading.model import Reading
from rightsflow.mail.reading.read import NOTHING_TO_ANSWER
from rightsflow.mail.trust import may_answer
from rightsflow.register import case_requests, cases, changes, halting, messages, waiting
from rightsflow.register.case_requests import Request
from rightsflow.register.sealed import unlock
from rightsflow.register.types import Stage
from tasks.decisions.resuming import begin_unless_stopped
from tasks.effect import Deciding, Effect
from tasks.notaccepted import NotAccepted, Why
from tasks.person import keep_requester


async def correct(one: Deciding) -> Effect:
    """Let the case ask for exactly these rights, each with the clock of its message.

    Naming none says that it is no request at all, and closes the case. Who asks stays open where
    that was the question.
    """
    named = one.form.rights if one.form else ()
    wanted = {asked.right: asked is AskedRight.marketing_objection for asked in named}
    over = {request.right for request in one.asked} - {request.right for request in one.open}
    if over & wanted.keys():
        raise NotAccepted(Why.answered_already)
    misread = [request for request in one.open if request.right not in wanted]
    await halting.stop_requests(one.connection, [request.id for request in misread])
    await changes.drop(one.connection, [request.id for request in misread], one.at.now())
    if one.hold.kind is not HoldKind.identity or not wanted:
        await waiting.close(one.connection, one.hold, by=one.by, at=one.at.now())
    kept = [request for request in one.open if request.right in wanted]
    for request in kept:
        marketing = wanted[request.right]
        await changes.set_marketing(one.connection, request.id, marketing=marketing)
    if wanted:
        await _may_be_answered(one)
    known = {request.right for request in one.asked}
    new = await _asked_for(one, [right for right in wanted if right not in known])
    for request in new:
        if wanted[request.right]:
            await changes.set_marketing(one.connection, request.id, marketing=True)
    return await _go_on(one, [*kept, *new])


async def as_it_stands(one: Deciding) -> Effect:
    """Let the case go on with the rights that were recognised."""
    await waiting.close(one.connection, one.hold, by=one.by, at=one.at.now())
    return await _go_on(one, one.open)


async def _may_be_answered(one: Deciding) -> None:
    """Let the writer be answered where nothing stood against it but that no request was seen."""
    sealed = await messages.first_reading(one.connection, one.case.id)
    if sealed is None:
        return
    scope, locked = sealed
    text = unlock(await one.at.keyring.key(scope), "message.reading", scope, locked)
    reading, who = Reading.from_json(text), one.person.requester
    read = replace(reading, may_auto_answer=set(reading.why_not_auto) <= {NOTHING_TO_ANSWER})
    if may_answer(read, who.authentication) and not who.answerable:
        known = who.model_copy(update={"answerable": True})
        await keep_requester(one.connection, one.person, known)


async def _go_on(one: Deciding, requests: Sequence[Request]) -> Effect:
    if not requests and not any(request.outcome for request in one.asked):
        await cases.move(one.connection, [one.case.id], Stage.closed)
        return Effect(release=False)
    await begin_unless_stopped(one, requests)
    return Effect((Follows.case_goes_on,), release=False)


async def _asked_for(one: Deciding, rights: Sequence[Right]) -> list[Request]:
    """Add rights of the case's own message; one that was dropped by mistake comes back."""
    back = await changes.take_back(one.connection, one.case.id, rights)
    there = {request.right for request in back}
    received_at = one.case.received_at
    rows = [
        (one.case, right, received_at, one.at.due_on(received_at), None)
        for right in rights
        if right not in there
    ]
    added = await case_requests.add_requests(one.connection, rows)
    return [*(replace(request, outcome=None) for request in back), *added]
