"""An approved plan for a right other than access: completed by what a person decided, and begun."""

from rightsflow.datamap.corrections import NoCorrection, corrections_in
from rightsflow.law.refusal import TextKind
from rightsflow.law.right import Right
from rightsflow.register import details, halting
from rightsflow.register.case_requests import Request
from rightsflow.register.details import Details
from rightsflow.register.plans import actions_in, has_actions
from rightsflow.register.types import Step
from tasks.beginning import Drawn, begin_deeds
from tasks.drawing import draw
from tasks.effect import Deciding
from tasks.notaccepted import NotAccepted, Why
from tasks.person import details_of


async def begin_approved(one: Deciding, request: Request) -> None:
    """Begin what was approved: an erasure as it was shown, all else with what was decided.

    Raises `NotAccepted` where nothing was planned, or where a person has first to write what is
    corrected, or how a review ended.
    """
    if one.plan is None or not has_actions(one.plan, request.id):
        raise NotAccepted(Why.no_plan)
    key, number = one.person.key, one.case.number
    asked = (await details_of(one.connection, {request.id: one.person}))[request.id]
    said = _decided(one, request, asked)
    if said is None:
        actions = actions_in(one.plan, request.id)
        await begin_deeds(one.connection, Drawn(one.person, request, actions))
        return
    # What is decided now need not be restricted first.
    await halting.forget(one.connection, request.id, Step.mark)
    await details.keep(one.connection, request.id, key, number, said)
    drawn = await draw(one.connection, one.at, {one.case.id: one.person}, [request.id])
    for each in drawn:
        await begin_deeds(one.connection, each)


def _decided(one: Deciding, request: Request, asked: Details) -> Details | None:
    """Return what a person decided beyond a yes; None where the plan stands as it was shown."""
    told = one.text(TextKind.review)
    if request.right is Right.rectification:
        if not one.text(TextKind.correction):
            raise NotAccepted(Why.text_missing, TextKind.correction)
        try:
            found = corrections_in(one.text(TextKind.correction), one.at.systems)
        except NoCorrection as error:
            raise NotAccepted(Why.no_correction, str(error)) from None
        return Details(corrections=found, told=told)
    if request.right is Right.objection:
        return asked.model_copy(update={"upheld": True, "told": told})
    if request.right is Right.automated_decision:
        if not told:
            raise NotAccepted(Why.text_missing, TextKind.review)
        return asked.model_copy(update={"told": told})
    return None
